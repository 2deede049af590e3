import FoundationEssentials
import NotebookModel
import Wire

/// Reads a worker's line as far as the server needs it.
///
/// Types that are not known here are kept all the same. The bytes of a trace are taken out of the
/// line, for they go to a table of their own, and the time that they span is put in.
enum WorkerLine {
  /// What is wrong with a line, in words.
  struct Malformed: Error { var reason: String }

  static func event(_ line: [UInt8], of run: RunID) throws(Malformed) -> WorkerEvent {
    guard line.count <= SessionLimits.lineBytes else {
      throw Malformed(reason: "the line is longer than \(SessionLimits.lineBytes) bytes")
    }
    guard JSONCheck.isObject(line) else { throw Malformed(reason: "the line is no JSON object") }
    let head: Head
    do { head = try JSONDecoder().decode(Head.self, from: Data(line)) } catch {
      throw Malformed(reason: "\(error)")
    }
    guard head.run == nil || head.run == run.rawValue else {
      throw Malformed(reason: "the line names another run")
    }
    var event = WorkerEvent(
      type: head.type, call: head.call, case: head.case,
      // White space may hold line breaks, which the event stream must not; strings cannot.
      json: line.contains { $0 == 10 || $0 == 13 } ? line.filter { $0 != 10 && $0 != 13 } : line)
    switch head.type {
    case "text":
      let text = (head.text ?? "").utf8
      event.content = .text(bytes: text.count, lines: text.count { $0 == 10 })
    case "trace": try takeRecords(from: &event)
    case "samples": event.content = .samples
    case "progress": event.content = .progress
    default: break
    }
    return event
  }

  /// The text of a batch that was kept.
  static func text(of line: [UInt8]) -> [UInt8] {
    let head = try? JSONDecoder().decode(Head.self, from: Data(line))
    return Array((head?.text ?? "").utf8)
  }

  private static func takeRecords(from event: inout WorkerEvent) throws(Malformed) {
    guard var wire = try? WireCoding.decode(Wire.RunEvent.self, from: event.json),
      case .trace(var block) = wire.content,
      let records = block.bytes.flatMap({ Data(base64Encoded: $0) }),
      records.count % TraceRecord.size == 0
    else { throw Malformed(reason: "the trace block is not what it should be") }
    let span = TraceRecord.span(of: records)
    block.bytes = nil
    block.count = records.count / TraceRecord.size
    block.from = span?.lowerBound
    block.to = span?.upperBound
    wire.content = .trace(block)
    guard let json = try? WireCoding.encode(wire) else {
      throw Malformed(reason: "the trace block cannot be written")
    }
    event.json = json
    event.content = .trace(records: Array(records))
  }

  private struct Head: Decodable {
    var type: String
    var run: String?
    var call: Int?
    var `case`: Int?
    var text: String?

    private enum Key: String, CodingKey { case type, run, call, `case`, text }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      type = try container.decode(String.self, forKey: .type)
      run = try container.decodeIfPresent(String.self, forKey: .run)
      call = try container.decodeIfPresent(Int.self, forKey: .call)
      `case` = try container.decodeIfPresent(Int.self, forKey: .case)
      text = type == "text" ? try container.decode(String.self, forKey: .text) : nil
    }
  }
}

/// The layout of a trace record, as far as the server looks into it.
enum TraceRecord {
  static let size = 32

  /// The time from the first start to the last end, in seconds.
  static func span(of records: Data) -> ClosedRange<Double>? {
    var from = Double.infinity
    var to = -Double.infinity
    var place = records.startIndex
    while place + size <= records.endIndex {
      from = min(from, number(records, at: place))
      to = max(to, number(records, at: place + 8))
      place += size
    }
    // A worker may write anything, also numbers that JSON has no word for.
    return from <= to && from.isFinite && to.isFinite ? from...to : nil
  }

  private static func number(_ records: Data, at place: Int) -> Double {
    var bits: UInt64 = 0
    for index in stride(from: 7, through: 0, by: -1) {
      bits = bits << 8 | UInt64(records[place + index])
    }
    return Double(bitPattern: bits)
  }
}
