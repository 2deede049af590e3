// swift-tools-version: 6.2
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .treatAllWarnings(as: .error),
]
let safe: [SwiftSetting] = strict + [.strictMemorySafety()]

let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let subprocess = Target.Dependency.product(name: "Subprocess", package: "swift-subprocess")
let systemPackage = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

let package = Package(
  name: "interleave",
  products: [
    .executable(name: "interleave", targets: ["interleave"]),
    .executable(name: "interleave-worker", targets: ["interleave-worker"]),
    .library(name: "ExperimentEngine", targets: ["ExperimentEngine"]),
    .library(name: "ConcurrencyPrimitives", targets: ["ConcurrencyPrimitives"]),
    .library(name: "Explorer", targets: ["Explorer"]),
    .library(name: "Experiments", targets: ["Experiments"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", exact: "1.0.2"),
  ],
  targets: [
    .systemLibrary(
      name: "CMicroHTTPD", pkgConfig: "libmicrohttpd", providers: [.apt(["libmicrohttpd-dev"])]),
    .target(name: "CLinux"),

    .target(name: "NotebookModel", swiftSettings: safe),
    .target(name: "NotebookFormat", dependencies: ["NotebookModel"], swiftSettings: safe),
    .target(name: "Wire", swiftSettings: safe),
    .target(name: "HTTPServer", dependencies: ["CMicroHTTPD"], swiftSettings: strict),
    .target(name: "Storage", dependencies: [grdb, "NotebookModel"], swiftSettings: safe),
    .target(
      name: "Workers", dependencies: ["Wire", "CLinux", subprocess, systemPackage],
      swiftSettings: strict),
    .target(
      name: "Server",
      dependencies: [
        "HTTPServer", "NotebookModel", "NotebookFormat", "Storage", "Wire", "Workers", logging,
      ], swiftSettings: safe),

    .target(name: "SourceLanguage", swiftSettings: safe),
    .target(name: "CallLanguage", dependencies: ["SourceLanguage"], swiftSettings: safe),
    // Square roots: only modules of the C library would bring the mathematical library along.
    .target(
      name: "Explorer", dependencies: ["SourceLanguage"], swiftSettings: strict,
      linkerSettings: [.linkedLibrary("m")]),
    .target(
      name: "ExperimentEngine", dependencies: ["CallLanguage", "CLinux"], swiftSettings: strict),
    .target(name: "ConcurrencyPrimitives", dependencies: ["CLinux"], swiftSettings: strict),
    .target(
      name: "Experiments", dependencies: ["ExperimentEngine", "ConcurrencyPrimitives", "Explorer"],
      swiftSettings: safe, plugins: ["EmbedListings"]),

    .executableTarget(
      name: "interleave", dependencies: ["Server", argumentParser, logging], swiftSettings: safe),
    .executableTarget(
      name: "interleave-worker",
      dependencies: [
        "Experiments", "ExperimentEngine", "Explorer", "CallLanguage", "SourceLanguage", "Wire",
        "CLinux",
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "interleave-hostile-worker", dependencies: ["CLinux", "Wire"], swiftSettings: strict),

    .executableTarget(
      name: "explorer-bench", dependencies: ["Explorer"], path: "Tests/Bench/ExplorerBench",
      swiftSettings: strict),

    .executableTarget(name: "embed-listings", swiftSettings: safe),
    .plugin(name: "EmbedListings", capability: .buildTool(), dependencies: ["embed-listings"]),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
  ]
    + [
      ("NotebookModelTests", ["NotebookModel"]),
      ("NotebookFormatTests", ["NotebookFormat", "NotebookModel"]),
      ("WireTests", ["Wire"]),
      ("HTTPServerTests", ["HTTPServer"]),
      ("StorageTests", ["Storage", "NotebookModel"]),
      ("WorkersTests", ["Workers", "Wire"]),
      (
        "ServerTests",
        ["Server", "HTTPServer", "Storage", "Workers", "Wire", "NotebookModel", "NotebookFormat"]
      ),
      ("CallLanguageTests", ["CallLanguage", "SourceLanguage"]),
      ("ExplorerTests", ["Explorer", "SourceLanguage"]),
      ("ExperimentEngineTests", ["ExperimentEngine", "CallLanguage"]),
      ("ConcurrencyPrimitivesTests", ["ConcurrencyPrimitives"]),
      (
        "ExperimentsTests",
        ["Experiments", "ExperimentEngine", "CallLanguage", "Explorer", "SourceLanguage"]
      ),
      ("TidyTests", []),
    ].map { (name: String, modules: [String]) in
      .testTarget(
        name: name, dependencies: modules.map { .byName(name: $0) } + ["TestSupport", logging],
        swiftSettings: strict)
    },
  swiftLanguageModes: [.v6]
)
