import Foundation
import Testing

/// What each module may import besides the standard library; the table of ARCHITECTURE.md.
private let table: [(module: String, imports: Set<String>)] = [
  ("NotebookModel", []),
  ("NotebookFormat", ["NotebookModel", "FoundationEssentials"]),
  ("Wire", ["FoundationEssentials"]),
  ("HTTPServer", ["CMicroHTTPD", "Synchronization", "Glibc", "FoundationEssentials"]),
  (
    "Storage",
    ["GRDB", "NotebookModel", "Synchronization", "Glibc", "Dispatch", "FoundationEssentials"]
  ),
  (
    "Workers",
    [
      "Wire", "Subprocess", "SystemPackage", "CLinux", "Synchronization", "Glibc",
      "FoundationEssentials",
    ]
  ),
  (
    "Server",
    [
      "HTTPServer", "NotebookModel", "NotebookFormat", "Storage", "Wire", "Workers", "Logging",
      "Synchronization", "Dispatch", "Glibc", "FoundationEssentials",
    ]
  ),
  ("SourceLanguage", []),
  ("CallLanguage", ["SourceLanguage"]),
  ("Explorer", ["SourceLanguage", "Synchronization"]),
  (
    "ExperimentEngine",
    [
      "CallLanguage", "CLinux", "Synchronization", "Dispatch", "Glibc", "SwiftOverlayShims",
      "FoundationEssentials",
    ]
  ),
  ("ConcurrencyPrimitives", ["CLinux", "Synchronization", "Glibc", "SwiftOverlayShims"]),
  (
    "Experiments",
    ["ExperimentEngine", "ConcurrencyPrimitives", "Explorer", "Synchronization", "Dispatch"]
  ),
  (
    "interleave",
    [
      "Server", "Workers", "Storage", "HTTPServer", "NotebookFormat", "NotebookModel", "Wire",
      "ArgumentParser", "Logging", "Synchronization", "Dispatch", "Glibc", "FoundationEssentials",
    ]
  ),
  (
    "interleave-worker",
    [
      "Experiments", "ExperimentEngine", "Explorer", "CallLanguage", "SourceLanguage", "Wire",
      "CLinux",
      "Synchronization", "Glibc", "FoundationEssentials",
    ]
  ),
  (
    "interleave-hostile-worker",
    ["CLinux", "Wire", "Synchronization", "Glibc", "FoundationEssentials"]
  ),
]

/// Modules that make up the server's process.
private let serverModules = [
  "NotebookModel", "NotebookFormat", "Wire", "HTTPServer", "Storage", "Workers", "Server",
  "interleave",
]

@Suite struct `The modules` {
  @Test(arguments: table.map(\.module))
  func `import only what the table allows`(module: String) throws {
    let allowed = try #require(table.first { $0.module == module }).imports
    for file in Project.files(under: "Sources/\(module)", endingIn: ".swift") {
      for match in file.code.matches(
        of:
          /^\s*(?:@\w+ )?(?:public |internal |package |private )?import (?:struct |class |enum |func )?(\w+)/
          .anchorsMatchLineEndings())
      {
        let name = String(match.1)
        #expect(allowed.contains(name), "\(file) imports \(name)")
      }
    }
  }

  @Test func `are all in the table`() throws {
    let folders = try FileManager.default.contentsOfDirectory(
      atPath: Project.root.appending(path: "Sources").path)
    let known = Set(table.map(\.module) + ["CMicroHTTPD", "CLinux", "embed-listings"])
    #expect(Set(folders).subtracting(known).isEmpty)
  }

  @Test func `of the server hold at most one unchecked type`() {
    let holders = serverModules.flatMap { module in
      Project.files(under: "Sources/\(module)", endingIn: ".swift").filter {
        $0.text.contains("@unchecked Sendable")
      }
    }
    #expect(holders.count <= 1, "\(holders)")
  }

  @Test func `say in words what each public type is for`() {
    for file in Project.files(under: "Sources", endingIn: ".swift") {
      var previous: Substring = ""
      for line in file.lines {
        let isType = line.text.contains(
          #/^(@\w+ )?public (final |indirect )*(struct|class|enum|actor|protocol) /#)
        if isType {
          #expect(
            previous.hasPrefix("///") || previous.hasPrefix("@"),
            "\(file):\(line.number) has no doc comment")
        }
        previous = line.text
      }
    }
  }
}

@Suite struct `The sources` {
  @Test func `hold no hidden escapes`() {
    let banned = [
      "nonisolated(unsafe)", "Task.detached", "try!", "fatalError(", "as!",
      "DispatchQueue.global",
    ]
    for file in Project.files(under: "Sources", endingIn: ".swift") {
      for line in file.lines where !line.text.contains(/^\s*\/\//) {
        for word in banned {
          #expect(!line.text.contains(word), "\(file):\(line.number) has \(word)")
        }
      }
    }
  }

  @Test func `print only in programs`() {
    let programs = ["Sources/interleave/", "Sources/embed-listings/"]
    for file in Project.files(under: "Sources", endingIn: ".swift")
    where !programs.contains(where: file.path.hasPrefix) {
      for line in SourceFile(path: file.path, text: file.code).lines {
        #expect(!line.text.contains(/^\s*print\(/), "\(file):\(line.number) prints")
      }
    }
  }

  @Test func `of the page hold no escapes from types and styles`() {
    for file in Project.files(under: "Public/scripts", endingIn: ".js") {
      for word in ["@ts-ignore", "@ts-nocheck", "@type {any}", "{any}", "innerHTML ="] {
        #expect(!file.text.contains(word), "\(file) has \(word)")
      }
    }
    for file in Project.files(under: "Public/styles", endingIn: ".css") {
      #expect(!file.text.contains("!important"), "\(file) has !important")
    }
  }

  @Test func `turn errors into HTTP statuses in one file only`() {
    for file in Project.files(under: "Sources/Server/Resources", endingIn: ".swift") {
      #expect(
        !file.text.contains(/status: (4|5)\d\d/), "\(file) makes a status of its own")
    }
  }

  @Test func `name no machine, registry or private path`() {
    let folders = ["Sources", "Tests", "Public", "Notebooks", "Plugins", ".ci"]
    let endings = [
      ".swift", ".js", ".css", ".html", ".md", ".py", ".sh", ".ipynb", ".json", ".h", ".c",
    ]
    let banned = [
      ["/work", "main"].joined(separator: "/"), ["/tmp", "ilv"].joined(separator: "/"),
      ["pypi", "org"].joined(separator: "."), ["registry", "npmjs"].joined(separator: "."),
    ]
    for folder in folders {
      for ending in endings {
        for file in Project.files(under: folder, endingIn: ending) {
          for word in banned { #expect(!file.text.contains(word), "\(file) has \(word)") }
        }
      }
    }
  }

  @Test func `have a text beside every golden file of the wire`() {
    #expect(Project.exists("Public/scripts/types.d.ts"))
    let types = Project.files(under: "Public/scripts", endingIn: "types.d.ts").first?.text ?? ""
    let golden = Project.files(under: "Tests/Fixtures/wire/worker", endingIn: ".json")
    #expect(!golden.isEmpty)
    let runEvents = [
      "plan", "diagnostics", "started", "progress", "chart", "samples", "text", "output", "trace",
      "verdict", "caseFinished", "finished",
    ]
    for name in runEvents {
      #expect(golden.contains { $0.path.hasSuffix("/\(name).json") }, "no golden file for \(name)")
      #expect(types.contains("\"\(name)\""), "types.d.ts does not know \(name)")
    }
  }
}
