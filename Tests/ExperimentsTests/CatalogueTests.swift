import CallLanguage
import ExperimentEngine
import Foundation
import Testing

@testable import Experiments

@Suite struct `The catalogue` {
  @Test func `has the experiments in the order of the chapters`() {
    #expect(
      names == [
        "law.amdahl", "thread.countdown", "deadlock.dining", "rw.variants", "race.lostUpdate",
        "litmus.model", "litmus.live",
      ])
    let chapters = names.compactMap { catalogue[$0]?.chapter.number }
    #expect(chapters == chapters.sorted())
  }

  @Test(arguments: names) func `shows the code that runs`(name: String) throws {
    let type = try #require(catalogue[name])
    let listing = try #require(catalogue.listing(of: type))
    #expect(listing.contains("func "))
    #expect(listing.count { $0 == "{" } == listing.count { $0 == "}" }, "\(listing)")
    #expect(!listing.contains("listing:"))
    let lines = listing.split(separator: "\n", omittingEmptySubsequences: false).count
    #expect((5...90).contains(lines), "\(lines) lines")
  }

  @Test func `shows who is let in beside what readers and writers do`() throws {
    let listing = try #require(catalogue.listing(of: ReadersWriters.self))
    #expect(listing.contains("extension RoomVisitor"))
    #expect(listing.contains("case .readersFirst: return admitReaders() + admitWriter()"))
  }

  @Test(arguments: names) func `has an example that can be run`(name: String) throws {
    let type = try #require(catalogue[name])
    let check = Vocabulary(catalogue.signatures).check(type.example)
    #expect(check.diagnostics == [])
    let call = try #require(check.plan?.calls.first)
    #expect(call.experiment == name)
    for planned in call.cases { _ = try type.make(planned.parameters) }
  }

  @Test(arguments: names) func `has texts to teach from`(name: String) throws {
    let type = try #require(catalogue[name])
    for text in [type.summary, type.pitfall] + type.claims.map(\.sentence) {
      #expect(text.hasSuffix("."), "\(text)")
    }
    #expect(type.question.contains("?"))
    #expect(Set(type.claims.map(\.name)).count == type.claims.count)
    for parameter in type.declaredParameters {
      #expect(!parameter.summary.isEmpty && !parameter.summary.hasSuffix("."))
      #expect(parameter.standard != nil)
    }
  }

  @Test(.enabled(if: python, "python3 is not installed"), arguments: names)
  func `has a twin in Python that runs`(name: String) throws {
    let type = try #require(catalogue[name])
    let lines = type.python.split(separator: "\n").filter { !$0.allSatisfy { $0 == " " } }
    #expect((8...24).contains(lines.count), "\(lines.count) lines")
    #expect(lines.allSatisfy { $0.count <= 90 })
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["python3", "-c", type.python]
    let pipe = Pipe()
    process.standardOutput = pipe
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(!output.isEmpty)
  }
}

private let names = catalogue.signatures.map(\.name)

/// Whether there is a Python to run the twins with.
private let python = ["/usr/bin", "/usr/local/bin"].contains {
  FileManager.default.isExecutableFile(atPath: "\($0)/python3")
}
