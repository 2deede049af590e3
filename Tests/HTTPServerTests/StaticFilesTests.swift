import Foundation
import HTTPServer
import TestSupport
import Testing

@Suite final class `Static files` {
  let folder: URL
  let files: StaticFiles

  init() throws {
    folder = FileManager.default.temporaryDirectory
      .appending(path: "interleave-static-\(UUID().uuidString)")
    let manager = FileManager.default
    for path in ["public/scripts", "public/.git", "public-secret"] {
      try manager.createDirectory(
        at: folder.appending(path: path), withIntermediateDirectories: true)
    }
    for (path, text) in [
      ("public/index.html", "<p>index"), ("public/scripts/app.mjs", "export {}"),
      ("public/scripts/.env", "secret"), ("public/.git/config", "secret"),
      ("public-secret/key.txt", "secret"), ("secret.txt", "secret"),
    ] {
      try Data(text.utf8).write(to: folder.appending(path: path))
    }
    let root = folder.appending(path: "public")
    for (link, target) in [
      ("out.txt", "../secret.txt"), ("in.html", "index.html"), ("outside", "../public-secret"),
      ("loop", "loop"), ("absolute", "/etc/passwd"),
    ] {
      try manager.createSymbolicLink(
        atPath: root.appending(path: link).path, withDestinationPath: target)
    }
    mkfifo(root.appending(path: "pipe").path, 0o600)
    files = try StaticFiles(root: root.path)
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func answer(_ path: [String], tag: String? = nil) throws -> Response {
    var headers: Headers = [:]
    headers["If-None-Match"] = tag
    return try files.answer(Request(.get, .root, headers: headers), path: path)
  }

  func text(_ response: Response) -> String? {
    guard case .bytes(let bytes) = response.body else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test func `come with type, tag and cache rule`() throws {
    for _ in 0..<2 {
      let response = try answer(["scripts", "app.mjs"])
      #expect(text(response) == "export {}")
      #expect(response.headers["content-type"] == "text/javascript; charset=utf-8")
      #expect(response.headers["cache-control"] == "no-cache")
      #expect(response.headers["etag"]?.hasPrefix("\"") == true)
    }
  }

  @Test func `are not sent again to who has them`() throws {
    let tag = try #require(try answer(["index.html"]).headers["etag"])
    for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
      let response = try answer(["index.html"], tag: known)
      #expect(response.status == 304)
      #expect(text(response) == "")
      #expect(response.headers["etag"] == tag)
    }
    #expect(try answer(["index.html"], tag: "\"other\"").status == 200)
  }

  @Test func `are read again when they have changed`() throws {
    let before = try answer(["index.html"])
    try Data("<p>changed index".utf8).write(to: folder.appending(path: "public/index.html"))
    let after = try answer(["index.html"])
    #expect(text(after) == "<p>changed index")
    #expect(after.headers["etag"] != before.headers["etag"])
    try FileManager.default.removeItem(at: folder.appending(path: "public/index.html"))
    #expect(throws: Refusal.unknownPath) { try answer(["index.html"]) }
  }

  @Test(arguments: [
    [], [""], ["."], [".."], ["..", "secret.txt"], ["..", "public-secret", "key.txt"],
    ["scripts", "..", "..", "secret.txt"], ["../secret.txt"], ["scripts/app.mjs"],
    ["scripts\\app.mjs"], ["/etc/passwd"], ["", "etc", "passwd"], ["index.html\0.js"],
    ["index.html\n"], ["out.txt"], ["in.html"], ["outside", "key.txt"], ["loop"], ["absolute"],
    [".git", "config"], ["scripts", ".env"], ["scripts"], ["pipe"], ["index.html", "x"], ["~"],
    ["C:", "x"], ["nothing"], [String(repeating: "x", count: 5_000)],
  ])
  func `lie inside the folder, in the open`(path: [String]) throws {
    #expect(throws: Refusal.unknownPath) { try answer(path) }
  }

  @Test(arguments: [
    ("a.js", "text/javascript; charset=utf-8"), ("a.woff2", "font/woff2"),
    ("a.svg", "image/svg+xml"), ("a.json", "application/json"),
    ("A.HTML", "text/html; charset=utf-8"),
    ("a.css", "text/css; charset=utf-8"), ("a.unknown", "application/octet-stream"),
    ("plain", "application/octet-stream"), ("a.b.png", "image/png"),
  ])
  func `have the right type`(name: String, type: String) throws {
    try Data("x".utf8).write(to: folder.appending(path: "public/\(name)"))
    #expect(try answer([name]).headers["content-type"] == type)
  }

  @Test func `come whole through a socket, however large`() async throws {
    let content = Data((0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 7) })
    try content.write(to: folder.appending(path: "public/large.bin"))
    let files = files
    let route = TestRoute(.get, "/files/*path", true) { request, _ in
      try files.answer(request, path: Array(request.target.path.dropFirst()))
    }
    try await withDaemon([route]) { daemon in
      let client = try TestClient(port: daemon.port)
      let response = try await client.request("GET", "/files/large.bin")
      #expect(Data(response.body) == content)
      let tag = [("If-None-Match", response["etag"] ?? "")]
      #expect(try await client.request("GET", "/files/large.bin", headers: tag).status == 304)
      #expect(try await client.request("HEAD", "/files/large.bin")["content-length"] == "3000000")
      #expect(try await client.request("GET", "/files/index.html").text == "<p>index")
      #expect(try await client.request("GET", "/files/%2e%2e/secret.txt").status == 400)
      #expect(try await client.request("GET", "/files/scripts%2fapp.mjs").status == 400)
    }
  }
}
