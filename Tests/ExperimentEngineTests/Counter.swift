import Synchronization

/// A number that several threads may raise.
final class Counter: Sendable {
  private let value = Atomic(0)

  var count: Int { value.load(ordering: .acquiring) }

  @discardableResult
  func add() -> Int { value.add(1, ordering: .acquiringAndReleasing).newValue }
}
