/// How memory behaves between threads.
public enum MemoryModel: String, Sendable, CaseIterable, Codable {
  /// Sequential consistency: every step is seen by all at once (Lamport 1979).
  case sc
  /// Total store order: each thread's stores wait in one queue before others see them (x86, SPARC TSO).
  case tso
  /// Partial store order: one queue for each thread and variable (SPARC PSO).
  case pso
}
