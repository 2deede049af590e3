public import Wire

/// Judges the proof in a worker's hello against what its isolation promises.
///
/// The worker speaks for itself here, before it has run any code of a cell: what is checked is that the
/// machine really did what bubblewrap, Landlock and the filter were asked to do.
public struct ConfinementReport: Sendable, Equatable {
  /// One thing that differs, in a sentence.
  public var differences: [String] = []

  /// Whether code may run in this worker.
  public var isConfined: Bool { differences.isEmpty }

  /// Compares a proof with the promise of an isolation.
  ///
  /// - Parameters:
  ///   - proof: What the worker saw.
  ///   - isolation: What it was started with.
  ///   - limits: The limits by the names that a worker reports: `processes`, `openFiles` …
  public init(_ proof: ConfinementProof, isolation: Isolation, limits: [String: String] = [:]) {
    guard isolation != .none else { return }
    expect(proof.noNewPrivileges, "it could gain privileges through a program it starts")
    expect(proof.seccomp == 2, "no system call filter is installed")
    expect(
      Self.isZero(proof.effectiveCapabilities),
      "it holds the capabilities \(proof.effectiveCapabilities)")
    expect(!proof.canWriteRoot, "it can write to the root folder")
    let inherited = proof.openDescriptors.filter { $0 > 2 }
    expect(
      inherited.isEmpty, "it inherited the open files \(Self.list(inherited.map(String.init)))")
    let foreign = proof.environment.filter { !Self.environment.contains($0) }
    expect(foreign.isEmpty, "it inherited the environment variables \(Self.list(foreign))")
    for (name, value) in limits.sorted(by: { $0.key < $1.key }) {
      expect(
        proof.limits[name] == value,
        "its limit \(name) is \(proof.limits[name] ?? "unknown") and not \(value)")
    }
    switch isolation {
    case .strict:
      expect(
        proof.uidMap.hasPrefix("65534 ") && proof.uidMap.hasSuffix(" 1"),
        "its user namespace maps \(proof.uidMap.isEmpty ? "nothing" : proof.uidMap)")
      expect(
        Self.isZero(proof.boundingCapabilities),
        "it could hold the capabilities \(proof.boundingCapabilities)")
      expect(
        proof.interfaces == ["lo"], "it sees the network interfaces \(Self.list(proof.interfaces))")
      expect(proof.processes <= 2, "it sees \(proof.processes) processes")
    case .reduced:
      expect(proof.landlock, "Landlock does not keep it from reading files")
    case .none: break
    }
  }

  private static let environment: Set<String> = ["HOME", "LANG", "PATH", "PWD", "TMPDIR"]

  private mutating func expect(_ holds: Bool, _ difference: @autoclosure () -> String) {
    if !holds { differences.append(difference()) }
  }

  private static func isZero(_ capabilities: String) -> Bool {
    !capabilities.isEmpty && capabilities.allSatisfy { $0 == "0" }
  }

  private static func list(_ words: [String]) -> String {
    words.isEmpty ? "(none)" : words.joined(separator: ", ")
  }

  /// The report in one sentence.
  public var sentence: String {
    isConfined
      ? "The worker is confined as promised."
      : "The worker is not confined as promised: \(differences.joined(separator: "; "))."
  }
}
