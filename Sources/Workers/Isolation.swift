/// How well a worker is kept from the rest of the machine.
public enum Isolation: String, Sendable, Codable, CaseIterable {
  /// Namespaces by bubblewrap, the system call filter and limits: nothing outside can be seen.
  case strict
  /// Landlock, the same filter and limits: files and network are closed, other processes are visible.
  case reduced
  /// A plain process with limits; for a machine that is a sandbox itself. Only by explicit choice.
  case none
}
