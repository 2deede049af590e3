import Foundation
import TestSupport
import Testing

@testable import Server

@Suite struct `The secrets` {
  let folder: TemporaryFolder
  let database: String
  var file: String { "\(database)-secrets" }

  init() throws {
    folder = try TemporaryFolder()
    database = folder.path("notebooks.sqlite")
  }

  func mode() throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: file)[.posixPermissions] as? Int
  }

  @Test func `survive a restart, for their owner alone`() throws {
    let first = try Secrets.open(database: database)
    #expect(try mode() == 0o600)
    let second = try Secrets.open(database: database)
    #expect(first.secrets == second.secrets)
    #expect(second.warning == nil)
  }

  @Test func `are new when they are wanted new`() throws {
    let old = try Secrets.open(database: database).secrets
    let new = try Secrets.open(database: database, renew: true).secrets
    #expect(old.token != new.token && old.cookie != new.cookie)
    #expect(try Secrets.open(database: database).secrets == new)
  }

  @Test(arguments: [0o644, 0o640, 0o604, 0o660, 0o666])
  func `are closed to others, with a sentence`(open: Int) throws {
    let secrets = try Secrets.open(database: database).secrets
    try FileManager.default.setAttributes([.posixPermissions: open], ofItemAtPath: file)
    let again = try Secrets.open(database: database)
    #expect(again.secrets == secrets)
    #expect(again.warning?.contains("--new-token") == true)
    #expect(again.warning?.contains(secrets.token) == false)
    #expect(try mode() == 0o600)
  }

  @Test(arguments: ["", "token\n", "token short\ncookie short\n", "{}"])
  func `are not guessed from a damaged file`(text: String) throws {
    try text.write(toFile: file, atomically: false, encoding: .utf8)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
    #expect(throws: SecretsError.damaged(path: file)) { try Secrets.open(database: database) }
    #expect(try String(contentsOfFile: file, encoding: .utf8) == text)
  }

  @Test func `are not read through a link`() throws {
    try FileManager.default.createSymbolicLink(
      atPath: file, withDestinationPath: folder.path("elsewhere"))
    #expect(throws: SecretsError.self) { try Secrets.open(database: database) }
  }

  @Test func `remember where the server was`() throws {
    #expect(try Secrets.link(database: database) == nil)
    var secrets = try Secrets.open(database: database).secrets
    #expect(try Secrets.link(database: database) == nil)
    try secrets.remember("http://127.0.0.1:9797", database: database)
    let link = "http://127.0.0.1:9797/?token=\(secrets.token)"
    #expect(try Secrets.link(database: database) == link)
    #expect(try mode() == 0o600)
  }

  @Test func `are long, plain and never twice the same`() {
    let drawn = (0..<100).map { _ in Secrets.draw(43) }
    #expect(Set(drawn).count == 100)
    #expect(drawn.allSatisfy { $0.utf8.count == 43 })
    #expect(
      drawn.joined().allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "-_".contains($0)) })
  }

  @Test(arguments: [
    ("a", "a", true), ("a", "b", false), ("a", "", false), ("a", "aa", false),
    ("ab", "a", false), ("", "", true),
  ])
  func `are the same only as a whole`(known: String, given: String, same: Bool) {
    #expect(Secrets.isEqual(known, given) == same)
  }
}
