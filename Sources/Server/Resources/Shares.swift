import HTTPServer
import NotebookFormat
import NotebookModel
import Storage
import Wire

// Links as their maker sees them.
extension Resources {
  func listShares(_ request: Request, _ caller: Caller) async throws -> Response {
    _ = try await library.session(request.notebook)
    let shares = try await library.store.shares(of: request.notebook)
    return try .json(
      SharesAnswer(
        shares: shares.map { report($0) }, origin: reach.origin, isLocal: reach.isLocal))
  }

  func createShare(_ request: Request, _ caller: Caller) async throws -> Response {
    let wish = try request.message(ShareRequest.self)
    _ = try await library.session(request.notebook)
    let (share, token) = try await library.share(request.notebook, wish.kind, for: wish.lifetime)
    return try .json(report(share, path: "/s/\(token)"), status: 201)
  }

  func deleteShare(_ request: Request, _ caller: Caller) async throws -> Response {
    let share = request.parameters["share"] ?? ""
    try await library.revoke(share, of: request.notebook)
    viewers.end(share)
    return Response(status: 204)
  }

  private func report(_ share: Share, path: String? = nil) -> ShareReport {
    let isOver = share.revoked != nil || library.remaining(of: share) == .zero
    return ShareReport(
      id: share.id, kind: share.revision == nil ? .live : .frozen, revision: share.revision,
      created: share.created.iso8601, expires: share.expires?.iso8601,
      ended: isOver ? (share.revoked == nil ? "expired" : "revoked") : nil, path: path)
  }
}

// What whoever has a link can read.
extension Resources {
  /// The page is the same for every link; one that opens nothing says so in the page.
  func sharedPage(_ request: Request, _ caller: Caller) async throws -> Response {
    guard let files else { throw HTTPServer.Refusal.unknownPath }
    // Always whole: a browser that knows the page must not take "not modified" for "still open".
    var response = try files.answer(Request(.get, request.target), path: ["shared.html"])
    do { _ = try await library.share(opening: request.shareToken) } catch {
      response.status = Problem(error).status
    }
    response.headers.fill(from: SecurityHeaders.link)
    return response
  }

  func readShared(_ request: Request, _ share: Share) async throws -> Response {
    let notebook = try await library.snapshot(of: share)
    return .json(
      JSONText.object { text in
        text.member("kind", share.revision == nil ? "live" : "frozen")
        text.member("expires", share.expires?.iso8601)
        text.key("isSignedIn")
        text.verbatim((policy.isSignedIn(request) ? "true" : "false").utf8)
        text.key("notebook")
        text.verbatim(notebook)
      })
  }

  func downloadShared(_ request: Request, _ share: Share) async throws -> Response {
    let contents = try await library.contents(of: share)
    let format = try request.exportFormat
    guard format == .html else {
      return try file(
        of: try await library.export(contents.notebook, contents.cells), as: format, request)
    }
    let html = try await pages.page(of: contents, in: library)
    return download(html, title: contents.notebook.title, as: format)
  }

  /// Follows the notebook of a link, until one of them ends.
  func followShared(_ request: Request, _ share: Share) async throws -> Response {
    guard request.queries("notebook").allSatisfy({ $0 == share.notebook.rawValue }) else {
      throw ShareRefusal.otherNotebook
    }
    let watch = try viewers.watch(share.id)
    // It may have ended since it was looked at, and whoever ended it knew nothing of this watch.
    _ = try await library.share(opening: request.shareToken)
    guard share.revision == nil else { throw ShareRefusal.nothingToFollow }
    let subscription = try await library.hub.subscribe(
      to: [share.notebook], after: Self.lastEvent(request), notBefore: share.since)
    let stream = try streams.open(for: "link \(request.peer.host):\(request.peer.port)")
    let (library, logger) = (library, logger)
    return Response(events: stream) { stream in
      await withTaskGroup { group in
        group.addTask {
          await Self.fill(stream, from: subscription, logger)
          return false
        }
        group.addTask {
          await withTaskGroup { ends in
            ends.addTask { await watch.ended() }
            if let time = library.remaining(of: share) {
              ends.addTask { try? await Task.sleep(for: time) }
            }
            await ends.next()
            ends.cancelAll()
          }
          return true
        }
        let isOver = await group.next() ?? false
        group.cancelAll()
        guard isOver, !Task.isCancelled else { return }
        await group.waitForAll()
        // A reader that is behind finds the end of the stream, and asks again why.
        _ = stream.offer(ServerSentEvent(data: #"{"type":"closed"}"#).encoded)
      }
    }
  }

  /// A handler for runs, only for those that the link shows.
  func ofShownRun(
    _ handler: @escaping @Sendable (Request, Caller) async throws -> Response
  ) -> @Sendable (Request, Share) async throws -> Response {
    { request, share in
      guard try await library.store.shows(share, request.run) else {
        throw ShareRefusal.otherRun(request.run)
      }
      return try await handler(request, Caller(role: .viewer, client: share.id))
    }
  }
}

extension Request {
  var shareToken: String { parameters["token"] ?? "" }
}
