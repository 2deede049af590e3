/// What became of a request when only its head was known.
public struct Admission: Sendable {
  /// The two outcomes.
  enum Decision: Sendable {
    case refused(Response)
    case admitted(
      bodyLimit: Int, handle: @Sendable (Request) async -> Response,
      refuse: @Sendable (any Error) -> Response)
  }

  let decision: Decision

  init(refusal: Response) { decision = .refused(refusal) }

  init(
    bodyLimit: Int, handle: @escaping @Sendable (Request) async -> Response,
    refuse: @escaping @Sendable (any Error) -> Response
  ) {
    decision = .admitted(bodyLimit: bodyLimit, handle: handle, refuse: refuse)
  }
}

extension Request {
  /// The announced length of the body, nil when it comes in chunks, 0 when there is none.
  func bodyLength() throws(Refusal) -> Int? {
    let lengths = headers.all("content-length")
    let codings = headers.all("transfer-encoding")
    if !codings.isEmpty {
      guard lengths.isEmpty, codings.count == 1, codings[0].lowercased() == "chunked"
      else { throw .malformed("A body is either chunked or has one length.") }
      return nil
    }
    guard let first = lengths.first else { return 0 }
    guard lengths.count == 1, !first.isEmpty, first.utf8.allSatisfy({ 0x30...0x39 ~= $0 }),
      let length = Int(first)
    else { throw .malformed("Content-Length is not one whole number.") }
    return length
  }
}
