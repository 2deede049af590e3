import CLinux
import Glibc
import Subprocess
import Synchronization
import SystemPackage
import Wire

/// One worker process from its start to its end.
///
/// ``live()`` is the process's whole life and returns once it is gone and reaped. Everything else may
/// be called from anywhere at any time and does nothing once the process is gone; in particular no
/// signal can reach a later process with the same number, because the number is given back only
/// after ``live()`` has forgotten it.
final class Worker: Sendable {
  /// What the pool tells whoever reads the inbox.
  enum Note: Sendable {
    case assign(Job)
    case calibrate
    case retire
    case step(String)
  }

  let slot: Int
  let inbox = Inbox<Note>()
  let sandbox: Sandbox
  let processorSeconds: Int
  private let requests: AsyncStream<[UInt8]>
  private let requestsIn: AsyncStream<[UInt8]>.Continuation
  private let state = Mutex(State())

  private struct State {
    var process: pid_t?
    var ending: Death.Ending?
    var death: Death?
    var errors: [UInt8] = []
    var oversized = 0
    var peakMemory = 0
    /// Processes that must be gone before the worker counts as gone.
    var members: Set<ProcessTree.Member> = []
    var deadline: (at: ContinuousClock.Instant, ending: Death.Ending)?
  }

  init(slot: Int, sandbox: Sandbox, processorSeconds: Int) {
    self.slot = slot
    self.sandbox = sandbox
    self.processorSeconds = processorSeconds
    (requests, requestsIn) = AsyncStream.makeStream(
      bufferingPolicy: .bufferingOldest(sandbox.limits.requests))
  }

  /// Why the process is gone, once it is.
  var death: Death? { state.withLock(\.death) }
  /// The process that the launcher began as, for tests and doctor.
  var process: pid_t? { state.withLock(\.process) }
  var peakMemory: Int { state.withLock(\.peakMemory) }

  /// How many lines since the last call were too long to keep.
  func takeOversized() -> Int {
    state.withLock { state in
      defer { state.oversized = 0 }
      return state.oversized
    }
  }

  // MARK: Requests

  /// Queues a request; a worker that does not read never makes the caller wait.
  func send(_ request: WorkerRequest) {
    guard let line = try? WireCoding.encode(request) else { return }
    requestsIn.yield(line + [10])
  }

  // MARK: Ends

  /// Takes down the processes that exist now; the worker counts as gone once they all are.
  ///
  /// The launcher may be gone some milliseconds before the first process of its namespace, whose end
  /// takes all others along, so that one has to be known by then.
  func rememberProcesses() {
    guard let process else { return }
    let members = ProcessTree.members(from: process)
    state.withLock { $0.members.formUnion(members) }
  }

  /// Kills all processes of the worker and remembers why.
  func kill(_ ending: Death.Ending) {
    rememberProcesses()
    state.withLock { state in
      if state.ending == nil { state.ending = ending }
      if let process = state.process { _ = Glibc.kill(-process, SIGKILL) }
    }
  }

  /// Goes through the steps until the process is gone; each is told to `note` when it is taken.
  func tearDown(
    _ teardown: Teardown, because ending: Death.Ending, note: (Teardown.Step) -> Void = { _ in }
  ) async {
    var teardown = teardown
    state.withLock { state in
      if state.ending == nil { state.ending = ending }
    }
    while let (step, wait) = teardown.next(isGone: death != nil) {
      if step != .sweep { note(step) }
      take(step)
      await waitUntilGone(atMost: wait)
    }
  }

  private func take(_ step: Teardown.Step) {
    switch step {
    case .ask: send(.stop)
    case .interrupt: signal(SIGINT)
    case .terminate: signal(SIGTERM)
    case .closeInput: requestsIn.finish()
    case .kill:
      requestsIn.finish()
      rememberProcesses()
      state.withLock { state in
        if let process = state.process { _ = Glibc.kill(-process, SIGKILL) }
      }
    case .sweep: ProcessTree.kill(state.withLock(\.members))
    }
  }

  /// Sends a signal to the worker's program, past the launchers around it.
  private func signal(_ number: Int32) {
    state.withLock { state in
      guard let process = state.process else { return }
      let innermost = ProcessTree.innermost(from: process)
      // Alone it is a launcher whose worker is elsewhere; its signal goes on to there.
      _ = Glibc.kill(innermost, number)
    }
  }

  private func waitUntilGone(atMost limit: Duration) async {
    let end = ContinuousClock.now + limit
    var pause = Duration.milliseconds(1)
    while death == nil, ContinuousClock.now < end {
      try? await Task.sleep(for: pause)
      if Task.isCancelled { return }
      pause = min(pause * 2, .milliseconds(20))
    }
  }

  // MARK: Watching

  /// Sets when the worker must be ended unless the deadline is moved before.
  func setDeadline(_ deadline: (at: ContinuousClock.Instant, ending: Death.Ending)?) {
    state.withLock { $0.deadline = deadline }
  }

  /// Ends the worker when its deadline passes or its memory grows too large; runs until cancelled.
  func watch() async {
    let limits = sandbox.limits
    while !Task.isCancelled, death == nil {
      let now = ContinuousClock.now
      let deadline = state.withLock(\.deadline)
      if let deadline, now >= deadline.at { return kill(deadline.ending) }
      let pause = min(limits.memoryInterval, deadline.map { $0.at - now } ?? limits.memoryInterval)
      try? await Task.sleep(for: pause)
      guard let process else { continue }
      let memory = ProcessTree.residentMemory(from: process)
      state.withLock { $0.peakMemory = max($0.peakMemory, memory) }
      if memory > limits.memory { return kill(.memory(limit: limits.memory)) }
    }
  }

