import Foundation
import Testing
import Wire

/// Reads the golden files that these tests and the page's tests share.
enum Golden {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "Fixtures/wire")

  static func names(in family: String) -> [String] {
    let files = try? FileManager.default.contentsOfDirectory(
      atPath: folder.appending(path: family).path)
    return (files ?? []).filter { $0.hasSuffix(".json") }.map { String($0.dropLast(5)) }.sorted()
  }

  static func bytes(_ family: String, _ name: String) throws -> [UInt8] {
    Array(try Data(contentsOf: folder.appending(path: "\(family)/\(name).json")))
  }

  /// Decodes a golden file, encodes it again and compares the two as JSON.
  static func check<Message: Codable>(_ family: String, _ name: String, as type: Message.Type)
    throws -> Message
  {
    let golden = try bytes(family, name)
    let message = try WireCoding.decode(type, from: golden)
    let again = try WireCoding.encode(message)
    #expect(try WireCoding.decode(JSON.self, from: again) == WireCoding.decode(from: golden))
    #expect(!again.contains(UInt8(ascii: "\n")) && !again.contains(UInt8(ascii: "\r")))
    return message
  }
}

@Suite struct `The messages of the wire` {
  @Test(arguments: Golden.names(in: "requests"))
  func `to a worker read and write as their golden files`(name: String) throws {
    _ = try Golden.check("requests", name, as: WorkerRequest.self)
  }

  @Test(arguments: Golden.names(in: "worker"))
  func `from a worker read and write as their golden files`(name: String) throws {
    let message = try Golden.check("worker", name, as: WorkerMessage.self)
    if case .event(let event) = message { #expect(event.content.type == name) }
  }

  @Test func `between browser and server read and write as their golden files`() throws {
    _ = try Golden.check("browser", "createNotebook", as: CreateNotebook.self)
    _ = try Golden.check("browser", "duplicateNotebook", as: CreateNotebook.self)
    _ = try Golden.check("browser", "restorationRequest", as: RestorationRequest.self)
    _ = try Golden.check("browser", "operationsRequest", as: OperationsRequest.self)
    _ = try Golden.check("browser", "operationsAnswer", as: OperationsAnswer.self)
    _ = try Golden.check("browser", "runsRequest", as: RunsRequest.self)
    _ = try Golden.check("browser", "runsAnswer", as: RunsAnswer.self)
    _ = try Golden.check("browser", "sourceRequest", as: SourceRequest.self)
    _ = try Golden.check("browser", "shareRequest", as: ShareRequest.self)
    _ = try Golden.check("browser", "sharesAnswer", as: SharesAnswer.self)
    _ = try Golden.check("browser", "problemReport", as: ProblemReport.self)
  }

  @Test func `of an unknown type are kept as unknown and not refused`() throws {
    let line = #"{"type":"hologram","run":"r1","seq":4,"depth":3}"#
    let message = try WireCoding.decode(WorkerMessage.self, from: line.utf8)
    #expect(message == .event(RunEvent(run: "r1", seq: 4, content: .unknown(type: "hologram"))))
  }

  @Test func `of an unknown request or operation are refused`() {
    #expect(throws: DecodingError.self) {
      try WireCoding.decode(WorkerRequest.self, from: #"{"type":"format"}"#.utf8)
    }
    #expect(throws: DecodingError.self) {
      try WireCoding.decode(DocumentOperation.self, from: #"{"type":"eraseAll"}"#.utf8)
    }
  }

  @Test func `put text with line ends and odd separators on one line and give it back`() throws {
    let text = "a\r\nb\u{2028}c\u{85}d\u{0}\u{1F600}\\\"/"
    let event = RunEvent(
      run: "r", seq: 1, index: CaseIndex(call: 0, case: 0),
      content: .text(TextBatch(stream: "stdout", text: text, lines: 1)))
    let line = try WireCoding.encode(event)
    #expect(!line.contains(10) && !line.contains(13))
    #expect(try WireCoding.decode(RunEvent.self, from: line) == event)
  }

  @Test func `write a number that JSON has no word for as null`() throws {
    #expect(
      try WireCoding.encode(JSON.array([.number(.infinity), 1, 2.5])) == Array("[null,1,2.5]".utf8))
  }
}
