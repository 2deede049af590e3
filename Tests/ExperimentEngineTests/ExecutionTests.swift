import CallLanguage
import ExperimentEngine
import Testing

@Suite struct `A case` {
  static let machine = Machine(cpu: "test", cpus: 2, kernel: "6", build: "b1")
  let execution = Execution(
    catalogue: Catalogue([Sample.self, Endless.self], listings: ["Sample": "let a = 1"]),
    calibration: Calibration(parallelism: 1.2), machine: machine)

  /// Works until it is told to stop.
  struct Endless: Experiment {
    static let name: ExperimentName = "test.endless"
    static let title = "Endless"
    static let summary = "Never ends by itself."
    static let chapter = Chapter(1, "Start")
    static let question = ""
    static let pitfall = ""
    static let claims: [Claim] = []
    static let python = ""
    static let example = "test.endless()"

    func run(_ run: Run) throws -> [Verdict] {
      while true {
        try run.checkStop()
        yieldCPU()
        run.stop.set(.deadline)
      }
    }
  }

  @Test func `sends its record first and its end last`() throws {
    let sink = RecordingSink()
    let end = execution.run(
      "test.sample", [Argument("threads", .integer(2)), Argument("seed", .integer(5))],
      stop: StopFlag(), sink: sink)
    #expect(end.status == .done)
    #expect(end.peakMemory > 0 && end.wall >= 0)
    guard case .started(let start)? = sink.events.first else {
      Issue.record("The first event is no start.")
      return
    }
    #expect(start.experiment == "test.sample")
    #expect(start.listing == "let a = 1")
    #expect(start.parameters.first == Argument("threads", .integer(2)))
    #expect(start.common.contains(Argument("seed", .integer(5))))
    #expect(start.machine == Self.machine)
    guard case .finished(end)? = sink.events.last else {
      Issue.record("The last event is no end.")
      return
    }
    #expect(sink.verdicts.map(\.outcome) == [.exact])
    #expect(sink.verdicts.first?.isMet == true)
  }

  @Test func `fails with a sentence when there is no such experiment or value`() {
    let unknown = execution.run("no.such", [], stop: StopFlag(), sink: RecordingSink())
    #expect(unknown.status == .failed)
    #expect(unknown.reason == "There is no experiment named no.such.")
    let wrong = execution.run(
      "test.sample", [Argument("threads", .integer(0))], stop: StopFlag(), sink: RecordingSink())
    #expect(wrong.status == .failed)
    #expect(wrong.reason == "The value of threads does not fit.")
  }

  @Test func `ends as stopped or over its deadline, whichever was asked first`() {
    let stop = StopFlag()
    stop.set(.stopped)
    #expect(
      execution.run("test.sample", [], stop: stop, sink: RecordingSink()).status == .stopped)
    #expect(
      execution.run("test.endless", [], stop: StopFlag(), sink: RecordingSink()).status
        == .deadline)
  }

  @Test func `needs a quiet machine only for live timing`() {
    #expect(execution.need(of: "test.sample", []) == .quiet)
    #expect(execution.need(of: "test.sample", [Argument("mode", .symbol("model"))]) == .exact)
  }

  @Test func `has random numbers of its own for each stream, the same for the same seed`() {
    let run = Run.silent()
    var (first, again, other) = (run.random(1), Run.silent().random(1), run.random(2))
    let numbers = (0..<8).map { _ in first.next() }
    #expect(numbers == (0..<8).map { _ in again.next() })
    #expect(numbers != (0..<8).map { _ in other.next() })
  }
}

@Suite struct `A request to stop` {
  @Test func `wakes who registered, once, and keeps the first reason`() {
    let flag = StopFlag()
    let woken = Counter()
    flag.waking({ woken.add() }) {
      flag.set(.deadline)
      flag.set(.stopped)
    }
    #expect(woken.count == 1)
    #expect(flag.reason == .deadline)
    #expect(throws: Stopped(reason: .deadline)) { try flag.check() }
  }

  @Test func `wakes at once who registers late, and not who is gone`() {
    let flag = StopFlag()
    let (early, late) = (Counter(), Counter())
    flag.waking({ early.add() }) {}
    flag.set(.stopped)
    flag.waking({ late.add() }) {}
    #expect(early.count == 0)
    #expect(late.count == 1)
  }
}
