import HTTPServer
import NotebookFormat
import NotebookModel
import Wire

extension Resources {
  func startRuns(_ request: Request, _ caller: Caller) async throws -> Response {
    let wish = try request.message(RunsRequest.self)
    let session = try await library.session(request.notebook)
    let runs = try await session.run(wish.cells.map { CellID($0) }, key: wish.key)
    let answer = RunsAnswer(
      runs: runs.map { StartedRun(id: $0.id.rawValue, cell: $0.cell.rawValue) })
    return try .json(answer, status: 202)
  }

  func readRun(_ request: Request, _ caller: Caller) async throws -> Response {
    var response = Response.json(try await library.run(request.run))
    // A link to a run must not open in another notebook, whose cells may have the same names.
    response.headers["X-Notebook"] = try await library.session(of: request.run).id.rawValue
    return response
  }

  func stopRun(_ request: Request, _ caller: Caller) async throws -> Response {
    try await library.session(of: request.run).stop(request.run)
    return .json(Array("{}".utf8), status: 202)
  }

  func readEvents(_ request: Request, _ caller: Caller) async throws -> Response {
    let from = try request.number("from", default: 1)
    let limit = try request.number("limit", default: SessionLimits.eventsOfRequest)
    _ = try await library.view(of: request.run)
    return .json(try await library.events(of: request.run, from: from, limit: limit))
  }

  func readOutput(_ request: Request, _ caller: Caller) async throws -> Response {
    let from = try request.number("from", default: 0)
    let limit = try request.number("limit", default: SessionLimits.outputOfRequest)
    let range = try await library.output(of: request.run, from: from, limit: limit)
    return Response(
      headers: [
        "Content-Type": "text/plain; charset=utf-8", "X-Total-Bytes": String(range.total),
      ], body: range.bytes)
  }

  func readTrace(_ request: Request, _ caller: Caller) async throws -> Response {
    let (call, number) = (try request.number("call"), try request.number("case"))
    _ = try await library.view(of: request.run)
    let records = try await library.trace(of: request.run, call: call, case: number)
    return Response(headers: ["Content-Type": "application/octet-stream"], body: records)
  }

  /// HTML that a run made is only shown in a frame of its own, under a policy of its own.
  func readFrame(_ request: Request, _ caller: Caller) async throws -> Response {
    guard let number = request.parameters["number"].flatMap({ Int($0) }), number > 0 else {
      throw RequestError.invalidQuery("frames/…", expected: "the number of an event")
    }
    _ = try await library.view(of: request.run)
    let list = try JSONValue(
      parsing: try await library.events(of: request.run, from: number, limit: 1))
    let event = list["events"]?.array?.first
    guard event?["type"]?.string == "output",
      let html = event?["bundle"]?["text/html"]?.joinedText
    else { throw RequestError.noHTMLOutput(run: request.run.rawValue, number: number) }
    var response = Response(type: "text/html; charset=utf-8", html)
    response.headers.fill(from: SecurityHeaders.frame)
    return response
  }
}
