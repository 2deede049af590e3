#!/usr/bin/env bash
# HTTP server, sessions and workers under Thread Sanitizer; any report fails.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

bash .ci/build.sh test
export INTERLEAVE_WORKER=$PWD/.build-release/release/interleave-worker
export INTERLEAVE_HOSTILE_WORKER=$PWD/.build-release/release/interleave-hostile-worker
export TSAN_OPTIONS="halt_on_error=0 exitcode=66 suppressions=$PWD/.ci/tsan-suppressions.txt"
exec swift test --disable-xctest --sanitize=thread --scratch-path .build-tsan \
  --filter 'HTTPServerTests|ServerTests|WorkersTests|StorageTests'
