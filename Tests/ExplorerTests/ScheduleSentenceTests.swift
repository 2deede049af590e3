import Explorer
import Testing

@Suite struct `the sentence of a schedule` {
  /// A schedule as a search hands it over.
  private func told(
    _ source: String, _ text: String, _ model: MemoryModel = .sc, failure: Failure? = nil,
    cycleStart: Int? = nil, isMinimal: Bool = true
  ) throws -> String {
    Schedule(
      recording: try compiled(source), model: model,
      choices: try recorded(source, text, model).choices, failure: failure,
      cycleStart: cycleStart, isMinimal: isMinimal, source: source
    ).sentence
  }

  @Test func `counts the switches and says what each thread did between them`() throws {
    #expect(
      try told(lostUpdate, "0110") == """
        One switch is enough: worker 1 reads counter = 0; switch; worker 2 reads counter = 0, writes \
        counter = 1; then worker 1 writes counter = 1. counter is 1 at the end, so assert counter == 2 \
        fails. Without a switch this cannot happen: every schedule without one was tried.
        """)
  }

  @Test func `claims no more than is proved`() throws {
    let sentence = try told(lostUpdate, "0110", isMinimal: false)
    #expect(sentence.hasPrefix("With one switch: worker 1 reads"))
    #expect(sentence.hasSuffix("so assert counter == 2 fails."))
    #expect(
      try told(lostUpdate.replacing("== 2", with: "== 3, \"too few\""), "0011")
        == """
        No switch is needed: worker 1 reads counter = 0, writes counter = 1; then worker 2 reads \
        counter = 1, writes counter = 2. counter is 2 at the end, so assert counter == 3 fails: too few.
        """)
  }

  @Test func `says what a passing schedule ends with`() throws {
    #expect(
      try told(lostUpdate, "0011") == """
        worker 1 reads counter = 0, writes counter = 1; then worker 2 reads counter = 1, writes counter \
        = 2. Nothing fails; counter is 2 at the end.
        """)
  }

  @Test func `says who holds what in a deadlock`() throws {
    #expect(
      try told(crossedLocks, "01") == """
        One switch is enough: left locks a; switch; right locks b. left holds a and waits for b; right \
        holds b and waits for a: nobody can go on. Without a switch this cannot happen: every schedule \
        without one was tried.
        """)
  }

  @Test func `says which signal was lost`() throws {
    let source = """
      mutex m
      condition ready
      thread sleeper { with m { ready.wait(m) } }
      thread caller { with m { ready.signal() } }
      """
    #expect(
      try told(source, "11100") == """
        No switch is needed: caller locks m, signals ready: nobody waits, unlocks m; then sleeper \
        locks m, waits for ready and lets go of m. sleeper waits for a signal of ready for ever: the one \
        of step 2 came when nobody was waiting, and signals are not kept.
        """)
  }

  @Test func `quotes the two steps of a race`() throws {
    let source = """
      var data = 0
      atomic(.relaxed) flag = 0
      thread writer { data = 1; flag = 1 }
      thread reader { if flag == 1 { let d = data } }
      """
    #expect(
      try told(source, "0011", failure: Failure(.dataRace, "A race.")).hasSuffix(
        """
         Nothing orders “writer writes data = 1” with “reader reads data = 1”: a data race on data.
        """))
  }

  @Test func `names an assertion inside a thread, and its message`() throws {
    let source = """
      var x = 0
      thread a { x = 1 }
      thread b { assert x == 1, "too early" }
      """
    #expect(
      try told(source, "1") == "b reads x = 0. So b’s assert x == 1 fails: too early.")
  }

  @Test func `tells what repeats for ever`() throws {
    let source = """
      atomic a = 0
      thread one { while a == 0 { } }
      thread two { a = 1 }
      """
    let failure = Failure(.starvation, "two never gets on.")
    #expect(
      try told(source, "000", failure: failure, cycleStart: 1)
        == "one reads a = 0. Then for ever: one reads a = 0, reads a = 0. two never gets on.")
    #expect(
      try told(source, "0", failure: failure, cycleStart: 0)
        == "For ever: one reads a = 0. two never gets on.")
  }

  @Test func `tells flushes as what happens to stores`() throws {
    #expect(
      try told(storeBuffering, "0,0,1,1,0f,1f", .tso) == """
        No switch is needed: left writes x = 1 into its buffer, reads y = 0; then right writes y = 1 into \
        its buffer, reads x = 0; then left’s store x = 1 reaches memory, right’s store y = 1 reaches \
        memory. The outcome (0, 0) is forbidden: store buffering.
        """)
  }

  @Test func `leaves out the middle of long runs`() throws {
    let source = """
      var x = 0
      thread a { for i in 1...5 { x += 1 } }
      thread b { for i in 1...12 { x = i; yield } }
      """
    #expect(
      try told(source, "0000000000").hasPrefix(
        "a reads x = 0, writes x = 1, reads x = 1, … four more steps …, writes x = 4, reads x = 4, "
      ))
    let turns = try told(
      "var x = 0\nthread a { for i in 1...9 { x = 1 } }\nthread b { for i in 1...9 { x = 2 } }",
      "010101010101010101")
    #expect(turns.contains("; … four more turns …; "))
  }
}

@Suite struct `the answer of a model` {
  private func result(_ answer: Answer, _ counts: Counts, isComplete: Bool = true) -> String {
    ModelResult(
      model: .sc, strategy: .dpor, answer: answer, counts: counts, isComplete: isComplete
    ).sentence
  }

  @Test func `says how sure one may be`() {
    #expect(
      result(.proved, Counts(interleavings: 34_650)) == "Proved: none of 34,650 schedules fails.")
    #expect(result(.proved, Counts(interleavings: 1)) == "Proved: the only schedule does not fail.")
    #expect(
      result(.proved, Counts(states: 1_200))
        == "Proved: no schedule fails; all 1,200 states were seen.")
    #expect(
      result(.provedUpTo(preemptions: 2), Counts())
        == "Proved up to 2 preemptions: no schedule with at most two switches fails; of those with more nothing is known."
    )
    #expect(
      result(.sampled(10_000), Counts(estimate: Estimate(mean: 3.14e12, deviation: 1e12)))
        == "Sampled 10,000 schedules of about 3.1 × 10¹²: nothing was found, which proves nothing.")
    #expect(
      result(.refuted, Counts(interleavings: 20, failing: 6)) == "6 of 20 interleavings fail.")
    #expect(
      result(.refuted, Counts(interleavings: 20, failing: 1)) == "1 of 20 interleavings fails.")
    #expect(
      result(.refuted, Counts(interleavings: 6, failing: 6)) == "All 6 interleavings fail.")
  }
}

@Suite struct `a heading of a failure` {
  @Test func `quotes the assertion, or names the kind`() throws {
    let failure = Failure(.assertion, "`counter == 2` does not hold.")
    #expect(failure.title() == "assert counter == 2 fails")
    #expect(Failure(.deadlock, "left and right wait for ever.").title() == "deadlock")
    for kind in FailureKind.allCases { #expect(!Failure(kind, "Something.").title().isEmpty) }
  }
}
