import HTTPServer
import Testing

@Suite struct `Reading the address of a request` {
  @Test func `decodes each component once`() throws {
    let target = try #require(Target("/api/na%20me/%C3%A9/%252e?q=a+b%2Bc&empty=&flag"))
    #expect(target.path == ["api", "na me", "é", "%2e"])
    #expect(
      target.query == [
        .init(name: "q", value: "a b+c"), .init(name: "empty", value: ""),
        .init(name: "flag", value: ""),
      ])
  }

  @Test(arguments: [
    "", "x", "*", "http://host/path", "//", "/a//b", "/a/", "/.", "/..", "/a/../b", "/%2e%2e/x",
    "/%2E", "/..%2f", "/a%2fb", "/a%5cb", "/a\\b", "/%00", "/a%00.js", "/a%0d%0ab", "/%7f",
    "/%", "/%2", "/%zz", "/%c0%ae%c0%ae", "/%ff", "/%ed%a0%80", "/x?a=%", "/x?%zz=1", "/x?a=%00",
  ])
  func `refuses what could mean something else`(raw: String) {
    #expect(Target(raw) == nil)
  }

  @Test func `reads the root`() { #expect(Target("/")?.path == []) }
}

@Suite struct `Reading a request` {
  @Test func `finds a cookie among others`() {
    let request = Request(.get, .root, headers: ["Cookie": "a=1; interleave=secret; b=2"])
    #expect(request.cookie("interleave") == "secret")
    #expect(request.cookie("inter") == nil)
  }

  @Test func `trusts no cookie that came twice`() {
    let request = Request(.get, .root, headers: ["Cookie": "a=1; a=2"])
    #expect(request.cookie("a") == nil)
  }

  @Test func `reads the media type without parameters`() {
    let request = Request(.post, .root, headers: ["Content-Type": "Application/JSON; charset=x"])
    #expect(request.contentType == "application/json")
  }

  @Test func `ends no header line early`() {
    let headers: Headers = ["X": "a\r\nSet-Cookie: b"]
    #expect(headers["x"] == "aSet-Cookie: b")
  }
}
