/// One thing that happened in a run, as a worker reports it.
///
/// `seq` counts from 1 within the run. Events of a case carry `call` and `case`. A reader keeps types
/// that it does not know (``Content/unknown(type:)``) and ignores them.
public struct RunEvent: Sendable, Equatable {
  public var run: String
  public var seq: Int
  public var index: CaseIndex?
  public var content: Content

  public init(run: String, seq: Int, index: CaseIndex? = nil, content: Content) {
    self.run = run
    self.seq = seq
    self.index = index
    self.content = content
  }

  /// What happened.
  public enum Content: Sendable, Equatable {
    case plan(PlanReport)
    case diagnostics([Diagnostic])
    case started(CaseStarted)
    case progress(Progress)
    case chart(LiveChart)
    case samples(Samples)
    case text(TextBatch)
    case output(RichOutput)
    case trace(TraceBlock)
    case verdict(VerdictReport)
    case caseFinished(CaseFinished)
    case finished(RunFinished)
    case unknown(type: String)

    /// The `type` of the message.
    public var type: String {
      switch self {
      case .plan: "plan"
      case .diagnostics: "diagnostics"
      case .started: "started"
      case .progress: "progress"
      case .chart: "chart"
      case .samples: "samples"
      case .text: "text"
      case .output: "output"
      case .trace: "trace"
      case .verdict: "verdict"
      case .caseFinished: "caseFinished"
      case .finished: "finished"
      case .unknown(let type): type
      }
    }
  }
}

extension RunEvent: Codable {
  private enum Key: String, CodingKey { case type, run, seq, call, `case`, diagnostics }

  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    run = try container.decode(String.self, forKey: .run)
    seq = try container.decode(Int.self, forKey: .seq)
    if let call = try container.decodeIfPresent(Int.self, forKey: .call) {
      let number = try container.decode(Int.self, forKey: .case)
      index = CaseIndex(call: call, case: number)
    }
    content =
      switch try container.decode(String.self, forKey: .type) {
      case "plan": .plan(try PlanReport(from: decoder))
      case "diagnostics":
        .diagnostics(try container.decode([Diagnostic].self, forKey: .diagnostics))
      case "started": .started(try CaseStarted(from: decoder))
      case "progress": .progress(try Progress(from: decoder))
      case "chart": .chart(try LiveChart(from: decoder))
      case "samples": .samples(try Samples(from: decoder))
      case "text": .text(try TextBatch(from: decoder))
      case "output": .output(try RichOutput(from: decoder))
      case "trace": .trace(try TraceBlock(from: decoder))
      case "verdict": .verdict(try VerdictReport(from: decoder))
      case "caseFinished": .caseFinished(try CaseFinished(from: decoder))
      case "finished": .finished(try RunFinished(from: decoder))
      case let type: .unknown(type: type)
      }
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    try container.encode(content.type, forKey: .type)
    try container.encode(run, forKey: .run)
    try container.encode(seq, forKey: .seq)
    if let index {
      try container.encode(index.call, forKey: .call)
      try container.encode(index.case, forKey: .case)
    }
    switch content {
    case .plan(let content): try content.encode(to: encoder)
    case .diagnostics(let list): try container.encode(list, forKey: .diagnostics)
    case .started(let content): try content.encode(to: encoder)
    case .progress(let content): try content.encode(to: encoder)
    case .chart(let content): try content.encode(to: encoder)
    case .samples(let content): try content.encode(to: encoder)
    case .text(let content): try content.encode(to: encoder)
    case .output(let content): try content.encode(to: encoder)
    case .trace(let content): try content.encode(to: encoder)
    case .verdict(let content): try content.encode(to: encoder)
    case .caseFinished(let content): try content.encode(to: encoder)
    case .finished(let content): try content.encode(to: encoder)
    case .unknown: break
    }
  }
}

/// The part of a run event that the server needs to file it, decoded without its content.
public struct RunEventHeader: Codable, Sendable, Equatable {
  public var type: String
  public var run: String?
  public var seq: Int?
  public var call: Int?
  public var `case`: Int?
  public var id: Int?

  public init(
    type: String, run: String? = nil, seq: Int? = nil, call: Int? = nil, case: Int? = nil,
    id: Int? = nil
  ) {
    self.type = type
    self.run = run
    self.seq = seq
    self.call = call
    self.case = `case`
    self.id = id
  }
}
