#!/usr/bin/env bash
# Builds the release programs: the server, and the worker with the Swift library inside it, so that
# the sandbox needs nothing but libc.
#
#   build.sh release   server and worker
#   build.sh test      also the attack program of the sandbox tests
set -euo pipefail
source "$(dirname "$0")/lib.sh"

build() {
  swift build -c release --static-swift-stdlib --scratch-path .build-release --product "$1"
}

step "interleave-worker (release)" build interleave-worker ||
  stop "The worker does not build; the lines above say where."
if [ "${1:-release}" = test ]; then
  step "interleave-hostile-worker (release)" build interleave-hostile-worker ||
    stop "The attack program of the sandbox tests does not build; the lines above say where."
fi
step "interleave (release)" build interleave ||
  stop "The server does not build; the lines above say where."
