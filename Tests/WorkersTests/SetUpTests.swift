import Foundation
import Glibc
import Testing
import Wire

@testable import Workers

struct ConfinementReportTests {
  private let good = ConfinementProof(
    uidMap: "65534 0 1", effectiveCapabilities: "0000000000000000",
    boundingCapabilities: "0000000000000000", noNewPrivileges: true, seccomp: 2,
    interfaces: ["lo"], processes: 2, limits: ["core": "0", "processes": "1024"],
    openDescriptors: [0, 1, 2], canWriteRoot: false,
    environment: ["HOME", "LANG", "PATH", "PWD", "TMPDIR"], landlock: false)
  private let limits = ["core": "0", "processes": "1024"]

  private func differences(
    _ isolation: Isolation = .strict, _ change: (inout ConfinementProof) -> Void
  ) -> Int {
    var proof = good
    change(&proof)
    return ConfinementReport(proof, isolation: isolation, limits: limits).differences.count
  }

  @Test func `a proof as promised is accepted`() {
    #expect(differences { _ in } == 0)
    #expect(
      differences(.reduced) {
        $0.landlock = true; $0.interfaces = ["eth0", "lo"]
      } == 0)
    #expect(
      differences(.none) {
        $0.seccomp = 0; $0.canWriteRoot = true
      } == 0)
  }

  @Test func `each single difference is enough to refuse`() {
    #expect(differences { $0.uidMap = "0 0 4294967295" } == 1)
    #expect(differences { $0.uidMap = "" } == 1)
    #expect(differences { $0.effectiveCapabilities = "00000000a80425fb" } == 1)
    #expect(differences { $0.boundingCapabilities = "0000000000000001" } == 1)
    #expect(differences { $0.effectiveCapabilities = "" } == 1)
    #expect(differences { $0.noNewPrivileges = false } == 1)
    #expect(differences { $0.seccomp = 0 } == 1)
    #expect(differences { $0.interfaces = ["eth0", "lo"] } == 1)
    #expect(differences { $0.processes = 3 } == 1)
    #expect(differences { $0.limits["processes"] = "unlimited" } == 1)
    #expect(differences { $0.limits["core"] = nil } == 1)
    #expect(differences { $0.openDescriptors = [0, 1, 2, 9] } == 1)
    #expect(differences { $0.canWriteRoot = true } == 1)
    #expect(differences { $0.environment.append("SECRET") } == 1)
    #expect(differences(.reduced) { $0.landlock = false } == 1)
  }
}

struct SandboxCheckTests {
  @Test(arguments: [
    ("bwrap: setting up uid map: Permission denied", true, "apparmor_restrict"),
    ("bwrap: loopback: Failed RTM_NEWADDR: Operation not permitted", true, "AppArmor"),
    ("bwrap: setting up uid map: Permission denied", false, "User namespaces"),
    ("bwrap: Creating new namespace failed: No space left on device", false, "max_user_namespaces"),
    ("bwrap: No permissions to create new namespace", false, "User namespaces"),
    ("bwrap: Can't mount proc on /newroot/proc: Operation not permitted", false, "systempaths"),
    ("something else", false, "doctor"),
  ])
  func `a refusal of bubblewrap is explained with what to do`(
    refusal: String, appArmor: Bool, word: String
  ) {
    let finding = SandboxCheck.explain(refusal, appArmor: appArmor)
    #expect(!finding.isGood)
    #expect(finding.mend?.contains(word) == true)
    #expect(finding.sentence.contains(refusal))
  }

  @Test func `versions are compared as numbers`() {
    #expect(Version(in: "bubblewrap 0.8.0") == Version(0, 8, 0))
    #expect(Version(0, 10, 0) > Version(0, 9, 9))
    #expect(Version(in: "none") == nil)
  }

  @Test func `a worker that is not there is refused with what to do`() async {
    await #expect(throws: SandboxError.self) {
      _ = try await Sandbox.open(worker: "/no/such/worker")
    }
  }
}

struct RuntimeFolderTests {
  @Test func `the folder is readable for all, writable for its owner, and goes away`() throws {
    let folder = try RuntimeFolder.make(worker: "/bin/true", below: "/tmp")
    var facts = stat()
    #expect(lstat(folder.path, &facts) == 0 && facts.st_mode & 0o777 == 0o755)
    #expect(lstat(folder.program, &facts) == 0 && facts.st_mode & 0o777 == 0o755)
    #expect(lstat(folder.filter, &facts) == 0 && facts.st_mode & 0o777 == 0o644)
    #expect(
      FileManager.default.contents(atPath: folder.filter).map { Array($0) }
        == SystemCallFilter().bytes)
    folder.remove()
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func `folders of dead servers are removed, those of living ones stay`() throws {
    let parent = "/tmp/interleave-test-\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
    #expect(mkdir(parent, 0o700) == 0)
    defer { try? FileManager.default.removeItem(atPath: parent) }
    let dead = "\(parent)/\(RuntimeFolder.prefix)\(getuid())-dead"
    let foreign = "\(parent)/somebody-elses"
    #expect(mkdir(dead, 0o755) == 0 && mkdir(foreign, 0o755) == 0)
    let living = try RuntimeFolder.make(worker: "/bin/true", below: parent)
    #expect(!FileManager.default.fileExists(atPath: dead))
    let second = try RuntimeFolder.make(worker: "/bin/true", below: parent)
    #expect(FileManager.default.fileExists(atPath: living.path))
    #expect(FileManager.default.fileExists(atPath: foreign))
    living.remove()
    second.remove()
  }
}

struct ProcFileTests {
  @Test func `a file of proc is read past its first page`() {
    let maps = ProcFile.text("/proc/self/maps")
    #expect(maps.utf8.count > 8192)
    #expect(maps.hasSuffix("\n"))
  }

  @Test func `a file that is not there is empty`() {
    #expect(ProcFile.text("/proc/self/nothing").isEmpty)
  }
}
