import ExperimentEngine
import Experiments
import Explorer
import SourceLanguage
import Wire

// A cell in the model language: one call with one case, which explores every model that it asks for.
extension CellRun {
  /// Explores the program and says what was found, also when it was stopped halfway.
  func explore(on machine: ExperimentEngine.Machine, _ outbox: Outbox) {
    let parsed = Program.parse(request.source)
    if !parsed.diagnostics.isEmpty {
      report(.diagnostics(parsed.diagnostics.map(Translation.diagnostic)), to: outbox)
    }
    guard let program = parsed.program else { return refuse(parsed.diagnostics, outbox) }
    var options = parsed.options
    let models = options.models(of: program)
    let budget = min(max(request.caseDeadline, 0.001), 86_400) * 0.9 / Double(models.count)
    let isShortened = options.seconds > budget
    options.seconds = min(options.seconds, budget)
    report(.plan(Translation.plan(of: models, options)), to: outbox)
    guard let flag = begin() else { return finish(.stopped, "Stopped on request.", outbox) }
    let end = ExperimentEngine.Execution.measure {
      say(.started(Translation.started(models, options, machine, request.limits)), outbox)
      if isShortened {
        let note =
          "Each model gets \(Int(budget)) s: a cell may take \(Int(request.caseDeadline)) s in all.\n"
        say(.text(TextBatch(stream: "stdout", text: note, lines: 1)), outbox)
      }
      var exploration = search(program, options, seconds: options.seconds * Double(models.count)) {
        say(.progress($0), outbox)
        return !flag.isSet
      }
      if let iterations = options.iterations, !flag.isSet {
        exploration.seen = observe(program, iterations, options, flag, outbox)
      }
      for result in exploration.models { say(.verdict(Translation.verdict(result)), outbox) }
      say(.output(Translation.output(exploration, source: request.source)), outbox)
      let early = "It was ended early; what was found until then is shown."
      return switch flag.reason {
      case .stopped: (.stopped, early)
      case .deadline: (.deadline, early)
      case nil: (.done, nil)
      }
    }
    say(.caseFinished(Translation.finished(end)), outbox)
    self.end()
    finish(Translation.status(end.status), end.reason, outbox)
  }

  /// Explores, and tells ten times a second how far it is.
  private func search(
    _ program: Program, _ options: ExplorationOptions, seconds: Double,
    report: (Progress) -> Bool
  ) -> Exploration {
    let start = Moment.now
    let pause = Duration.milliseconds(100)
    var next = start + pause
    var isWanted = true
    return Explorer.explore(program, options) { progress in
      guard Moment.now >= next else { return isWanted }
      next = .now + pause
      let share = Moment.now.seconds(since: start) / seconds
      isWanted = report(Progress(fraction: min(share, 0.99), sentence: progress.sentence))
      return isWanted
    }
  }

  /// Runs it on the processors, as often as was asked for or as the time of one model allows.
  private func observe(
    _ program: Program, _ iterations: Int, _ options: ExplorationOptions, _ flag: StopFlag,
    _ outbox: Outbox
  ) -> Observation {
    let sink = CaseSink(
      outbox: outbox, run: request.run, index: CaseIndex(call: 0, case: 0), label: "")
    var common = CommonParameters()
    common.seed = Int(clamping: options.seed)
    do {
      return try ProgramOnProcessors.observe(
        program, iterations: iterations, within: .seconds(options.seconds),
        Run(common: common, stop: flag, sink: sink))
    } catch is Stopped {
      return Observation(obstacle: "the run was ended before")
    } catch {
      return Observation(obstacle: "\(error)")
    }
  }

  private func say(_ content: Wire.RunEvent.Content, _ outbox: Outbox) {
    outbox.send(.report(run: request.run, index: CaseIndex(call: 0, case: 0), content))
  }
}
