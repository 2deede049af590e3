/// The numbers that bound what the primitives may do.
enum Limits {
  /// How often a spinning wait looks before it starts to give its processor away.
  ///
  /// About a microsecond or two: longer than a short critical section, far shorter than a time
  /// slice. Pure spinning made a barrier of two threads on one processor 2,000 times slower.
  static let spins = 2_000

  /// How many jobs may wait at a ``SerialQueue`` before the next sender has to wait too.
  static let queuedJobs = 1_024

  /// How often a wait inside the platform's lock comes up to see whether it was aborted.
  static let abortCheck = Duration.milliseconds(20)
}