  // MARK: Life

  /// Starts the process, carries lines in and out, and returns why it is gone.
  @discardableResult
  func live() async -> Death {
    let killsBefore = Self.kernelKills()
    let death: Death
    do {
      let scratch = try sandbox.makeScratch(slot: slot)
      let status = try await run(
        sandbox.command(slot: slot, processorSeconds: processorSeconds, scratch: scratch))
      let outOfMemory = Self.kernelKills() > killsBefore
      if Task.isCancelled { state.withLock { $0.ending = $0.ending ?? .closing } }
      death = state.withLock { state in
        Death(
          exitCode: status.exitCode, signal: status.signal, ending: state.ending,
          errors: String(decoding: state.errors, as: UTF8.self), outOfMemory: outOfMemory)
      }
    } catch {
      death =
        Task.isCancelled
        ? Death(exitCode: nil, signal: nil, ending: .closing, errors: "", outOfMemory: false)
        : Death(notStarted: "\(error)")
    }
    await waitUntilVanished()
    sandbox.removeScratch(slot: slot)
    state.withLock { $0.death = death }
    requestsIn.finish()
    inbox.close()
    return death
  }

  private func run(_ command: WorkerCommand) async throws -> (exitCode: Int32?, signal: Int32?) {
    var options = PlatformOptions()
    options.createSession = true
    options.teardownSequence = [
      .send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)
    ]
    let environment = command.environment.map { Environment.custom(keyed($0)) } ?? .inherit
    let result = try await Subprocess.run(
      command.executable.contains("/")
        ? .path(FilePath(command.executable)) : .name(command.executable),
      arguments: Arguments(command.arguments), environment: environment,
      platformOptions: options, input: .inputWriter, output: .sequence, error: .sequence
    ) { execution in
      let process = execution.processIdentifier.value
      begin(process)
      await withTaskGroup { group in
        group.addTask { await self.write(to: execution.standardInputWriter) }
        group.addTask { await self.keepErrors(of: execution.standardError) }
        await read(execution.standardOutput)
        // Output has ended, and with it the worker's usefulness; give it time to exit.
        requestsIn.finish()
        await waitForExit(of: process)
        forget(process)
        group.cancelAll()
      }
    }
    return switch result.terminationStatus {
    case .exited(let code): (code, nil)
    case .signaled(let number): (nil, number)
    }
  }

  private func keyed(_ variables: [String: String]) -> [Environment.Key: String] {
    var keyed: [Environment.Key: String] = [:]
    for (name, value) in variables { keyed[Environment.Key(stringLiteral: name)] = value }
    return keyed
  }

  private func begin(_ process: pid_t) {
    state.withLock { state in
      state.process = process
      // Whoever wanted its end while it was being started gets it now.
      if state.ending != nil { _ = Glibc.kill(-process, SIGKILL) }
    }
  }

  /// Kills what is left of the group; from here on the number may belong to somebody else.
  private func forget(_ process: pid_t) {
    state.withLock { state in
      _ = Glibc.kill(-process, SIGKILL)
      state.process = nil
    }
  }

  private func waitForExit(of process: pid_t) async {
    let end = ContinuousClock.now + sandbox.limits.exitGrace
    while !interleave_has_ended(process), ContinuousClock.now < end, !Task.isCancelled {
      try? await Task.sleep(for: .milliseconds(1))
    }
  }

  /// Waits, killing, until no process of the worker exists; the kernel needs a moment for that.
  private func waitUntilVanished() async {
    let end = ContinuousClock.now + .seconds(5)
    var left = state.withLock(\.members)
    while ContinuousClock.now < end {
      left = left.filter(ProcessTree.exists)
      if left.isEmpty { return }
      ProcessTree.kill(left)
      // In a cancelled task the sleep returns at once and this becomes a short spin.
      try? await Task.sleep(for: .microseconds(500))
      await Task.yield()
    }
  }

  private func write(to writer: StandardInputWriter) async {
    do {
      for await line in requests {
        let count = try await writer.write(line)
        if count < line.count { break }
      }
    } catch {
      // The worker is gone or has closed its input; its end tells the reason.
    }
    try? await writer.finish()
  }

  private func read(_ output: SubprocessOutputSequence) async {
    var splitter = LineSplitter(limit: sandbox.limits.line)
    do {
      for try await buffer in output {
        let lines = buffer.withUnsafeBytes { splitter.append($0) }
        if splitter.oversized > 0 {
          let count = splitter.takeOversized()
          state.withLock { $0.oversized += count }
        }
        await inbox.send(lines)
      }
    } catch {
      // Reading ends with the process; its end tells the reason.
    }
  }

  private func keepErrors(of output: SubprocessOutputSequence) async {
    let limit = sandbox.limits.errorTail
    do {
      for try await buffer in output {
        let bytes = buffer.withUnsafeBytes { Array($0.suffix(limit)) }
        state.withLock { state in
          state.errors = (state.errors + bytes).suffix(limit)
        }
      }
    } catch {
      // As above.
    }
  }

  /// How many processes the kernel has killed for want of memory since it started.
  private static func kernelKills() -> Int {
    let line = ProcFile.text("/proc/vmstat").split(separator: "\n").first {
      $0.hasPrefix("oom_kill ")
    }
    return line.flatMap { Int($0.dropFirst("oom_kill ".count)) } ?? 0
  }
}
