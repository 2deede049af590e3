import Explorer
import Foundation
import SourceLanguage
import Testing

/// A program of the puzzles with what the notebook says about it.
struct Puzzle: Sendable, CustomTestStringConvertible {
  /// What has to come out.
  struct Expectation: Decodable, Sendable {
    /// A failure's kind, or `proved`.
    var kind: String
    /// The fewest with which it fails; missing when it does not.
    var preemptions: Int?
  }

  /// The cell: the collection, the name there, and `bug` or `fix`.
  var id: String
  var source: String
  var expects: Expectation

  var testDescription: String { id }

  /// All of them, read once.
  static let all: [Puzzle] = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    do {
      let data = try Data(contentsOf: root.appending(path: "Notebooks/puzzles.ipynb"))
      return try JSONDecoder().decode(Document.self, from: data).cells.compactMap(\.puzzle)
    } catch {
      fatalError("The puzzles cannot be read: \(error)")
    }
  }()
}

/// As much of a notebook as the puzzles need.
private struct Document: Decodable {
  struct Cell: Decodable {
    struct Metadata: Decodable {
      struct Interleave: Decodable { var expects: Puzzle.Expectation? }
      var interleave: Interleave?
    }
    var id: String
    var source: [String]
    var metadata: Metadata

    var puzzle: Puzzle? {
      metadata.interleave?.expects.map {
        Puzzle(id: id, source: source.joined(), expects: $0)
      }
    }
  }
  var cells: [Cell]
}

@Suite struct `The puzzles` {
  @Test(arguments: Puzzle.all)
  func `fail as the notebook says with the fewest preemptions, and are proved when mended`(
    puzzle: Puzzle
  ) throws {
    let parsed = Program.parse(puzzle.source)
    #expect(parsed.diagnostics.map(\.message) == [])
    let program = try #require(parsed.program)
    var options = parsed.options
    // No more than the answer may depend on how quick the machine is.
    options.seconds = 300
    let exploration = explore(program, options)
    #expect(exploration.models.map(\.model) == parsed.options.models(of: program))
    for result in exploration.models {
      print("\(puzzle.id), \(result.model): \(Int(result.seconds * 1_000)) ms")
      if puzzle.expects.kind == "proved" {
        #expect(result.answer == .proved)
        #expect(result.findings.isEmpty)
        #expect(result.isComplete)
      } else {
        #expect(result.answer == .refuted)
        let finding = try #require(result.findings.first)
        #expect(finding.failure.kind.rawValue == puzzle.expects.kind)
        #expect(finding.preemptions == puzzle.expects.preemptions)
        #expect(finding.isMinimal)
      }
    }
  }

  @Test func `are 29 programs of SCTBench and 17 of the Deadlock Empire, each with its cure`() {
    for (collection, count) in [("sct", 29), ("empire", 17)] {
      let ids = Puzzle.all.map(\.id).filter { $0.hasPrefix(collection + "-") }
      let bugs = ids.filter { $0.hasSuffix("-bug") }.map { $0.dropLast(4) }
      let fixes = ids.filter { $0.hasSuffix("-fix") }.map { $0.dropLast(4) }
      #expect(bugs.count == count)
      #expect(bugs == fixes)
      #expect(ids.count == 2 * count)
    }
    for puzzle in Puzzle.all {
      #expect((puzzle.expects.kind == "proved") == puzzle.id.hasSuffix("-fix"))
    }
  }
}
