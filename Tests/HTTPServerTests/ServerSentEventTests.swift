import HTTPServer
import Testing

@Suite struct `Encoding an event` {
  func text(_ event: ServerSentEvent) -> String { String(decoding: event.encoded, as: UTF8.self) }

  @Test func `writes id, type, data and retry`() {
    let event = ServerSentEvent(id: "e.7", event: "cell", data: "{}", retry: .milliseconds(1_500))
    #expect(text(event) == "retry: 1500\nid: e.7\nevent: cell\ndata: {}\n\n")
  }

  @Test(arguments: [
    ("a\nb", "data: a\ndata: b\n\n"), ("a\r\nb", "data: a\ndata: b\n\n"),
    ("a\rb", "data: a\ndata: b\n\n"), ("a\n", "data: a\ndata: \n\n"), ("", "data: \n\n"),
    ("a\n\nid: 9\n\ndata: x", "data: a\ndata: \ndata: id: 9\ndata: \ndata: data: x\n\n"),
    ("a\u{2028}b", "data: a\u{2028}b\n\n"),
  ])
  func `keeps every line of its data inside it`(data: String, expected: String) {
    #expect(text(ServerSentEvent(data: data)) == expected)
  }

  @Test func `lets no id or type begin a new field`() {
    let event = ServerSentEvent(id: "1\r\ndata: forged\0", event: "x\n\ny", data: "d")
    #expect(text(event) == "id: 1data: forged\nevent: xy\ndata: d\n\n")
  }
}
