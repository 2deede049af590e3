import ExperimentEngine
import Explorer

/// What every schedule of a litmus test comes to, in each memory model.
struct LitmusExploration: Sendable {
  let test: LitmusTest
  let ordering: LitmusOrdering
  let results: [ModelResult]
  private let reached: [MemoryModel: [[Int]: UInt64]]

  /// - Throws: ``Stopped`` when the case is stopped meanwhile.
  init(_ test: LitmusTest, _ ordering: LitmusOrdering, _ run: Run) throws {
    let parsed = Program.parse(test.program(ordering))
    guard let program = parsed.program else {
      preconditionFailure("The program of a litmus test cannot be read.")
    }
    // One by one, so that the executions are counted and not only the classes of them.
    let options = ExplorationOptions(models: MemoryModel.allCases, strategy: .naive, seconds: 60)
    let exploration = explore(program, options) { _ in !run.shouldStop }
    try run.checkStop()
    self.test = test
    self.ordering = ordering
    results = exploration.models
    reached = Dictionary(
      uniqueKeysWithValues: MemoryModel.allCases.map { model in
        let rows = exploration.outcomes.compactMap { row in
          row.models[model].map { (row.values, $0.count ?? 0) }
        }
        return (model, Dictionary(uniqueKeysWithValues: rows))
      })
  }

  var isComplete: Bool { results.allSatisfy(\.isComplete) }

  /// Whether a model permits an outcome.
  func permits(_ outcome: [Int], _ model: MemoryModel) -> Bool { reached[model]?[outcome] != nil }

  /// In how many executions of a model the test ends so.
  func executions(_ outcome: [Int], _ model: MemoryModel) -> UInt64 {
    reached[model]?[outcome] ?? 0
  }

  func outcomes(_ model: MemoryModel) -> Set<[Int]> { Set((reached[model] ?? [:]).keys) }

  func counts(_ model: MemoryModel) -> Counts? { results.first { $0.model == model }?.counts }

  /// All outcomes of all models, and the weak one, in the order of their values.
  var all: [[Int]] {
    MemoryModel.allCases.reduce(into: Set([test.weak])) { $0.formUnion(outcomes($1)) }
      .sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// The models that permit the weak outcome, as words.
  var permitting: String {
    let names = MemoryModel.allCases.filter { permits(test.weak, $0) }.map(\.name)
    return names.isEmpty ? "none of the models" : names.joined(separator: " and ")
  }
}

extension LitmusTest {
  /// An outcome with the names of its parts: `p0.r0=0 p1.r0=0`.
  func words(_ outcome: [Int]) -> String {
    zip(columns, outcome).map { "\($0)=\($1)" }.joined(separator: " ")
  }
}
