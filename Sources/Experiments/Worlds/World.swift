import ConcurrencyPrimitives

/// Where and when the threads of an experiment live: on this machine, or in virtual time.
///
/// An experiment is written once against this protocol, so its model and its live run are the same
/// code and differ only in who moves the clock and who chooses the next thread.
protocol World: Sendable {
  /// Seconds since this world began.
  var now: Double { get }

  /// The moment `span` from now, on this world's clock.
  func deadline(after span: Duration) -> Deadline

  /// Lets `visitor` sleep.
  func sleep(_ span: Duration, as visitor: Visitor) throws(WaitFailure)

  /// Lets others go first, if any want to.
  func yield(as visitor: Visitor) throws(WaitFailure)

  /// A lock of this world that follows `rules`.
  func entrance<Rules: EntryRules>(_ rules: Rules) -> any Entrance<Rules>

  /// Ends every wait and every sleep, now and later, with ``WaitFailure/aborted``.
  func abort()
}

/// A lock of a world.
protocol Entrance<Rules>: Sendable {
  associatedtype Rules: EntryRules

  /// The rules as they stand: who is inside, who waits; nil for a lock that does not tell.
  var knownRules: Rules? { get }
  func enter(
    as visitor: Visitor, wanting request: Rules.Request, until deadline: Deadline
  ) throws(WaitFailure)
  func leave(as visitor: Visitor)
}

extension Gate: Entrance {
  var knownRules: Rules? { rules }
}
