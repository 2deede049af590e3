import HTTPServer
import Wire
import Workers

// What the language worker knows about a text; nothing of it is parsed in this process.
extension Resources {
  func check(_ request: Request, _ caller: Caller) async throws -> Response {
    let wish = try request.message(SourceRequest.self)
    return try .json(try await door.workshop.language.check(wish.source))
  }

  func complete(_ request: Request, _ caller: Caller) async throws -> Response {
    let wish = try request.message(SourceRequest.self)
    let language = try door.workshop.language
    return try .json(try await language.complete(wish.source, offset: try Self.offset(wish)))
  }

  func hover(_ request: Request, _ caller: Caller) async throws -> Response {
    let wish = try request.message(SourceRequest.self)
    let language = try door.workshop.language
    guard let report = try await language.hover(wish.source, offset: try Self.offset(wish)) else {
      return .json(Array("{}".utf8))
    }
    return try .json(report)
  }

  /// Replays a schedule of a program; nothing is searched but a hint.
  func replaySchedule(_ request: Request, _ caller: Caller) async throws -> Response {
    let question = try request.message(ScheduleQuestion.self)
    let answer = try await door.workshop.language.schedule(question)
    guard let report = answer.report else {
      throw RequestError.unreadableSchedule(answer.refusal ?? "The schedule cannot be replayed.")
    }
    return try .json(report)
  }

  private static func offset(_ wish: SourceRequest) throws(RequestError) -> Int {
    guard let offset = wish.offset else { throw .malformedBody("The body lacks `offset`.") }
    guard (0...wish.source.utf16.count).contains(offset) else {
      throw .malformedBody("In the body, `offset` lies outside the source.")
    }
    return offset
  }
}
