import Testing
import Wire

@testable import Workers

struct LineSplitterTests {
  private func split(_ text: [UInt8], every size: Int, limit: Int = 100) -> [String] {
    var splitter = LineSplitter(limit: limit)
    var lines: [String] = []
    var rest = text[...]
    while !rest.isEmpty {
      let part = rest.prefix(size)
      rest = rest.dropFirst(size)
      lines += Array(part).withUnsafeBytes { splitter.append($0) }
        .map { String(decoding: $0, as: UTF8.self) }
    }
    return lines
  }

  @Test(arguments: 1...12)
  func `lines are the same however the buffers are cut`(size: Int) {
    let text = Array("one\n\ntwo\r\nthree\u{2028}still\u{85}three\nrest".utf8)
    #expect(split(text, every: size) == ["one", "two", "three\u{2028}still\u{85}three"])
  }

  @Test(arguments: [1, 7, 64, 1000])
  func `a line that is too long is dropped whole and the next one is kept`(size: Int) {
    let long = [UInt8](repeating: 0x61, count: 250)
    let text = Array("a\n".utf8) + long + Array("\nb\n".utf8)
    #expect(split(text, every: size) == ["a", "b"])
    #expect(split(text, every: size, limit: 250).count == 3)
  }

  @Test func `long lines are counted once`() {
    var splitter = LineSplitter(limit: 3)
    for _ in 0..<5 {
      _ = Array("abcdef".utf8).withUnsafeBytes { splitter.append($0) }
    }
    _ = Array("\nabcdef\nok\n".utf8).withUnsafeBytes { splitter.append($0) }
    let counts = [splitter.takeOversized(), splitter.takeOversized()]
    #expect(counts == [2, 0])
  }
}

struct LineHeaderTests {
  private func header(_ text: String) -> LineHeader? { LineHeader(Array(text.utf8)) }

  @Test func `finds its members and steps over everything else`() throws {
    let text =
      #"{ "a" : [1,{"type":"no","seq":9}], "type":"text","run":"r1", "text":"\"}\\", "seq" : 12 ,"#
      + #""call":0,"case":3,"id":7,"z":-1.5e3,"n":null,"t":true}"#
    let found = try #require(header(text))
    #expect(found.type == "text" && found.run == "r1" && found.id == 7)
    #expect(found.index == CaseIndex(call: 0, case: 3))
    let digits = try #require(found.sequence)
    #expect(String(decoding: Array(text.utf8)[digits], as: UTF8.self) == "12")
  }

  @Test(arguments: [
    "", " ", "x", "[1]", "\"type\"", "{", "{}", #"{"type"}"#, #"{"type":}"#, #"{"type":"a""#,
    #"{"type":"a",}"#, #"{"type":"a"} x"#, #"{"type":1}"#, #"{"type":"a","b":[1}"#, #"{"b":]}"#,
    #"{"type":"a\"#, #"{"type":"a" "b":1}"#, #"{"run":"r"}"#,
  ])
  func `a line that is no message has no header`(text: String) {
    #expect(header(text)?.type == nil)
  }

  @Test func `random bytes never make it fail`() {
    let seed = UInt64.random(in: 0...UInt64.max)
    print("seed \(seed)")
    var state = seed
    func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 33
    }
    let pieces = [
      "{", "}", "[", "]", ":", ",", "\"type\"", "\"seq\"", "\"\\", "1", "-", " ", "\"a\"", "é",
    ]
    for _ in 0..<5000 {
      let text = (0..<Int(next() % 20)).map { _ in pieces[Int(next() % 14)] }.joined()
      _ = header(text)
    }
  }
}

struct InboxTests {
  @Test func `a sender waits until there is room`() async {
    let inbox = Inbox<Int>()
    let batches: [[[UInt8]]] = [[[1]], [[2]], [[3]], [[4]]]
    var received: [[UInt8]] = []
    await withTaskGroup { group in
      group.addTask {
        for batch in batches { await inbox.send(batch) }
        inbox.close()
      }
      while let item = await inbox.next() {
        if case .lines(let lines) = item { received += lines }
      }
    }
    #expect(received == [[1], [2], [3], [4]])
  }

  @Test func `notes go first and never wait`() async {
    let inbox = Inbox<Int>()
    await inbox.send([[9]])
    for note in 0..<100 { inbox.post(note) }
    inbox.close()
    inbox.post(1000)
    var notes: [Int] = []
    var lines = 0
    while let item = await inbox.next() {
      switch item {
      case .note(let note):
        #expect(lines == 0)
        notes.append(note)
      case .lines: lines += 1
      }
    }
    #expect(notes == Array(0..<100))
    #expect(lines == 1)
  }

  @Test func `a discarded inbox lets its sender go`() async {
    let inbox = Inbox<Int>()
    await withTaskGroup { group in
      group.addTask { for _ in 0..<1000 { await inbox.send([[1]]) } }
      group.addTask { inbox.discard() }
    }
    #expect(await inbox.next() == nil)
  }
}
