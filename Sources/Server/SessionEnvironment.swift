import FoundationEssentials
public import NotebookModel

/// What sessions take from the world: the time and fresh names.
public struct SessionEnvironment: Sendable {
  public var now: @Sendable () -> Timestamp
  /// Makes a name that was never used; ids start with a letter that says of what.
  public var newName: @Sendable () -> String

  public init(
    now: @escaping @Sendable () -> Timestamp, newName: @escaping @Sendable () -> String
  ) {
    self.now = now
    self.newName = newName
  }

  /// The machine's clock, and random names of 60 bits.
  public static let system = SessionEnvironment(
    now: { Timestamp(milliseconds: Int(Date().timeIntervalSince1970 * 1_000)) },
    newName: {
      let digits = Array("0123456789abcdefghjkmnpqrstvwxyz")
      var bits = UInt64.random(in: 0...UInt64.max)
      return String(
        (0..<12).map { _ in
          defer { bits >>= 5 }
          return digits[Int(bits & 31)]
        })
    })
}
