/// Counts executions by how they end, and tells apart those whose graphs differ.
///
/// Most executions end in a state that another one has ended in; only a new one is looked at as a person
/// would see it.
struct EndTally: ~Copyable {
  private var seen = StateTable()
  private var graphs = StateTable()
  private var counts = Column<UInt64>(capacity: 64)
  private var recordOf = Column<Int>(capacity: 64)

  /// How many execution graphs differ; no more are told apart than ``Limits/graphs``.
  var distinct: Int { graphs.count }

  /// Notes who read what from whom; false when there is no room for another graph.
  mutating func note(graph: UInt64) -> Bool {
    guard graphs.count < Limits.graphs else { return false }
    _ = graphs.insert(graph, graph &* 0x9E37_79B9_7F4A_7C15)
    return true
  }

  /// Counts an execution that ends in the state with this fingerprint.
  ///
  /// `record` describes the end; ends that look the same to a person share one.
  @inline(__always)
  mutating func count(
    _ key: (UInt64, UInt64), in result: inout DepthFirstResult, record: () -> EndRecord
  ) {
    result.explored += 1
    let (number, isNew) = seen.insert(key.0, key.1)
    if isNew {
      counts.append(1)
      recordOf.append(Self.place(of: record(), in: &result.ends))
    } else {
      counts.base[number] += 1
    }
  }

  /// Where a record stands among those that look the same to a person; it is added if it is the first.
  @discardableResult
  static func place(of record: EndRecord, in ends: inout [EndRecord]) -> Int {
    if let known = ends.firstIndex(where: { $0.end == record.end && $0.outcome == record.outcome })
    {
      return known
    }
    ends.append(record)
    return ends.count - 1
  }

  /// Hands the counts over to the records; may be called again after more executions.
  mutating func settle(_ result: inout DepthFirstResult) {
    for index in 0..<counts.count {
      result.ends[recordOf[index]].count += counts[index]
      counts[index] = 0
    }
  }
}
