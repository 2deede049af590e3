import SourceLanguage
import TestSupport
import Testing

@testable import Explorer

/// A text with a few random edits: pieces left out, doubled, swapped, or put in from elsewhere.
private func mutated(_ text: String, _ random: inout SplitMix) -> String {
  var characters = Array(text)
  let extra = Array("(){}[]=+-*/%<>!&|.,;:\"#_09axif \n\té𝟚")
  let words = [
    "while", "thread", "0...", "..<", "await", "spawn", "%%program", "9223372036854775808", "with",
    "outcome", "forbidden", "const", "for i in ", ".relaxed", "mutex", "0x", "/*", "\"",
  ]
  for _ in 0..<Int.random(in: 1...4, using: &random) {
    let place = Int.random(in: 0...characters.count, using: &random)
    let length = min(Int.random(in: 0...12, using: &random), characters.count - place)
    switch Int.random(in: 0...5, using: &random) {
    case 0: characters.removeSubrange(place..<place + length)
    case 1: characters.insert(contentsOf: characters[place..<place + length], at: place)
    case 2: characters.insert(extra[Int.random(in: 0..<extra.count, using: &random)], at: place)
    case 3:
      characters.insert(
        contentsOf: words[Int.random(in: 0..<words.count, using: &random)], at: place)
    case 4 where place < characters.count:
      characters[place] = extra[Int.random(in: 0..<extra.count, using: &random)]
    default: characters.removeLast(min(length, characters.count))
    }
  }
  return String(characters)
}

@Suite struct `The language` {
  @Test func `takes any text: a program, or an error at a place in it`() {
    var random = SplitMix(seed: 17)
    var programs = 0
    for round in 0..<5_000 {
      let base =
        round % 2 == 0
        ? ProgramReference.sections[round / 2 % ProgramReference.sections.count].example
        : RandomProgram(&random).source
      let source = mutated(base, &random)
      let parsed = Program.parse(source)
      let errors = parsed.diagnostics.filter { $0.severity == .error }
      if let program = parsed.program {
        programs += 1
        #expect(errors.isEmpty, "\(source)")
        // What the compiler made can be walked.
        let walker = Walker(program, .pso)
        for _ in 0..<20 where walker.listEnabled() > 0 {
          walker.step(Choice(raw: walker.enabled[0]))
        }
      } else {
        #expect(!errors.isEmpty, "neither a program nor an error: \(source)")
      }
      let length = source.utf16.count
      for diagnostic in parsed.diagnostics {
        let (from, to) = (diagnostic.range.from.offset, diagnostic.range.to.offset)
        #expect(0 <= from && from <= to && to <= length, "\(diagnostic) in \(source)")
        #expect(!diagnostic.message.isEmpty)
      }
    }
    #expect((100...4_900).contains(programs), "\(programs) of the texts are programs: seed 17")
  }
}

@Suite struct `Changed ids` {
  @Test func `are refused or replayed, never more`() throws {
    var random = SplitMix(seed: 23)
    let sources = [lostUpdate, crossedLocks, storeBuffering]
    let programs = try sources.map { try compiled($0) }
    let ids = [
      try recorded(lostUpdate, "0110").id, try recorded(crossedLocks, "01").id,
      try recorded(storeBuffering, "0,1,1f1,0", .pso).id,
    ]
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.,f ")
    var refused = 0
    for round in 0..<10_000 {
      let which = round % 3
      var id = Array(ids[which])
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 0..<id.count, using: &random)
        switch Int.random(in: 0...3, using: &random) {
        case 0: id[place] = letters[Int.random(in: 0..<letters.count, using: &random)]
        case 1: id.insert(letters[Int.random(in: 0..<letters.count, using: &random)], at: place)
        case 2 where id.count > 1: id.remove(at: place)
        default: id.swapAt(place, Int.random(in: 0..<id.count, using: &random))
        }
      }
      do {
        let replay = try Schedule.replay(String(id), in: programs[(which + round / 3) % 3])
        // What is still an id says how far it fits.
        if String(id) != ids[which], replay.problem == nil {
          #expect(replay.schedule.steps.count <= 100)
        }
      } catch {
        refused += 1
        #expect([".", "?"].contains(error.sentence.last))
      }
    }
    #expect(refused > 9_000)
  }

  @Test func `of random schedules say what changed when the program is another one`() throws {
    var random = SplitMix(seed: 29)
    var problems = 0
    for _ in 0..<500 {
      let program = try compiled(RandomProgram(&random).source)
      let other = try compiled(RandomProgram(&random).source)
      let machine = Machine(program, model: .tso)
      var choices: [Choice] = []
      while choices.count < 100, let choice = machine.enabled.randomElement(using: &random) {
        machine.step(choice)
        choices.append(choice)
      }
      let id = ScheduleID(choices, of: program, model: .tso).text
      #expect(try Schedule.replay(id, in: program).schedule.choices == choices)
      let replay = try Schedule.replay(id, in: other)
      let problem = try #require(replay.problem, "seed 29")
      #expect(problem.sentence.hasPrefix("The program "))
      problems += 1
    }
    #expect(problems == 500)
  }
}
