/// A schedule as people write it: `0101`, or `0, 10, 2f` – the number of a thread for each step, with `f` for
/// its store buffer (`2f5`: its store to variable 5).
public struct ChoiceList: Hashable, Sendable {
  struct Item: Hashable, Sendable {
    var thread: Int
    var isFlush = false
    var variable: Int?

    func matches(_ choice: Choice) -> Bool {
      thread == choice.thread && isFlush == choice.isFlush
        && (variable == nil || choice.variable == nil || variable == choice.variable)
    }

    var text: String {
      "\(thread)" + (isFlush ? "f" : "") + (variable.map { "\($0)" } ?? "")
    }
  }

  let items: [Item]

  public init(_ choices: [Choice]) {
    items = choices.map {
      Item(thread: $0.thread, isFlush: $0.isFlush, variable: $0.isFlush ? $0.variable : nil)
    }
  }

  /// One digit for each step, or parts between commas.
  public init(_ text: String) throws(ScheduleIDError) {
    guard text.utf8.count <= Limits.idLength else { throw .tooLong }
    let trimmed = text.filter { !$0.isWhitespace }
    guard !trimmed.isEmpty else { throw .empty }
    guard trimmed.utf8.contains(UInt8(ascii: ",")) || trimmed.utf8.contains(UInt8(ascii: "f"))
    else {
      guard trimmed.utf8.allSatisfy(Self.isDigit) else { throw .unknownForm }
      guard trimmed.utf8.count <= Limits.recordedSteps else { throw .tooLong }
      items = trimmed.utf8.map { Item(thread: Int($0) - 48) }
      return
    }
    var items: [Item] = []
    for part in trimmed.split(separator: ",") {
      guard let item = Self.item(part) else { throw .noChoice(String(part.prefix(20))) }
      items.append(item)
    }
    guard items.count <= Limits.recordedSteps else { throw .tooLong }
    self.items = items
  }

  /// As short as it can be.
  public var text: String {
    items.allSatisfy { !$0.isFlush && $0.thread < 10 }
      ? items.map(\.text).joined() : list
  }

  /// Always with commas, to be joined with others.
  public var list: String { items.map(\.text).joined(separator: ",") }

  private static func isDigit(_ letter: UInt8) -> Bool { 48...57 ~= letter }

  private static func item(_ part: Substring) -> Item? {
    let numbers = part.split(separator: "f", omittingEmptySubsequences: false)
    guard let first = numbers.first, let thread = number(first) else { return nil }
    switch numbers.count {
    case 1: return Item(thread: thread)
    case 2 where numbers[1].isEmpty: return Item(thread: thread, isFlush: true)
    case 2: return number(numbers[1]).map { Item(thread: thread, isFlush: true, variable: $0) }
    default: return nil
    }
  }

  private static func number(_ text: Substring) -> Int? {
    guard text.utf8.allSatisfy(isDigit), text.utf8.count <= 6 else { return nil }
    return Int(text)
  }
}
