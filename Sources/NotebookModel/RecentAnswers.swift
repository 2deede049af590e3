/// The newest answers by their keys, so that a request that comes twice is carried out once.
public struct RecentAnswers: Sendable, Equatable {
  private var answers: [String: Answer] = [:]
  private var keys: [String] = []

  /// Takes up what was stored, the oldest first.
  public init(_ stored: [(key: String, answer: Answer)] = []) {
    for (key, answer) in stored { _ = remember(answer, for: key) }
  }

  subscript(key: String) -> Answer? { answers[key] }

  /// Keeps an answer, and says which records make that durable.
  mutating func remember(_ answer: Answer, for key: String) -> [Record] {
    var records: [Record] = []
    if answers.updateValue(answer, forKey: key) == nil { keys.append(key) }
    while keys.count > ModelLimits.answers {
      let oldest = keys.removeFirst()
      answers[oldest] = nil
      records.append(.forgetKey(oldest))
    }
    records.append(.key(key, answer))
    return records
  }
}
