import CMicroHTTPD
import Glibc
import Synchronization

/// A listening server, from its start to its stop.
///
/// Requests are answered from the moment this exists. `run()` beside it keeps event streams and
/// connections honest; `stop()` ends everything in order.
public final class Daemon: Sendable {
  /// The actual port, also when the system chose it.
  public let port: UInt16
  private let reception: Reception
  private let handle: Mutex<OpaquePointer?>

  /// Starts to listen at `host` and `port`; port 0 lets the system choose one.
  public init<P: Policy>(
    host: String = "127.0.0.1", port: UInt16, router: Router<P>, limits: Limits = Limits()
  ) throws(StartError) {
    let socket = try ListeningSocket(host: host, port: port)
    self.port = socket.port
    var limits = limits
    limits.connections = min(limits.connections, Self.descriptors / 2)
    reception = Reception(
      limits: limits, admit: { router.admit($0) }, refuse: { router.refuse($0, $1) })
    guard let handle = Self.start(socket, reception) else {
      close(socket.descriptor)
      throw .system(doing: "start the server", code: errno)
    }
    self.handle = Mutex(handle)
  }

  /// How many connections are open.
  public var connections: Int { reception.connections.count }

  deinit { halt() }

  /// Sends heartbeats and ends connections that only trickle, until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      do { try await Task.sleep(for: reception.limits.heartbeat) } catch { return }
      for exchange in reception.open.all { exchange.beat() }
      reception.connections.cutThoseWaiting(since: .now - reception.limits.readingTime)
    }
  }

  /// Refuses new requests, ends event streams, waits for running work, then closes everything.
  ///
  /// A cancelled caller waits as well: it is the usual one, and what runs deserves its answer.
  public func stop() async {
    reception.open.close()
    for exchange in reception.open.all { exchange.stop() }
    let (open, time) = (reception.open, reception.limits.stopTime)
    // In a task of its own, because in a cancelled one every sleep ends at once.
    await Task {
      await withTaskGroup { group in
        group.addTask { await open.drained() }
        group.addTask {
          do { try await Task.sleep(for: time) } catch { return }
          open.release()
        }
        await group.next()
        group.cancelAll()
      }
    }.value
    halt()
  }

  /// Stops at once; nothing may be suspended when libmicrohttpd stops, hence the answers.
  private func halt() {
    guard
      let handle = handle.withLock({ handle in
        defer { handle = nil }
        return handle.map { UInt(bitPattern: $0) }
      }), let pointer = OpaquePointer(bitPattern: handle)
    else { return }
    reception.open.close()
    for exchange in reception.open.all {
      exchange.abandon(with: reception.refuse(.unreadable, Refusal.stopping))
    }
    MHD_stop_daemon(pointer)
    Unmanaged.passUnretained(reception).release()
  }

  private static func start(_ socket: ListeningSocket, _ reception: Reception) -> OpaquePointer? {
    let flags =
      MHD_USE_EPOLL_INTERNAL_THREAD.rawValue | MHD_ALLOW_SUSPEND_RESUME.rawValue
      | MHD_USE_TURBO.rawValue
    let limits = reception.limits
    let options = [
      option(.LISTEN_SOCKET, Int(socket.descriptor)),
      option(.CONNECTION_LIMIT, limits.connections + Reception.spareConnections),
      option(.CONNECTION_MEMORY_LIMIT, limits.connectionMemory),
      option(.CONNECTION_TIMEOUT, Int(limits.idleTime.components.seconds)),
      option(.END, 0),
    ]
    let context = Unmanaged.passRetained(reception)
    let handle = interleave_mhd_start(
      flags, context.toOpaque(), accessCallback, completedCallback, connectionCallback,
      unescapeCallback, options)
    if handle == nil { context.release() }
    return handle
  }

  private static func option(_ option: MHD_OPTION, _ value: Int) -> MHD_OptionItem {
    MHD_OptionItem(option: option, value: value, ptr_value: nil)
  }

  /// How many descriptors this process may have.
  private static var descriptors: Int {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    return Int(clamping: limit.rlim_cur)
  }
}
