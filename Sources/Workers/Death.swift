import Glibc
import Wire

/// Why a worker is gone.
struct Death: Sendable, Equatable {
  enum Cause: Sendable, Equatable {
    case exited(Int32)
    case signalled(Int32)
    /// The process could not be started at all.
    case notStarted(String)
    /// The server ended it.
    case ended(Ending)
  }

  /// Why the server ended a worker.
  enum Ending: Sendable, Equatable {
    case caseDeadline(Duration)
    case runDeadline(Duration)
    case memory(limit: Int)
    case output(limit: Int)
    case babble
    case stopped
    case retired
    case silent
    /// The server stops.
    case closing
  }

  var cause: Cause
  /// The end of what it wrote to standard error.
  var errors = ""
  /// Whether the kernel killed some process for want of memory while this one ran.
  var kernelRanOutOfMemory = false

  /// What `wait` reported, through launchers that turn a signal into a number above 128.
  init(exitCode: Int32?, signal: Int32?, ending: Ending?, errors: String, outOfMemory: Bool) {
    self.errors = errors
    kernelRanOutOfMemory = outOfMemory
    if let ending, ending != .retired {
      cause = .ended(ending)
    } else if let signal {
      cause = .signalled(signal)
    } else if let exitCode, exitCode > 128, exitCode < 128 + 65 {
      cause = .signalled(exitCode - 128)
    } else {
      cause = .exited(exitCode ?? 0)
    }
  }

  init(notStarted reason: String) {
    cause = .notStarted(reason)
  }

  /// How the case ended that was running.
  var status: CaseStatus {
    switch cause {
    case .ended(.caseDeadline), .ended(.runDeadline): .deadline
    case .ended(.memory): .outOfMemory
    case .ended(.stopped): .stopped
    case .ended(.closing): .interrupted
    case .ended(.output), .ended(.babble): .failed
    case .signalled(SIGKILL) where kernelRanOutOfMemory: .outOfMemory
    case .ended(.retired), .ended(.silent), .exited, .signalled, .notStarted: .crashed
    }
  }

  /// What happened, in a sentence, with the last words of the worker.
  var sentence: String {
    let words = errors.split(separator: "\n").suffix(6).joined(separator: "\n")
    return words.isEmpty || !saysLastWords ? happened : "\(happened) Its last words: \(words)"
  }

  private var saysLastWords: Bool {
    switch cause {
    case .exited, .signalled: true
    case .notStarted, .ended: false
    }
  }

  private var happened: String {
    switch cause {
    case .notStarted(let reason): "The worker could not be started: \(reason)."
    case .ended(.caseDeadline(let limit)):
      "The case did not end within \(limit.inWords); its worker was killed."
    case .ended(.runDeadline(let limit)):
      "The run did not end within \(limit.inWords); its worker was killed."
    case .ended(.memory(let limit)):
      "The case used more than \(limit >> 20) MiB of memory; its worker was killed."
    case .ended(.output(let limit)):
      "The run wrote more than \(limit >> 20) MiB; it was ended and the rest was not kept."
    case .ended(.babble): "The worker wrote too many lines that are not messages; it was killed."
    case .ended(.stopped): "Stopped."
    case .ended(.closing): "The server was stopped."
    case .ended(.silent): "The worker did not answer and was killed."
    case .ended(.retired): "The worker had done its work."
    case .signalled(SIGKILL) where kernelRanOutOfMemory:
      "The machine ran out of memory and the kernel killed the worker."
    case .signalled(SIGXCPU):
      "The worker used up its CPU time and was ended by the kernel (SIGXCPU)."
    case .signalled(SIGXFSZ): "The worker wrote too large a file and was ended (SIGXFSZ)."
    case .signalled(let number): "The worker was ended by \(Self.name(of: number))."
    case .exited(let code): "The worker ended before its work was done, with exit code \(code)."
    }
  }

  /// The name that people know a signal by.
  static func name(of signal: Int32) -> String {
    let names: [Int32: String] = [
      SIGHUP: "SIGHUP", SIGINT: "SIGINT", SIGQUIT: "SIGQUIT", SIGABRT: "SIGABRT (abort)",
      SIGBUS: "SIGBUS (bad memory access)", SIGFPE: "SIGFPE (arithmetic error)",
      SIGILL: "SIGILL (illegal instruction, a Swift trap)", SIGKILL: "SIGKILL",
      SIGPIPE: "SIGPIPE", SIGSEGV: "SIGSEGV (bad memory access)", SIGSYS: "SIGSYS",
      SIGTERM: "SIGTERM", SIGTRAP: "SIGTRAP (a Swift trap)", SIGXCPU: "SIGXCPU",
      SIGXFSZ: "SIGXFSZ",
    ]
    return names[signal] ?? "signal \(signal)"
  }
}

extension Duration {
  /// `30 seconds`, `200 milliseconds`.
  var inWords: String {
    let (seconds, attoseconds) = components
    if attoseconds == 0 { return seconds == 1 ? "1 second" : "\(seconds) seconds" }
    return "\(seconds * 1000 + attoseconds / 1_000_000_000_000_000) milliseconds"
  }

  /// The duration as a number of seconds, for messages.
  var inSeconds: Double {
    Double(components.seconds) + Double(components.attoseconds) / 1e18
  }
}
