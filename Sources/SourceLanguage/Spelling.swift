/// Finds the valid name that a misspelt one was most likely meant to be.
package enum Spelling {
  /// The nearest candidate, if it is near enough to be worth saying.
  package static func nearest(_ word: String, among candidates: some Sequence<String>) -> String? {
    let wanted = fold(word)
    guard !wanted.isEmpty, wanted.count <= Limits.nameSize else { return nil }
    // A word of one letter is one letter away from every other, which says nothing.
    let threshold = wanted.count < 2 ? 0 : max(1, min(3, wanted.count / 3))
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate != word {
      let folded = fold(candidate)
      guard let distance = distance(wanted, folded, atMost: best?.distance ?? threshold) else {
        continue
      }
      if best.map({ distance < $0.distance }) ?? true { best = (candidate, distance) }
    }
    return best?.name
  }

  /// Lower case without underscores, so that `lost_update` is as near to `lostUpdate` as can be.
  private static func fold(_ word: String) -> [UInt8] {
    word.utf8.filter { $0 != UInt8(ascii: "_") }.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
  }

  /// The number of insertions, deletions, replacements and swaps of neighbours, if at most `limit`.
  static func distance(_ a: [UInt8], _ b: [UInt8], atMost limit: Int) -> Int? {
    guard abs(a.count - b.count) <= limit else { return nil }
    var (beforeLast, last) = ([Int](), Array(0...b.count))
    for (i, x) in a.enumerated() {
      var row = [i + 1]
      row.reserveCapacity(b.count + 1)
      for (j, y) in b.enumerated() {
        var cost = min(row[j] + 1, last[j + 1] + 1, last[j] + (x == y ? 0 : 1))
        if i > 0, j > 0, x == b[j - 1], a[i - 1] == y { cost = min(cost, beforeLast[j - 1] + 1) }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count] <= limit ? last[b.count] : nil
  }
}
