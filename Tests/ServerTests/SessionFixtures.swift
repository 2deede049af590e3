import Foundation
import NotebookModel
import Server
import Storage
import Synchronization
import TestSupport
import Wire

let first = CellID("first")
let second = CellID("second")

/// A library over a real file, with names and times that a test can tell in advance.
struct Desk {
  let folder: TemporaryFolder
  let store: Store
  let runs = RunRecorder()
  let library: Library

  init(epoch: String = "e1") async throws {
    try await self.init(folder: TemporaryFolder(), epoch: epoch)
  }

  init(
    folder: TemporaryFolder, epoch: String, keptNotices: Int = StoreLimits.keptNotices
  ) async throws {
    self.folder = folder
    store = try Store(
      path: folder.path("notebooks.db"), newEpoch: epoch, keptNotices: keptNotices)
    library = try await Library(
      store: store, starter: runs, environment: .counting(from: epoch))
  }

  /// Opens a notebook of two code cells.
  func session() async throws -> Session {
    let cells = [first, second].map {
      CellContent(id: $0, kind: .code, source: "source of \($0)")
    }
    return try await library.session(try await library.create(title: "Two", cells: cells))
  }

  /// Another desk over what a killed process would leave of this one.
  func revived() async throws -> Desk {
    let copy = try TemporaryFolder()
    for end in ["", "-wal"] {
      try FileManager.default.copyItem(
        atPath: folder.path("notebooks.db\(end)"), toPath: copy.path("notebooks.db\(end)"))
    }
    return try await Desk(folder: copy, epoch: "e2")
  }
}

extension SessionEnvironment {
  static func counting(from prefix: String) -> SessionEnvironment {
    let count = Counter()
    return SessionEnvironment(
      now: { Timestamp(milliseconds: 1_700_000_000_000 + count.next()) },
      newName: { "\(prefix)x\(count.next())" })
  }
}

final class Counter: Sendable {
  private let value = Mutex(0)
  func next() -> Int {
    value.withLock { value in
      value += 1
      return value
    }
  }
}

/// Takes orders and executes nothing; the test reports in its place.
final class RunRecorder: RunStarter {
  private struct State {
    var started: [RunStart] = []
    var stopped: [RunID] = []
  }

  private let state = Mutex(State())

  func start(_ run: RunStart, in session: Session) { state.withLock { $0.started.append(run) } }
  func stop(_ run: RunID) { state.withLock { $0.stopped.append(run) } }

  var started: [RunStart] { state.withLock { $0.started } }
  var stopped: [RunID] { state.withLock { $0.stopped } }
}

/// A line of a worker, as the pool hands it on.
func line(_ type: String, _ run: RunID, _ members: [String: JSON] = [:]) throws -> [UInt8] {
  var object = members
  object["type"] = .string(type)
  object["run"] = .string(run.rawValue)
  object["seq"] = 1
  return try WireCoding.encode(JSON.object(object))
}

func textLine(_ run: RunID, _ text: String) throws -> [UInt8] {
  try line("text", run, ["stream": "stdout", "text": .string(text), "lines": 1])
}

extension Session {
  func decodedSnapshot() async throws -> JSON { try WireCoding.decode(from: try await snapshot()) }
}

extension JSON {
  subscript(key: String) -> JSON? {
    if case .object(let members) = self { members[key] } else { nil }
  }

  subscript(index: Int) -> JSON? {
    if case .array(let values) = self, values.indices.contains(index) { values[index] } else { nil }
  }

  var text: String? {
    if case .string(let text) = self { text } else { nil }
  }

  var integer: Int? {
    if case .integer(let value) = self { value } else { nil }
  }

  var array: [JSON] {
    if case .array(let values) = self { values } else { [] }
  }
}

extension StreamEvent {
  var json: JSON { get throws { try WireCoding.decode(from: data) } }
}

extension Subscription {
  /// Reads until everything up to a number has been read.
  mutating func events(upTo sequence: Int) async throws -> [StreamEvent] {
    var events: [StreamEvent] = []
    while cursor < sequence, let more = try await next() { events += more }
    return events
  }
}
