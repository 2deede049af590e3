import Dispatch
import Glibc

/// Waits for the person or the system to end the program.
enum Interruption {
  /// Returns when SIGINT or SIGTERM arrives, or when the task is cancelled.
  static func wait() async {
    let (signals, signalsIn) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let sources = [SIGINT, SIGTERM].map { number in
      signal(number, SIG_IGN)
      let source = DispatchSource.makeSignalSource(signal: number, queue: .main)
      source.setEventHandler { signalsIn.yield() }
      source.resume()
      return source
    }
    for await _ in signals { break }
    for source in sources { source.cancel() }
  }
}
