public import NotebookModel
public import Storage

/// A range of a run's output.
public struct OutputRange: Sendable, Equatable {
  public var bytes: [UInt8]
  /// Bytes of the whole output.
  public var total: Int
}

// What is read from the store without a session.
extension Library {
  /// A run with what it reported, as the browser gets it.
  public nonisolated func run(_ run: RunID) async throws(SessionError) -> [UInt8] {
    try await view(of: run).json
  }

  /// A run with what it reported.
  public nonisolated func view(of run: RunID) async throws(SessionError) -> RunView {
    let found: (notebook: NotebookID, view: RunView)?
    do { found = try await store.run(run) } catch { throw .failed(error) }
    guard let found else { throw .missingRun(run) }
    return found.view
  }

  /// Bytes of the text that a run wrote, whatever the stream; at most the limit of a request.
  public nonisolated func output(
    of run: RunID, from: Int, limit: Int
  ) async throws(SessionError) -> OutputRange {
    let from = max(0, from)
    let count = min(max(0, limit), SessionLimits.outputOfRequest)
    let range = from..<from.addingReportingOverflow(count).partialValue.clamped(from: from)
    let found: TextBatches?
    do { found = try await store.text(of: run, bytes: range) } catch { throw .failed(error) }
    guard let found else { throw .missingRun(run) }
    var bytes: [UInt8] = []
    for batch in found.batches {
      let text = WorkerLine.text(of: batch.line)
      let start = max(0, range.lowerBound - batch.start)
      let end = min(text.count, range.upperBound - batch.start)
      if start < end { bytes += text[start..<end] }
    }
    return OutputRange(bytes: bytes, total: found.total)
  }

  /// The trace records of a case.
  public nonisolated func trace(
    of run: RunID, call: Int, case: Int
  ) async throws(SessionError) -> [UInt8] {
    do { return try await store.trace(of: run, call: call, case: `case`) } catch {
      throw .failed(error)
    }
  }

  /// The lines of a run from a number on, as `{"events": […]}`.
  public nonisolated func events(
    of run: RunID, from number: Int, limit: Int
  ) async throws(SessionError) -> [UInt8] {
    let limit = min(max(1, limit), SessionLimits.eventsOfRequest)
    let events: [[UInt8]]
    do { events = try await store.events(of: run, from: number, limit: limit) } catch {
      throw .failed(error)
    }
    return JSONText.object { text in
      text.key("events")
      text.array { text in for event in events { text.verbatim(event) } }
    }
  }
}

extension Int {
  fileprivate func clamped(from lower: Int) -> Int { self < lower ? Int.max : self }
}
