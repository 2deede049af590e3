import HTTPServer
import Wire
import Workers

extension Resources {
  func listExperiments(_ request: Request, _ caller: Caller) async throws -> Response {
    try .json(try await door.workshop.language.describe())
  }
}
