#!/usr/bin/env bash
# Everything that CI checks, in the order in which it fails fastest; prints the time of each stage.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

started=$(date +%s)
times=()
# Runs one stage with its output shown, and remembers its time.
stage() {
  local name=$1 begun
  shift
  begun=$(date +%s)
  printf '\n== %s\n' "$name"
  "$@" || stop "The stage \"$name\" failed after $(($(date +%s) - started)) s."
  times+=("$(printf '%-28s %5d s' "$name" $(($(date +%s) - begun)))")
}

deno() { "$tools/venv/bin/deno" "$@" --config .ci/deno.json; }

lint() { swift format lint --strict --parallel --recursive Package.swift Plugins Sources Tests; }
page_checks() {
  deno check Public/scripts Tests/PublicTests
  deno lint -q
  deno fmt -q --check
  deno test -q --allow-read Tests/PublicTests
}
swift_tests() {
  INTERLEAVE_WORKER=$PWD/.build-release/release/interleave-worker \
    INTERLEAVE_HOSTILE_WORKER=$PWD/.build-release/release/interleave-hostile-worker \
    INTERLEAVE_PUBLIC=$PWD/Public INTERLEAVE=$PWD/.build-release/release/interleave \
    each_suite
}
# One process a module, and one test at a time where experiments run live: they must not share the cores with others.
each_suite() {
  local suite serial
  for suite in Tests/*Tests; do
    [ -n "$(find "$suite" -name '*.swift' -print -quit)" ] || continue
    # They run in release, in a stage of their own.
    [ "$suite" != Tests/ExplorerTests ] || continue
    serial=()
    if [ "$suite" = Tests/ExperimentsTests ]; then serial=(--no-parallel); fi
    swift test --disable-xctest --skip-build "${serial[@]}" --filter "^$(basename "$suite")\." || return 1
  done
}
# Every lesson from top to bottom, on all processors and on one; promises must be met on both.
lessons() {
  local file
  for file in Notebooks/*.ipynb; do
    printf '%s: ' "$file"
    .build-release/release/interleave run "$file" | tail -n 1 || return 1
    printf '%s, on one processor: ' "$file"
    taskset -c 0 .build-release/release/interleave run "$file" | tail -n 1 || return 1
  done
}
without_browser() {
  INTERLEAVE=$PWD/.build-release/release/interleave python3 Tests/PageTests/without_browser.py
}
notebook_files() {
  INTERLEAVE=$PWD/.build-release/release/interleave \
    "$tools/venv/bin/python" Tests/PageTests/notebook_files.py
}
page_tests() {
  INTERLEAVE=$PWD/.build-release/release/interleave \
    "$tools/venv/bin/python" Tests/PageTests/run.py
}

stage "set-up" bash .ci/setup.sh test
stage "format of Swift sources" lint
stage "page: types, lint, format, unit" page_checks
stage "release programs" bash .ci/build.sh test
stage "explorer tests (release)" bash .ci/explorer-tests.sh
stage "debug build" swift build --build-tests
stage "Swift tests" swift_tests
stage "lessons" lessons
stage "kills and curl" without_browser
stage "notebook files" notebook_files
stage "page in a browser" page_tests

printf '\nStages\n'
printf '%s\n' "${times[@]}"
printf '%-28s %5d s\n' "all" $(($(date +%s) - started))
