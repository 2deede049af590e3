/// Why a request that may pass makes no sense.
enum RequestError: Error, Sendable, Equatable {
  /// The body is not the JSON that the route expects; says what is wrong with it.
  case malformedBody(String)
  case missingQuery(String)
  case invalidQuery(String, expected: String)
  case unknownKind(String)
  case unknownLesson(String)
  case noHTMLOutput(run: String, number: Int)
  /// The file of the cell brought none.
  case noResults(cell: String)
  /// A program or an id of a schedule that cannot be read; the sentence comes from the explorer.
  case unreadableSchedule(String)
  /// Both or neither of what must be one.
  case ambiguous(String)
}

/// Why cells cannot be run or looked at just now.
enum WorkshopError: Error, Sendable, Equatable {
  case starting
  /// There is no sandbox on this machine; says why.
  case unavailable(String)
}
