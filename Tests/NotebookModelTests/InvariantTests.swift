import NotebookModel
import TestSupport
import Testing

@Suite struct `Whatever is asked of a notebook` {
  @Test(arguments: UInt64(1)...20)
  func `a refusal changes nothing, and what is saved is what is true`(seed: UInt64) {
    var random = SplitMix(seed: seed)
    var state = threeCells(lesson: "00-welcome")
    var saved = Dictionary(uniqueKeysWithValues: state.cells.map { ($0.id, $0) })
    for step in 0..<300 {
      let before = state
      do {
        let effects = try state.apply(operation(step, on: state, &random))
        for case .save(_, let cells, _, _) in effects.records {
          for cell in cells { saved[cell.id] = cell }
        }
        for case .queue(let run) in effects.records { saved[run.cell]?.run = run.id }
      } catch {
        #expect(state == before, "seed \(seed), step \(step)")
      }
      expectSane(state, saved, "seed \(seed), step \(step)")
    }
  }

  private func expectSane(
    _ state: SessionState, _ saved: [CellID: Cell], _ comment: Comment
  ) {
    let ranks = state.cells.map(\.rank)
    #expect(zip(ranks, ranks.dropFirst()).allSatisfy { $0 < $1 }, comment)
    #expect(state.cells.allSatisfy { saved[$0.id] == $0 }, comment)
    #expect(state.cells.allSatisfy { $0.revision <= state.notebook.revision }, comment)
    // A run is remembered while it goes on or a cell shows it, and no longer.
    let shown = Set(state.cells.compactMap(\.run))
    #expect(shown.isSubset(of: state.runs.keys), comment)
    #expect(state.runs.values.allSatisfy { $0.phase.isActive || shown.contains($0.id) }, comment)
    #expect(state.stopping.allSatisfy { state.runs[$0]?.phase.isActive == true }, comment)
  }

  private func operation(
    _ step: Int, on state: SessionState, _ random: inout SplitMix
  ) -> Operation {
    let known = state.cells.map(\.id) + [CellID("nowhere")]
    let cell = known.randomElement(using: &random) ?? first
    let after = Bool.random(using: &random) ? known.randomElement(using: &random) : nil
    let run = state.activeRuns.randomElement(using: &random)?.id ?? RunID("nobody")
    func edit(_ changes: Change...) -> Operation {
      let base = state.notebook.revision - Int.random(in: 0...1, using: &random)
      return .edit(Edit(base: base, key: "key \(step)", changes: changes, at: noon))
    }
    let content = CellContent(
      id: CellID("c\(Int.random(in: 0...30, using: &random))"), kind: .code, source: "new")
    switch Int.random(in: 0..<18, using: &random) {
    case 0: return edit(.setSource(cell, "source \(step)"), .moveCell(cell, after: after))
    case 1...3: return edit(.insertCell(content, after: after))
    case 4: return edit(.deleteCell(cell), .setTitle("title \(step)"))
    case 5: return edit(.restoreCell(cell))
    case 6: return edit(.moveCell(cell, after: after))
    case 7: return edit(.restart(Original(title: "Lesson", cells: [content])))
    case 8...10:
      return .run(
        cells: [cell, cell], runs: [RunID("a\(step)"), RunID("b\(step)")], key: nil, at: noon)
    case 11: return .start(run, at: noon)
    case 12: return .stop(run)
    case 13: return .end(run, .done, reason: nil, at: noon)
    case 16: return edit(.become(title: "Old", tags: ["a"], cells: [content]))
    case 17: return edit(.setContent(content), .setTags(["tag \(step)", "a"]))
    case 14: return .report(run, WorkerEvent(type: "plan", json: []))
    default:
      return step % 5 == 0 ? .recover(at: noon) : .wait(run, Waiting(position: step, reason: ""))
    }
  }
}
