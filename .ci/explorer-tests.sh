#!/usr/bin/env bash
# The tests of the explorer, optimised: they walk through tens of millions of schedules. A package of its own that has
# the same sources and settings saves building everything else a second time.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

package=.build-explorer
mkdir -p $package
ln -sfn ../Sources ../Tests ../Notebooks $package/
{
  sed '/^let argumentParser/,$d' Package.swift
  cat <<'END'
let package = Package(
  name: "explorer",
  targets: [
    .target(name: "SourceLanguage", swiftSettings: safe),
    .target(name: "Explorer", dependencies: ["SourceLanguage"], swiftSettings: strict),
    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
    .testTarget(
      name: "ExplorerTests", dependencies: ["Explorer", "SourceLanguage", "TestSupport"],
      // Nothing there takes time but what it asks of the module, and optimising expectations does.
      swiftSettings: strict + [.unsafeFlags(["-Onone"])]),
  ],
  swiftLanguageModes: [.v6]
)
END
} >$package/Package.swift
exec swift test --package-path $package --disable-xctest -c release -Xswiftc -enable-testing "$@"
