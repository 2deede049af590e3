import Explorer
import TestSupport
import Testing

@Suite struct `an id of a schedule` {
  @Test(arguments: [
    (lostUpdate, "0110", MemoryModel.sc), (crossedLocks, "01", .sc),
    (storeBuffering, "0,0,1,1,0f,1f", .tso), (storeBuffering, "0,1,1f1,0", .pso),
  ])
  func `replays the same steps`(source: String, text: String, model: MemoryModel) throws {
    let first = try Schedule.replay(text, in: try compiled(source), model: model).schedule
    let again = try Schedule.replay(first.id, in: try compiled(source))
    #expect(again.problem == nil)
    #expect(again.schedule == first)
    #expect(try ScheduleID(first.id).text == first.id)
  }

  /// Never to be changed: links that people have must go on working.
  @Test(arguments: zip(fixtures, ["0110", "01", "0,0,1,1,0f0,1f1"]))
  func `of an earlier time still works`(fixture: (source: String, id: String), text: String) throws
  {
    let replay = try Schedule.replay(fixture.id, in: try compiled(fixture.source))
    #expect(replay.problem == nil)
    #expect(replay.schedule.digits == text)
    #expect(replay.schedule.id == fixture.id)
  }

  @Test func `is short`() throws {
    let id = try recorded(lostUpdate, "0110").id
    #expect(id.hasPrefix("il1."))
    #expect(id.count <= 32)
  }

  @Test func `works after a change of comments and spaces`() throws {
    let id = try recorded(lostUpdate, "0110").id
    let commented =
      "// two of them\n" + lostUpdate.replacing("{ counter += 1 }", with: "{\n  counter += 1\n}")
    let replay = try Schedule.replay(id, in: try compiled(commented))
    #expect(replay.problem == nil)
    #expect(replay.schedule.failure?.kind == .assertion)
  }

  @Test func `says that another program fits`() throws {
    let id = try recorded(lostUpdate, "0110").id
    let replay = try Schedule.replay(
      id, in: try compiled(lostUpdate.replacing("counter == 2", with: "counter > 0")))
    #expect(replay.problem == .fitsAnyway)
    #expect(replay.schedule.steps.count == 4)
    #expect(
      replay.problem?.sentence
        == "The program is another one than that of the id, but every step of the schedule fits it."
    )
  }

  @Test func `says at which step the program changed`() throws {
    let id = try recorded(lostUpdate, "0110").id
    let locked = """
      var counter = 0
      mutex m
      thread worker(i) for i in 1...2 { with m { counter += 1 } }
      assert counter == 2
      """
    let replay = try Schedule.replay(id, in: try compiled(locked))
    #expect(replay.problem == .otherChoices(step: 1, was: 2, now: 1))
    #expect(replay.schedule.steps.count == 1)
    #expect(
      replay.problem?.sentence
        == "The program changed at step 2: there were 2 choices, now there is 1.")
  }

  @Test func `says that the program now ends earlier, or goes on`() throws {
    let long = "atomic x = 0\nthread a { x = 1; x = 2 }"
    let short = "atomic x = 0\nthread a { x = 1 }"
    let gone = try Schedule.replay(try recorded(long, "00").id, in: try compiled(short))
    #expect(gone.problem == .endsEarlier(step: 1))
    let more = try Schedule.replay(try recorded(short, "0").id, in: try compiled(long))
    #expect(more.problem == .goesOn(step: 1))
    #expect(more.problem?.stops == false)
  }

  @Test func `says what is wrong with a text that is none`() throws {
    let id = try recorded(crossedLocks, "01").id
    func error(_ text: String) -> ScheduleIDError? {
      do throws(ScheduleIDError) {
        _ = try ScheduleID(text)
        return nil
      } catch {
        return error
      }
    }
    #expect(error("") == .empty)
    #expect(error("il2.AAAA") == .unknownForm)
    #expect(error(id + "!") == .wrongLetter)
    for length in 4..<id.count { #expect(error(String(id.prefix(length))) == .cutOff) }
    let wrong = id.prefix(9) + (id.dropFirst(9).first == "A" ? "B" : "A") + id.dropFirst(10)
    #expect(error(String(wrong)) == .wrongChecksum)
    #expect(error("il1.BQ") == .otherVersion(5))
    #expect(error(String(repeating: "x", count: 100_000)) == .tooLong)
    for error: ScheduleIDError in [
      .empty, .cutOff, .wrongChecksum, .otherVersion(5), .noChoice("x"),
    ] {
      #expect(error.sentence.hasSuffix("."))
    }
  }

  @Test func `survives any bytes`() {
    var random = SplitMix(seed: 7)
    let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    for _ in 0..<2_000 {
      let length = Int.random(in: 0..<60, using: &random)
      let text = String((0..<length).map { _ in letters[Int.random(in: 0..<64, using: &random)] })
      #expect(throws: ScheduleIDError.self) { _ = try ScheduleID("il1.AQ" + text) }
    }
  }

  @Test func `keeps what is wrong when the end does not show it`() throws {
    let spin = """
      atomic a = 0
      thread one { while a == 0 { } }
      thread two { a = 1 }
      """
    let endless = Schedule(
      recording: try compiled(spin), model: .sc, choices: try recorded(spin, "00").choices,
      failure: Failure(.starvation, "two waits for ever while one goes on."), cycleStart: 1,
      source: spin)
    #expect(try recorded(spin, endless.id).sentence == endless.sentence)
    #expect(try recorded(spin, endless.id).ends == .cycle)
  }

  @Test(arguments: [
    (lostUpdate, "0110"),
    ("var x = 0\natomic a = 0\nthread one { x = 1; a = 1 }\nthread two { x = 2; a = 2 }", "0101"),
  ])
  func `keeps a race that its end does not show`(source: String, text: String) throws {
    let program = try compiled(source)
    let racy = Schedule(
      recording: program, model: .sc, choices: try recorded(source, text).choices,
      failure: Failure(.dataRace, "A race."), source: source)
    let again = try recorded(source, racy.id)
    #expect(again.failure?.kind == .dataRace)
    #expect(again.id == racy.id)
  }

  @Test func `may be a list that people write`() throws {
    #expect(try recorded(lostUpdate, "0, 1, 1, 0").digits == "0110")
    #expect(try recorded(storeBuffering, "0,0f,1", .pso).digits == "0,0f0,1")
    #expect(throws: ScheduleIDError.noChoice("x")) {
      try Schedule.replay("0,x", in: try compiled(lostUpdate))
    }
    let blocked = try Schedule.replay("011", in: try compiled(crossedLocks))
    #expect(
      blocked.problem?.sentence == "At step 3 nothing can be done any more: the program has ended.")
    let missing = try Schedule.replay("07", in: try compiled(crossedLocks))
    #expect(missing.problem?.sentence == "At step 2 there is no thread 7: the program has 2.")
    let locked = try Schedule.replay(
      "011", in: try compiled("mutex m\nthread a { with m { } }\nthread b { with m { } }"))
    #expect(locked.problem?.sentence == "At step 2 b cannot go on.")
  }
}

private let fixtures: [(source: String, id: String)] = [
  (lostUpdate, "il1.AQDSDFkRJAHfLCEAAQECp8A"), (crossedLocks, "il1.AQByrMWdBur0HBEAAQECe5k"),
  (storeBuffering, "il1.AQEclsXFN5TWXTEAAFbS"),
]
