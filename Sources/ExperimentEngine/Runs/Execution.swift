public import CallLanguage

/// Runs one case from `started` to `finished`.
public struct Execution: Sendable {
  public var catalogue: Catalogue
  public var calibration: Calibration?
  public var machine: Machine
  public var limits: CaseLimits?

  public init(
    catalogue: Catalogue, calibration: Calibration?, machine: Machine, limits: CaseLimits? = nil
  ) {
    self.limits = limits
    self.catalogue = catalogue
    self.calibration = calibration
    self.machine = machine
  }

  /// What a case needs of the machine.
  public func need(of experiment: String, _ parameters: [Argument]) -> Need {
    guard let type = catalogue[experiment],
      let common = try? CommonParameters.make(parameters), common.mode.runsLive
    else { return .exact }
    return (try? type.make(parameters).need) ?? .quiet
  }

  /// Runs the case on the calling thread and returns how it ended; everything else goes to `sink`.
  ///
  /// Sets no deadline itself: whoever watches the clock sets `stop`.
  @discardableResult
  public func run(
    _ experiment: String, _ parameters: [Argument], stop: StopFlag, sink: any RunSink
  ) -> CaseEnd {
    let end = Self.measure { perform(experiment, parameters, stop, sink) }
    sink.send(.finished(end))
    return end
  }

  /// Runs `body` on the calling thread, and says how it ended and what the process used meanwhile.
  public static func measure(_ body: () -> (CaseEnd.Status, reason: String?)) -> CaseEnd {
    let start = Moment.now
    let before = Usage.ofProcess()
    Usage.resetPeakMemory()
    let (status, reason) = body()
    let used = Usage.ofProcess() - before
    return CaseEnd(
      status: status, reason: reason, wall: Moment.now.seconds(since: start), cpu: used.cpu,
      peakMemory: Usage.peakMemory(), switches: used.switches)
  }

  private func perform(
    _ experiment: String, _ parameters: [Argument], _ stop: StopFlag, _ sink: any RunSink
  ) -> (CaseEnd.Status, reason: String?) {
    guard let type = catalogue[experiment] else {
      return (.failed, "There is no experiment named \(experiment).")
    }
    return Self.outcome {
      let common = try CommonParameters.make(parameters)
      let instance = try type.make(parameters)
      let run = Run(
        common: common, claims: type.claims, calibration: calibration, machine: machine,
        stop: stop, sink: sink)
      sink.send(
        .started(
          CaseStart(
            experiment: experiment, parameters: instance.arguments, common: common.arguments,
            machine: machine, calibration: calibration, limits: limits, claims: type.claims,
            listing: catalogue.listing(of: type), python: type.python,
            program: instance.program)))
      defer { run.trace.flush() }
      try stop.check()
      for verdict in try instance.run(run) { sink.send(.verdict(verdict)) }
    }
  }

  /// How `body` ended, as a case says it.
  static func outcome(_ body: () throws -> Void) -> (CaseEnd.Status, reason: String?) {
    do {
      try body()
      return (.done, nil)
    } catch let stopped as Stopped {
      switch stopped.reason {
      case .stopped: return (.stopped, "Stopped on request.")
      case .deadline: return (.deadline, "The case's time was over before it ended.")
      }
    } catch {
      return (.failed, "\(error)")
    }
  }
}
