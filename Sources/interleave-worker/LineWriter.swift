import ExperimentEngine
import FoundationEssentials
import Glibc
import Wire

/// Turns messages into lines, numbers the lines of each run, and writes them to the pipe.
struct LineWriter {
  private let outbox: Outbox
  private var run = ""
  private var sequence = 0
  private var buffer: [UInt8] = []

  init(_ outbox: Outbox) { self.outbox = outbox }

  /// Writes for ever; when the reader is gone, the worker has nothing left to do and ends.
  mutating func work() -> Never {
    while true {
      for message in outbox.take() {
        write(message)
        // Several short lines share a system call; a long wait is never behind them.
        if buffer.count >= Limits.batch { flush() }
      }
      flush()
    }
  }

  private mutating func write(_ message: Outbox.Message) {
    switch message {
    case .reply(let reply): append(reply) { nil }
    case .report(let run, let index, let content): number(run, index, content)
    case .event(let run, let index, let label, let event):
      for content in Translation.contents(of: event, label: label) { number(run, index, content) }
    }
  }

  private mutating func number(
    _ run: String, _ index: CaseIndex?, _ content: Wire.RunEvent.Content
  ) {
    if run != self.run { (self.run, sequence) = (run, 0) }
    sequence += 1
    var event = Wire.RunEvent(run: run, seq: sequence, index: index, content: content)
    append(.event(event)) {
      event.content = content.shrunk
      return .event(event)
    }
    // The next run counts from 1 again, whatever it is called.
    if case .finished = content { self.run = "" }
  }

  /// Adds a line, or what `smaller` makes of it when it is too long for one.
  private mutating func append(_ message: WorkerMessage, _ smaller: () -> WorkerMessage?) {
    guard var line = try? WireCoding.encode(message) else {
      return complain("The worker could not write a message as JSON.")
    }
    if line.count > Limits.line {
      guard let message = smaller(), let shorter = try? WireCoding.encode(message),
        shorter.count <= Limits.line
      else { return complain("The worker left out a line of \(line.count) bytes.") }
      line = shorter
    }
    buffer += line
    buffer.append(0x0A)
  }

  private mutating func flush() {
    var place = 0
    while place < buffer.count {
      let count = buffer[place...].withUnsafeBytes { Glibc.write(1, $0.baseAddress, $0.count) }
      if count < 0 {
        if errno == EINTR { continue }
        _exit(0)
      }
      place += count
    }
    buffer.removeAll(keepingCapacity: true)
  }
}
