import FoundationEssentials
import Glibc

/// Why the secrets could not be kept; nothing is served without them.
public enum SecretsError: Error, Sendable, Equatable {
  /// The file belongs to somebody else, who could read it.
  case foreign(path: String)
  case unreadable(path: String, code: Int32)
  case unwritable(path: String, code: Int32)
  case damaged(path: String)

  /// One sentence with what to do.
  public var sentence: String {
    switch self {
    case .foreign(let path):
      "The secrets file \(path) belongs to another user. Remove it, or use another database."
    case .unreadable(let path, let code):
      "The secrets file \(path) cannot be read (\(Self.text(code))). Check its permissions."
    case .unwritable(let path, let code):
      "The secrets file \(path) cannot be written (\(Self.text(code))). Check the folder."
    case .damaged(let path):
      "The secrets file \(path) is damaged. Start once with --new-token to make a new one."
    }
  }

  private static func text(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }
}

/// The token of the printed link and the secret in the cookies, kept in a file beside the database.
///
/// The file is for its owner alone (mode 0600) and survives restarts, so links and signed-in
/// browsers do too. New secrets end every sign-in at once.
public struct Secrets: Sendable, Equatable {
  /// Stands in the link and after `Authorization: Bearer`; 258 bits.
  public let token: String
  /// Stands in the cookies of signed-in browsers; 258 bits.
  let cookie: String
  /// The address that the last server printed, without the token.
  public private(set) var address: String?

  /// Draws new secrets from the system's generator.
  init() {
    (token, cookie) = (Self.draw(43), Self.draw(43))
  }

  /// Reads the secrets of a database, or makes them when there are none or new ones are wanted.
  ///
  /// - Returns: The secrets, and a sentence when the file had to be closed to others.
  static func open(
    database: String, renew: Bool = false
  ) throws(SecretsError) -> (secrets: Secrets, warning: String?) {
    let path = path(beside: database)
    if !renew, let (secrets, warning) = try load(path) { return (secrets, warning) }
    let secrets = Secrets()
    try secrets.save(path)
    return (secrets, nil)
  }

  /// The link of the server that uses, or last used, this database; nil when there was none.
  public static func link(database: String) throws(SecretsError) -> String? {
    guard let (secrets, _) = try load(path(beside: database)), let address = secrets.address
    else { return nil }
    return secrets.link(address)
  }

  /// The address with the token.
  func link(_ address: String) -> String { "\(address)/?token=\(token)" }

  /// Remembers where the server is, for `interleave url`.
  mutating func remember(_ address: String, database: String) throws(SecretsError) {
    guard self.address != address else { return }
    self.address = address
    try save(Self.path(beside: database))
  }

  /// Compares two secrets in a time that does not tell where they differ.
  static func isEqual(_ known: String, _ given: some StringProtocol) -> Bool {
    let (known, given) = (Array(known.utf8), Array(given.utf8))
    var difference = known.count ^ given.count
    for index in known.indices {
      difference |= Int(known[index] ^ (index < given.count ? given[index] : 0))
    }
    return difference == 0
  }

  /// Draws a text of characters that need no escape anywhere.
  static func draw(_ count: Int) -> String {
    var generator = SystemRandomNumberGenerator()
    return String((0..<count).map { _ in alphabet[Int(generator.next(upperBound: 64 as UInt))] })
  }

  private static let alphabet = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")

  private static func path(beside database: String) -> String { "\(database)-secrets" }

  // MARK: The file

  private static func load(
    _ path: String
  ) throws(SecretsError) -> (secrets: Secrets, warning: String?)? {
    let file = unsafe Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard file >= 0 else {
      if errno == ENOENT { return nil }
      throw .unreadable(path: path, code: errno)
    }
    defer { close(file) }
    var status = stat()
    guard unsafe fstat(file, &status) == 0 else { throw .unreadable(path: path, code: errno) }
    guard status.st_uid == geteuid() else { throw .foreign(path: path) }
    var warning: String?
    if status.st_mode & 0o077 != 0 {
      guard fchmod(file, 0o600) == 0 else { throw .unwritable(path: path, code: errno) }
      warning = """
        Others could read the secrets file \(path); it is closed to them now. If anybody else uses \
        this machine, start once with --new-token.
        """
    }
    var bytes = [UInt8](repeating: 0, count: 4_096)
    let count = unsafe bytes.withUnsafeMutableBytes { buffer in
      unsafe read(file, buffer.baseAddress, buffer.count)
    }
    guard count >= 0 else { throw .unreadable(path: path, code: errno) }
    guard let secrets = Secrets(text: String(decoding: bytes.prefix(count), as: UTF8.self)) else {
      throw .damaged(path: path)
    }
    return (secrets, warning)
  }

  private init?(text: String) {
    var values: [Substring: String] = [:]
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = String(parts[1]) }
    }
    guard let token = values["token"], let cookie = values["cookie"], token.utf8.count >= 43,
      cookie.utf8.count >= 43
    else { return nil }
    (self.token, self.cookie, address) = (token, cookie, values["address"])
  }

  /// Writes a new file and puts it in the place of the old one, so that no moment has half of it.
  private func save(_ path: String) throws(SecretsError) {
    var text = "token \(token)\ncookie \(cookie)\n"
    if let address { text += "address \(address)\n" }
    let new = "\(path).new"
    unsafe unlink(new)
    let file = unsafe Glibc.open(new, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard file >= 0 else { throw .unwritable(path: path, code: errno) }
    let bytes = Array(text.utf8)
    let count = unsafe bytes.withUnsafeBytes { buffer in
      unsafe write(file, buffer.baseAddress, buffer.count)
    }
    let isWritten = count == bytes.count && fsync(file) == 0
    let code = errno
    close(file)
    guard isWritten, unsafe rename(new, path) == 0 else {
      throw .unwritable(path: path, code: isWritten ? errno : code)
    }
  }
}
