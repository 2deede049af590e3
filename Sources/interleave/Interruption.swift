import Dispatch
import Glibc

/// Waits for the person or the system to end the program.
enum Interruption {
  /// Returns when SIGINT or SIGTERM arrives, or when the task is cancelled.
  ///
  /// The signals are never ignored: one that came before the source watches would be lost, and the program would
  /// never end. So an early one ends the program on the spot; then Dispatch has a handler of its own.
  static func wait() async {
    let (signals, signalsIn) = AsyncStream.makeStream(
      of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let sources = [SIGINT, SIGTERM].map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: .main)
      source.setEventHandler { signalsIn.yield() }
      source.resume()
      return source
    }
    for await _ in signals { break }
    for source in sources { source.cancel() }
  }
}
