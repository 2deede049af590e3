#!/usr/bin/env bash
# Measures the budgets; figures only.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

install_packages wrk
step "explorer-bench (release)" \
  swift build -c release --static-swift-stdlib --scratch-path .build-release --product explorer-bench ||
  stop "The benchmark of the explorer does not build; the lines above say where."
exec python3 Tests/Bench/bench.py "$@"
