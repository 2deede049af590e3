import Foundation
import Glibc
import Wire

/// A worker that a test talks to through its pipes.
///
/// Every read has a deadline far beyond what a slow machine needs, so that a worker that says nothing
/// fails the test instead of stopping it.
final class WorkerProcess {
  private let process = Process()
  private let input = Pipe()
  private let output = Pipe()
  private var buffer: [UInt8] = []
  private(set) var longestLine = 0

  init(_ path: String) throws {
    process.executableURL = URL(fileURLWithPath: path)
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
    // Otherwise the test would be a second reader and writer that keeps the pipes open.
    try input.fileHandleForReading.close()
    try output.fileHandleForWriting.close()
    signal(SIGPIPE, SIG_IGN)
  }

  deinit {
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
  }

  func send(_ request: WorkerRequest) throws { send(line: try WireCoding.encode(request)) }

  func send(line: [UInt8]) {
    let bytes = line + [0x0A]
    var place = 0
    while place < bytes.count {
      let count = bytes[place...].withUnsafeBytes {
        write(input.fileHandleForWriting.fileDescriptor, $0.baseAddress, $0.count)
      }
      guard count > 0 else { return }
      place += count
    }
  }

  /// The next line, or `nil` at the end of the output.
  func line() throws -> [UInt8]? {
    var chunk = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      if let end = buffer.firstIndex(of: 0x0A) {
        let line = Array(buffer[..<end])
        buffer.removeSubrange(...end)
        longestLine = max(longestLine, line.count)
        return line
      }
      let file = output.fileHandleForReading.fileDescriptor
      var poll = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
      guard Glibc.poll(&poll, 1, 60_000) == 1 else { throw Silence() }
      let count = read(file, &chunk, chunk.count)
      guard count > 0 else { return nil }
      buffer += chunk[..<count]
    }
  }

  func message() throws -> WorkerMessage {
    guard let line = try line() else { throw Silence() }
    return try WireCoding.decode(WorkerMessage.self, from: line)
  }

  /// Reads past the hello.
  func greet() throws -> Hello {
    guard case .hello(let hello) = try message() else { throw Silence() }
    return hello
  }

  /// Runs a cell and gathers its events up to the last.
  func run(
    _ source: String, as name: String = "r1", from: CaseIndex? = nil, caseDeadline: Double = 60,
    seeing: (RunEvent) throws -> Void = { _ in }
  ) throws -> [RunEvent] {
    try send(
      .run(RunRequest(run: name, source: source, caseDeadline: caseDeadline, from: from)))
    return try events(of: name, seeing: seeing)
  }

  func events(
    of name: String, seeing: (RunEvent) throws -> Void = { _ in }
  ) throws -> [RunEvent] {
    var events: [RunEvent] = []
    while true {
      guard case .event(let event) = try message(), event.run == name else { continue }
      events.append(event)
      try seeing(event)
      if case .finished = event.content { return events }
    }
  }

  /// Closes the worker's input and answers its exit status.
  func close() throws -> Int32 {
    try input.fileHandleForWriting.close()
    while try line() != nil {}
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : -1
  }

  /// The worker neither answered nor ended.
  struct Silence: Error {}
}
