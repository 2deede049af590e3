import CLinux
import FoundationEssentials
import Glibc
import Wire

/// The deeds by their names, harmless ones too; each says as text what became of it.
struct Deeds {
  let worker: HostileWorker
  let report: RunReport

  func perform(_ label: String) {
    let words = label.split(separator: " ").map(String.init)
    let number = words.count > 1 ? Int(words[1]) ?? 0 : 0
    switch words.first ?? "" {
    case "benign": report.say("fine\n")
    case "text": text(lines: number)
    case "obey": waitForStop()
    case "hang": hang()
    case "stubborn": stubborn()
    case "segv": raise(SIGSEGV)
    case "abort": abort()
    case "trap": _ = [0, 1][number + 2]
    case "exit": _exit(Int32(number))
    case "complain": complainAndDie()
    case "hog": hog()
    case "fill": fill(folder: "/tmp")
    case "forks": forks()
    case "daemon": daemon()
    case "calls": Battery(report: report).tryCalls()
    case "files": Battery(report: report).tryFiles()
    case "network": Battery(report: report).tryNetwork(port: number)
    case "look": look()
    case "flood": flood()
    case "garbage": garbage()
    case "forge": forge()
    case "babble": babble()
    case "freeze": kill(getpid(), SIGSTOP)
    case "deaf": deaf()
    case "leave": leave()
    default: report.say("no such deed: \(label)\n")
    }
  }

  // MARK: Harmless

  private func text(lines: Int) {
    var left = lines
    while left > 0 {
      let count = min(left, 400)
      var batch = ""
      for line in 0..<count { batch += "line \(lines - left + line) of a stream of text output\n" }
      report.say(batch)
      left -= count
    }
  }

  private func waitForStop() {
    report.say("waiting\n")
    while !worker.isStopping { usleep(500) }
  }

  // MARK: Not ending

  private func hang() {
    report.say("hanging\n")
    while true { pause() }
  }

  /// Hears neither the message nor the signals that ask for its end.
  private func stubborn() {
    for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
    report.say("stubborn\n")
    while true { pause() }
  }

  /// Closes its output and lives on.
  private func deaf() {
    close(1)
    while true { pause() }
  }

  // MARK: Dying

  private func complainAndDie() {
    Output.complain("the last words\n")
    _exit(9)
  }

  private func hog() {
    let block = 8 << 20
    while let memory = mmap(
      nil, block, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
      memory != MAP_FAILED
    {
      memset(memory, 1, block)
      usleep(2000)
    }
    report.say("no more memory\n")
  }

  // MARK: Using up

  private func fill(folder: String) {
    let block = [UInt8](repeating: 7, count: 1 << 20)
    var written = 0
    var files = 0
    while true {
      // Each file stays below the limit on single files.
      let file = open("\(folder)/fill-\(files)", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
      guard file >= 0 else { break }
      var count = 0
      for _ in 0..<64 {
        count = Glibc.write(file, block, block.count)
        if count <= 0 { break }
        written += count
      }
      close(file)
      files += 1
      if count <= 0 { break }
    }
    report.say("wrote \(written >> 20) MiB, then \(Battery.name(errno))\n")
    for file in 0..<files { unlink("\(folder)/fill-\(file)") }
  }

  private func forks() {
    var children: [pid_t] = []
    var reason: Int32 = 0
    while children.count < 100_000 {
      let child = Self.fork()
      if child < 0 {
        reason = errno
        break
      }
      children.append(child)
    }
    report.say("forked \(children.count), then \(Battery.name(reason))\n")
    for child in children { kill(child, SIGKILL) }
    for child in children { waitpid(child, nil, 0) }
  }

  /// A child that waits for ever; the plain call, because Swift hides `fork`.
  private static func fork(_ body: () -> Void = {}) -> pid_t {
    let child = interleave_system_call(
      Battery.number(x86_64: 56, aarch64: 220), Int(SIGCHLD), 0, 0, 0, 0, 0)
    guard child == 0 else { return pid_t(child) }
    body()
    while true { pause() }
  }

  // MARK: Getting away

  /// A grandchild in a session of its own, then waits to be stopped.
  private func daemon() {
    let child = Self.fork {
      _ = setsid()
      _ = Self.fork {
        for file in 0..<3 { close(Int32(file)) }
        for number in [SIGINT, SIGTERM, SIGHUP] { signal(number, SIG_IGN) }
      }
      _exit(0)
    }
    waitpid(child, nil, 0)
    report.say("daemon started\n")
    waitForStop()
  }

  /// Leaves its process group, or says that it may not.
  private func leave() {
    let result = Self.run { setsid() < 0 ? errno : 0 }
    report.say("setsid \(result == 0 ? "ok" : Battery.name(result))\n")
  }

  /// The result of a function in a child.
  private static func run(_ body: () -> Int32) -> Int32 {
    var result: Int32 = 0
    let child = interleave_system_call(
      Battery.number(x86_64: 56, aarch64: 220), Int(SIGCHLD), 0, 0, 0, 0, 0)
    if child == 0 { _exit(body()) }
    waitpid(pid_t(child), &result, 0)
    return (result >> 8) & 0xFF
  }

  // MARK: Looking around

  private func look() {
    let proof = Confinement.proof()
    report.say("descriptors \(proof.openDescriptors)\n")
    report.say("environment \(proof.environment)\n")
    report.say("processes \(proof.processes)\n")
    for path in ["/proc/1/environ", "/proc/self/environ"] {
      let bytes = FileManager.default.contents(atPath: path)
      let text = bytes.map { String(decoding: $0, as: UTF8.self) } ?? "closed"
      report.say("\(path) \(text.split(separator: "\0"))\n")
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/")) ?? []
    report.say("root \(names.sorted())\n")
  }

  // MARK: The protocol

  private func flood() {
    let line = String(repeating: "flood ", count: 5000) + "\n"
    while true { report.say(line) }
  }

  /// Lines that are no messages, among good ones.
  private func garbage() {
    Output.write(Array("this is no message\n".utf8))
    Output.write(Array("{\"type\":\"text\"\n\r\n[1,2]\n\"x\"\n{}\n".utf8))
    Output.write([0xFF, 0xFE, 0x00, 0x80, 0x0A])
    Output.write([UInt8](repeating: 0x61, count: 3 << 20) + [0x0A])
    Output.write(Array("{\"type\":\"text\",\"run\":\"r\",\"seq\":".utf8) + [0x0A])
    let deep = [UInt8](repeating: UInt8(ascii: "["), count: 500_000)
    Output.write(Array("{\"type\":".utf8) + deep + [0x0A])
    let good =
      #"{"case":0,"call":0,"lines":1,"run":"\#(report.run)","seq":77,"stream":"stdout","#
      + #""text":"with\u2028a raw \#u{2028} inside\n","type":"text"}"# + "\r\n"
    Output.write(Array(good.utf8))
  }

  /// Messages in the name of another run, and ones that only the server may say.
  private func forge() {
    let other = RunEvent(
      run: "somebody-elses", seq: 1, content: .finished(RunFinished(status: .failed, wall: 1)))
    Output.send(.event(other))
    Output.send(
      .hello(Hello(protocolVersion: 1, build: "forged", proof: Confinement.proof())))
  }

  private func babble() {
    for _ in 0..<10_000 { Output.write(Array("babble\n".utf8)) }
    hang()
  }
}
