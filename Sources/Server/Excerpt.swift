/// The line of a text in which most words of a search stand, with the words marked.
enum Excerpt {
  /// A stretch of text that matches, or does not.
  struct Part: Encodable, Equatable {
    var text: String
    var match: Bool
  }

  /// The best line, shortened around its first match.
  static func best(of text: String, _ words: [String]) -> [Part] {
    let words = words.map(folded)
    var best: (count: Int, line: [Character], marks: [Bool]) = (-1, [], [])
    for line in text.split(whereSeparator: \.isNewline) {
      let characters = Array(line.drop { $0.isWhitespace })
      let (count, marks) = matches(in: characters, words)
      if count > best.count { best = (count, characters, marks) }
      if count == words.count { break }
    }
    let first = best.marks.firstIndex(of: true) ?? 0
    let room = ServerLimits.excerpt
    // A third of the room stands before the match.
    let start =
      best.line.count <= room ? 0 : max(0, min(first - room / 3, best.line.count - room))
    let end = min(best.line.count, start + room)
    var parts = parts(best.line[start..<end], best.marks[start..<end])
    if start > 0 { parts.insert(Part(text: "…", match: false), at: 0) }
    if end < best.line.count { parts.append(Part(text: "…", match: false)) }
    return parts
  }

  /// The whole of a short text.
  static func marked(_ text: String, _ words: [String]) -> [Part] {
    let characters = Array(text)
    let (_, marks) = matches(in: characters, words.map(folded))
    return parts(characters[...], marks[...])
  }

  /// How many of the words stand in a line, and which of its characters belong to one.
  private static func matches(
    in line: [Character], _ words: [[String]]
  ) -> (count: Int, marks: [Bool]) {
    let letters = line.map { $0.lowercased() }
    var marks = Array(repeating: false, count: line.count)
    var count = 0
    for word in words where !word.isEmpty && word.count <= letters.count {
      var isThere = false
      for start in 0...(letters.count - word.count)
      where letters[start] == word[0] && letters[start..<(start + word.count)].elementsEqual(word) {
        isThere = true
        for index in start..<(start + word.count) { marks[index] = true }
      }
      if isThere { count += 1 }
    }
    return (count, marks)
  }

  private static func folded(_ word: String) -> [String] { word.map { $0.lowercased() } }

  private static func parts(_ line: ArraySlice<Character>, _ marks: ArraySlice<Bool>) -> [Part] {
    var parts: [Part] = []
    for (character, match) in zip(line, marks) {
      if parts.last?.match == match {
        parts[parts.count - 1].text.append(character)
      } else {
        parts.append(Part(text: String(character), match: match))
      }
    }
    return parts
  }
}
