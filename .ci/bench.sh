#!/usr/bin/env bash
# Measures the budgets; figures only.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

install_packages wrk
exec python3 Tests/Bench/bench.py "$@"
