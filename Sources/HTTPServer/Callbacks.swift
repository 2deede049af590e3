import CMicroHTTPD
import Glibc

// libmicrohttpd calls these on its own thread. They turn pointers into values, ask the plain Swift
// types what to do, and never wait.

/// Called once with the head of a request, then with each piece of its body, then for its answer.
///
/// The answer is only given from the second call on: libmicrohttpd closes a connection that is
/// answered in the first, because it takes the body for unread.
func accessCallback(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, upload: UnsafePointer<CChar>?,
  uploadSize: UnsafeMutablePointer<Int>?, state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let context, let connection, let url, let method, let uploadSize, let state
  else { return .NO }
  let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
  guard let raw = state.pointee else {
    let exchange = reception.greet(
      connection, method: String(cString: method), url: String(cString: url))
    state.pointee = Unmanaged.passRetained(exchange).toOpaque()
    guard let refusal = exchange.earlyRefusal(limits: reception.limits) else { return .YES }
    return queue(refusal, on: connection)
  }
  let exchange = Unmanaged<Exchange>.fromOpaque(raw).takeUnretainedValue()
  if uploadSize.pointee > 0, let upload {
    let bytes = UnsafeRawBufferPointer(start: upload, count: uploadSize.pointee)
    uploadSize.pointee = 0
    return exchange.receive(bytes, limits: reception.limits) ? .YES : .NO
  }
  owner(of: connection)?.begin()
  let step = exchange.proceed(in: reception.open) { SuspendedConnection(suspending: connection) }
  switch step {
  case .wait: return .YES
  case .close: return .NO
  case .answer(let response): return queue(response, on: connection)
  }
}

/// Called once when libmicrohttpd is done with a request, whatever became of it.
func completedCallback(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
  guard let context, let connection, let state, let raw = state.pointee else { return }
  state.pointee = nil
  let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
  Unmanaged<Exchange>.fromOpaque(raw).takeRetainedValue().completed(in: reception.open)
  owner(of: connection)?.end(now: .now)
}

/// Called when a connection begins and when it ends.
func connectionCallback(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  state: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, event: MHD_ConnectionNotificationCode
) {
  guard let context, let connection, let state else { return }
  let reception = Unmanaged<Reception>.fromOpaque(context).takeUnretainedValue()
  if event == .CONNECTION_NOTIFY_STARTED {
    let descriptor = socket(of: connection)
    // Without this, the last part of an answer waits for the peer's acknowledgement.
    var on: Int32 = 1
    let size = socklen_t(MemoryLayout<Int32>.size)
    setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &on, size)
    let owner = Connection(socket: descriptor, peer: peer(of: connection), now: .now)
    state.pointee = Unmanaged.passRetained(owner).toOpaque()
    reception.connections.add(owner)
  } else if let raw = state.pointee {
    state.pointee = nil
    reception.connections.remove(Unmanaged<Connection>.fromOpaque(raw).takeRetainedValue())
  }
}

/// Leaves a path as it came; libmicrohttpd's own decoding would end it at an escaped NUL.
func unescapeCallback(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, text: UnsafeMutablePointer<CChar>?
) -> Int {
  text.map { strlen($0) } ?? 0
}

// MARK: Reading

extension Reception {
  /// Reads the head of a request and decides about it.
  fileprivate func greet(_ connection: OpaquePointer, method: String, url: String) -> Exchange {
    let headers = fields(of: connection, .HEADER_KIND).reduce(into: Headers()) {
      $0.add($1.name, $1.value)
    }
    let items = fields(of: connection, .GET_ARGUMENT_KIND)
    let peer = owner(of: connection)?.peer ?? .local
    guard let target = Target(path: url, query: items) else {
      let request = Request(
        Method(rawValue: method), .root, headers: headers, peer: peer)
      let refusal = Refusal.malformed("The address of the request cannot be read.")
      return Exchange(request, Admission(refusal: refuse(request, refusal)))
    }
    let request = Request(Method(rawValue: method), target, headers: headers, peer: peer)
    return Exchange(request, admit(request))
  }
}

private func fields(
  of connection: OpaquePointer, _ kind: MHD_ValueKind
) -> [(name: String, value: String)] {
  var fields: [(name: String, value: String)] = []
  withUnsafeMutablePointer(to: &fields) { fields in
    _ = MHD_get_connection_values(
      connection, kind,
      { context, _, name, value in
        let fields = context?.assumingMemoryBound(to: [(name: String, value: String)].self)
        fields?.pointee.append(
          (name.map { String(cString: $0) } ?? "", value.map { String(cString: $0) } ?? ""))
        return .YES
      }, fields)
  }
  return fields
}

private func socket(of connection: OpaquePointer) -> Int32 {
  interleave_mhd_connection_info(connection, .CONNECTION_INFO_CONNECTION_FD)?.pointee.connect_fd
    ?? -1
}

private func owner(of connection: OpaquePointer) -> Connection? {
  interleave_mhd_connection_info(connection, .CONNECTION_INFO_SOCKET_CONTEXT)?
    .pointee.socket_context.map { Unmanaged<Connection>.fromOpaque($0).takeUnretainedValue() }
}

private func peer(of connection: OpaquePointer) -> Peer {
  guard
    let address = interleave_mhd_connection_info(connection, .CONNECTION_INFO_CLIENT_ADDRESS)?
      .pointee.client_addr
  else { return .local }
  return Peer(UnsafeRawPointer(address), family: Int32(address.pointee.sa_family))
}

// MARK: Answering

private func queue(_ response: Response, on connection: OpaquePointer) -> MHD_Result {
  guard let raw = make(response, for: connection) else { return .NO }
  defer { MHD_destroy_response(raw) }
  for field in response.headers.fields { MHD_add_response_header(raw, field.name, field.value) }
  return MHD_queue_response(connection, UInt32(response.status), raw)
}

private func make(_ response: Response, for connection: OpaquePointer) -> OpaquePointer? {
  switch response.body {
  case .bytes(let bytes):
    return bytes.withUnsafeBytes { bytes in
      // libmicrohttpd copies the bytes, so nobody writes through this pointer.
      MHD_create_response_from_buffer(
        bytes.count, UnsafeMutableRawPointer(mutating: bytes.baseAddress), .RESPMEM_MUST_COPY)
    }
  case .file(let file):
    guard let descriptor = file.duplicate() else { return nil }
    return MHD_create_response_from_fd64(UInt64(file.size), descriptor)
  case .events(let stream, _):
    stream.body.attach(socket: socket(of: connection))
    let reader = Unmanaged.passRetained(Reader(body: stream.body, connection: connection))
    return MHD_create_response_from_callback(
      .max, 16 * 1_024, readCallback, reader.toOpaque(),
      { $0.map { Unmanaged<Reader>.fromOpaque($0).release() } })
  }
}

/// What libmicrohttpd hands back when it wants more of an event stream.
private final class Reader {
  let body: EventBody
  let connection: OpaquePointer

  init(body: EventBody, connection: OpaquePointer) {
    (self.body, self.connection) = (body, connection)
  }
}

/// Called for more of an event stream.
private func readCallback(
  context: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?,
  size: Int
) -> Int {
  guard let context, let buffer else { return EventBody.failed }
  let reader = Unmanaged<Reader>.fromOpaque(context).takeUnretainedValue()
  return reader.body.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size)) {
    SuspendedConnection(suspending: reader.connection)
  }
}
