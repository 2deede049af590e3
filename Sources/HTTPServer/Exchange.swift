import Synchronization

/// One request on its way to its answer.
///
/// libmicrohttpd's thread feeds it the body and asks for the answer; a task finds the answer. While
/// the first waits for the second its connection is suspended, and all meetings of the two happen
/// under the one lock.
final class Exchange: Sendable {
  /// What libmicrohttpd shall do next.
  enum Step {
    case answer(Response)
    case wait
    case close
  }

  private enum Phase {
    case reading(limit: Int, refuse: @Sendable (any Error) -> Response)
    /// The answer is known, the rest of the body is only read to be rid of it.
    case discarding(Response, read: Int)
    case working
    case answered(Response)
    case delivered
  }

  private struct State {
    var phase: Phase
    var request: Request
    var task: Task<Void, Never>?
    var stream: EventStream?
    /// Set exactly while the connection is suspended.
    var suspended: SuspendedConnection?
    var isStopping = false
    var isWorkDone = false
    var isCompleted = false
  }

  let isHead: Bool
  private let handle: (@Sendable (Request) async -> Response)?
  private let state: Mutex<State>

  init(_ request: Request, _ admission: Admission) {
    isHead = request.method == .head
    switch admission.decision {
    case .refused(let response):
      handle = nil
      state = Mutex(State(phase: .discarding(response, read: 0), request: request))
    case .admitted(let limit, let handle, let refuse):
      self.handle = handle
      state = Mutex(State(phase: .reading(limit: limit, refuse: refuse), request: request))
    }
  }

  /// The refusal that must go out before the body is read, because it is too long to be read.
  ///
  /// It costs the connection. A shorter body is read and dropped, and so is one in chunks, because
  /// a peer that is still sending might never look at an answer.
  func earlyRefusal(limits: Limits) -> Response? {
    state.withLock { state in
      guard case .discarding(let response, _) = state.phase else { return nil }
      guard let length = try? state.request.bodyLength() else { return nil }
      let asks = state.request.headers["expect"] != nil
      return length > limits.discardedBody || (asks && length > 0) ? response : nil
    }
  }

  /// Takes a piece of the body; false when there was so much of it that the connection must close.
  func receive(_ bytes: UnsafeRawBufferPointer, limits: Limits) -> Bool {
    state.withLock { state in
      switch state.phase {
      case .reading(let limit, let refuse):
        if state.request.body.count + bytes.count > limit {
          let response = refuse(Refusal.bodyTooLarge(limit: limit))
          state.phase = .discarding(response, read: state.request.body.count + bytes.count)
          state.request.body = []
        } else {
          state.request.body.append(contentsOf: bytes)
        }
        return true
      case .discarding(let response, let read):
        state.phase = .discarding(response, read: read + bytes.count)
        return read + bytes.count <= limits.discardedBody
      case .working, .answered, .delivered: return false
      }
    }
  }

  /// Goes on after the whole body was read, or after the connection was resumed.
  func proceed(in open: OpenExchanges, suspend: () -> SuspendedConnection) -> Step {
    let work = state.withLock { state -> Request? in
      switch state.phase {
      case .reading(_, let refuse):
        guard open.begin(self) else {
          state.phase = .answered(refuse(Refusal.stopping))
          return nil
        }
        state.phase = .working
        defer { state.request.body = [] }
        return state.request
      case .discarding(let response, _):
        state.phase = .answered(response)
        return nil
      case .working, .answered, .delivered: return nil
      }
    }
    if let work { start(work, in: open) }
    return state.withLock { state in
      switch state.phase {
      case .answered(let response):
        state.phase = .delivered
        return .answer(response)
      case .delivered:
        // A daemon that is stopping takes an answer without sending it, and asks again. Suspended
        // now, the connection would never be resumed.
        return .close
      case .reading, .discarding, .working:
        state.suspended = suspend()
        return .wait
      }
    }
  }

  /// Starts the task that answers; its first steps run here and now unless there is a body.
  ///
  /// Most answers without a body are found without waiting and then need no suspension at all. A
  /// body takes time to decode, which would hold up everybody else on this thread.
  private func start(_ request: Request, in open: OpenExchanges) {
    let task =
      request.body.isEmpty
      ? Task.immediate { await work(request, in: open) }
      : Task { await work(request, in: open) }
    let isStopping = state.withLock { state in
      state.task = task
      return state.isStopping && state.stream != nil
    }
    if isStopping { task.cancel() }
  }

  private func work(_ request: Request, in open: OpenExchanges) async {
    defer {
      if state.withLock({ state in
        state.isWorkDone = true
        return state.isCompleted
      }) {
        open.end(self)
      }
    }
    guard let handle else { return }
    let response = await handle(request)
    guard case .events(let stream, let fill) = response.body else { return answer(response) }
    if isHead { stream.body.end(.finished) }
    stream.whenEnded { [weak self] in self?.cancel() }
    answer(response, stream: stream)
    if stream.ending == nil { await fill(stream) }
    stream.body.end(.finished)
  }

  private func answer(_ response: Response, stream: EventStream? = nil) {
    let isLate = state.withLock { state in
      guard case .working = state.phase else { return true }
      state.phase = .answered(response)
      state.stream = stream
      state.suspended?.resume()
      state.suspended = nil
      return state.isStopping
    }
    if isLate { stream?.body.end(.stopping) }
  }

  private func cancel() { state.withLock { $0.task }?.cancel() }

  // MARK: What happens from outside

  /// Proves that the peer of an event stream is still there.
  func beat() { state.withLock { $0.stream }?.body.beat() }

  /// Ends an event stream; any other work may go on to its answer.
  func stop() {
    let stream = state.withLock { state in
      state.isStopping = true
      return state.stream
    }
    stream?.body.end(.stopping)
  }

  /// Answers at once in place of work that does not end, and cancels it.
  func abandon(with response: Response) {
    answer(response)
    stop()
    cancel()
  }

  /// Takes note that libmicrohttpd is done with this request, well or badly.
  func completed(in open: OpenExchanges) {
    let (stream, task, isDone) = state.withLock { state in
      state.phase = .delivered
      state.suspended = nil
      state.isCompleted = true
      return (state.stream, state.task, state.isWorkDone)
    }
    if let stream { stream.body.detach() } else { task?.cancel() }
    if isDone { open.end(self) }
  }
}
