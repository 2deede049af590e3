import ExperimentEngine
import Glibc

/// Reads lines from the standard input, and looks at the clock between them.
struct LineReader {
  enum Event {
    case line([UInt8])
    /// The time that `next` was asked to wait until has come.
    case time
    /// A line that was too long, and was skipped.
    case tooLong
    case end
  }

  private var buffer: [UInt8] = []
  private var scanned = 0
  private var isSkipping = false
  private var hasEnded = false
  private var chunk = [UInt8](repeating: 0, count: 1 << 16)

  /// The next line, without its line feed; sleeps for it at most until `deadline`.
  mutating func next(until deadline: Moment?) -> Event {
    while true {
      if let end = buffer[scanned...].firstIndex(of: 0x0A) {
        let line = Array(buffer[..<end])
        buffer.removeSubrange(...end)
        scanned = 0
        if isSkipping {
          isSkipping = false
          return .tooLong
        }
        return .line(line)
      }
      scanned = buffer.count
      if scanned > Limits.line {
        isSkipping = true
        buffer.removeAll()
        scanned = 0
      }
      if hasEnded { return .end }
      guard waitForInput(until: deadline) else { return .time }
      let count = read(0, &chunk, chunk.count)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        // A last line without a line feed was never finished by its sender.
        hasEnded = true
        continue
      }
      buffer += chunk[..<count]
    }
  }

  private func waitForInput(until deadline: Moment?) -> Bool {
    while true {
      var timeout: Int32 = -1
      if let deadline {
        let rest = deadline.nanoseconds - Moment.now.nanoseconds
        timeout = Int32(clamping: max(0, (rest + 999_999) / 1_000_000))
      }
      var input = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
      switch poll(&input, 1, timeout) {
      case 0: return false
      case 1...: return true
      default: if errno != EINTR { return true }
      }
    }
  }
}
