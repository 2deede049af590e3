import Foundation
import Glibc
import Testing
import Wire

@testable import Workers

@Suite(.serialized, .enabled(if: RealSandbox.isThere, RealSandbox.missing))
struct SandboxTests {
  @Test func `a run comes back with its plan, its cases and its end, numbered from one`()
    async throws
  {
    try await PoolFixture.with { fixture in
      let updates = try await fixture.run("benign", "text 1000", "benign")
      #expect(updates.end?.status == .done)
      #expect(updates.statuses == [.done, .done, .done])
      #expect(updates.lines.map(\.header.seq) == (1...updates.lines.count).map { $0 })
      #expect(updates.events.map(\.seq) == (1...updates.lines.count).map { $0 })
      #expect(updates.types.first == "plan")
      #expect(updates.types.last == "finished")
      #expect(updates.text.split(separator: "\n").count == 1002)
    }
  }

  @Test func `refuses every call that leads out of the sandbox`() async throws {
    try await PoolFixture.with { fixture in
      let text = try await fixture.run("calls").text
      let answers = Dictionary(
        uniqueKeysWithValues: text.split(separator: "\n").map { line in
          let parts = line.split(separator: ":", maxSplits: 1)
          return (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces))
        })
      let hidden = ["io_uring_setup", "clone3"]
      let families = ["socket vsock", "socket packet", "socket xdp", "socket alg"]
      let allowed = ["socket unix", "socket inet", "socket inet6", "affinity"]
      for (call, answer) in answers {
        let expected =
          if hidden.contains(call) {
            "ENOSYS"
          } else if families.contains(call) {
            "EAFNOSUPPORT"
          } else if allowed.contains(call) {
            "ok"
          } else {
            "EPERM"
          }
        #expect(answer == expected, "\(call)")
      }
      #expect(answers.count >= 40)
    }
  }

  @Test func `shows no files of the machine and lets nothing be written but its own tmp`()
    async throws
  {
    try await PoolFixture.with { fixture in
      let text = try await fixture.run("files").text
      for line in text.split(separator: "\n") {
        let isAllowed =
          line.hasPrefix("write /tmp/x") || line.hasPrefix("write /dev/shm/x")
        #expect(line.hasSuffix(": ok") == isAllowed, "\(line)")
      }
    }
  }

  @Test func `reaches neither the host's loopback nor any other address`() async throws {
    let listener = try Listener()
    defer { listener.close() }
    try await PoolFixture.with { fixture in
      let text = try await fixture.run("network \(listener.port)").text
      #expect(text.contains("connect 127.0.0.1: ECONNREFUSED"))
      #expect(text.contains("connect 192.0.2.1: ENETUNREACH"))
    }
  }

  @Test func `inherits no files, no environment and sees no process of the host`() async throws {
    // Stands for a secret that the server holds in a descriptor and in its environment.
    setenv("INTERLEAVE_TEST_SECRET", "swordfish", 1)
    defer { unsetenv("INTERLEAVE_TEST_SECRET") }
    let held = open("/etc/passwd", O_RDONLY)
    defer { close(held) }
    try await PoolFixture.with { fixture in
      let text = try await fixture.run("look").text
      #expect(text.contains("descriptors [0, 1, 2]\n"))
      #expect(text.contains("processes 2\n"))
      #expect(!text.contains("swordfish") && !text.contains("SECRET"))
      let root = text.split(separator: "\n").last { $0.hasPrefix("root ") } ?? ""
      let names = Set(root.matches(of: /"(\w+)"/).map { String($0.1) })
      // A worker that is not static brings the folder of the Swift libraries, below /opt for one.
      let libraries = fixture.sandbox.launcher.libraries.compactMap { path in
        path.split(separator: "/").first.map(String.init)
      }
      let expected: Set<String> = [
        "app", "bin", "dev", "etc", "lib", "lib64", "proc", "sbin", "tmp", "usr",
      ]
      #expect(names == expected.union(libraries))
    }
  }

  @Test func `bounds a fork bomb and lives on`() async throws {
    let limits = Limits.forTests.with { $0.processes = 100 }
    try await PoolFixture.with(limits) { fixture in
      let updates = try await fixture.run("forks", "benign")
      let count = updates.text.firstMatch(of: /forked (\d+), then EAGAIN/).flatMap { Int($0.1) }
      let forked = try #require(count)
      #expect((50...100).contains(forked))
      #expect(updates.statuses == [.done, .done])
    }
  }

  @Test func `bounds what fits into its tmp`() async throws {
    let limits = Limits.forTests.with { $0.temporarySize = 16 << 20 }
    try await PoolFixture.with(limits) { fixture in
      let text = try await fixture.run("fill").text
      #expect(text.contains("wrote 16 MiB, then ENOSPC"))
    }
  }

  @Test func `names the case that used too much memory and runs the next one`() async throws {
    let limits = Limits.forTests.with { limits in
      limits.memory = 96 << 20
      limits.memoryInterval = .milliseconds(20)
    }
    try await PoolFixture.with(limits) { fixture in
      let updates = try await fixture.run("benign", "hog", "benign")
      #expect(updates.statuses == [.done, .outOfMemory, .done])
      #expect(updates.caseEnds[1].reason?.contains("96 MiB") == true)
      #expect(updates.end?.status == .failed)
      #expect(updates.end?.reason == "One case ran out of memory.")
    }
  }

  @Test func `runs with reduced isolation where Landlock has to do`() async throws {
    try await PoolFixture.with(best: .reduced) { fixture in
      #expect(fixture.sandbox.isolation == .reduced)
      let text = try await fixture.run("files", "leave", "network 9").text
      #expect(text.contains("read /root: EACCES"))
      #expect(text.contains("read /etc/shadow: EACCES"))
      #expect(text.contains("write /x: EACCES"))
      #expect(text.contains("write /tmp/x: EACCES"))
      #expect(text.contains("setsid EPERM"))
      #expect(text.contains("connect 127.0.0.1: EACCES"))
      #expect(fixture.sandbox.banner?.contains("reduced isolation") == true)
    }
  }
}

/// A socket of the host that listens on a free port of its loopback.
struct Listener {
  let file: Int32
  let port: Int

  init() throws {
    file = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    var name = sockaddr_in()
    name.sin_family = sa_family_t(AF_INET)
    name.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let file = file
    let isBound = withUnsafeMutablePointer(to: &name) { name in
      name.withMemoryRebound(to: sockaddr.self, capacity: 1) { name in
        bind(file, name, size) == 0 && listen(file, 4) == 0 && getsockname(file, name, &size) == 0
      }
    }
    try #require(isBound)
    port = Int(UInt16(bigEndian: name.sin_port))
  }

  func close() {
    Glibc.close(file)
  }
}
