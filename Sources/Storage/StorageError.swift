import GRDB

/// What went wrong between the server and its database file.
public struct StorageError: Error, Equatable, CustomStringConvertible {
  public var code: Code
  /// What was being done, to what.
  public var doing: String
  /// What the system said.
  public var message: String

  /// The kinds of failure that somebody must treat differently.
  public enum Code: Sendable, Equatable {
    /// The disk, or the limit set for the data, is full.
    case full
    /// The file is no database, or a damaged one.
    case damaged
    /// Another server uses the file.
    case inUse
    /// A newer version of the program wrote the file.
    case newer
    /// The file cannot be opened, read or written.
    case inaccessible
    case other
  }

  public init(_ code: Code, doing: String, message: String) {
    self.code = code
    self.doing = doing
    self.message = message
  }

  public var description: String { "\(doing): \(message)" }

  init(_ error: any Error, doing: String) {
    switch error {
    case let error as StorageError: self = error
    case let error as DatabaseError:
      self.init(
        Code(error.resultCode), doing: doing, message: error.message ?? "\(error.resultCode)")
    default: self.init(.other, doing: doing, message: "\(error)")
    }
  }
}

extension StorageError.Code {
  fileprivate init(_ code: ResultCode) {
    self =
      switch code {
      case .SQLITE_FULL: .full
      case .SQLITE_CORRUPT, .SQLITE_NOTADB: .damaged
      case .SQLITE_BUSY: .inUse
      case .SQLITE_CANTOPEN, .SQLITE_IOERR, .SQLITE_READONLY, .SQLITE_PERM: .inaccessible
      default: .other
      }
  }
}
