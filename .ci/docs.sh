#!/usr/bin/env bash
# Symbol graphs of the library modules, turned into reference pages by the toolchain's docc.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

check_swift
graphs=.build-docs/graphs
rm -rf .build-docs/pages
mkdir -p "$graphs" .build-docs/pages
for target in Experiments Explorer; do
  step "symbol graphs of $target" swift build --scratch-path .build-docs --target "$target" \
    -Xswiftc -emit-symbol-graph -Xswiftc -emit-symbol-graph-dir -Xswiftc "$graphs" ||
    stop "The library modules do not build; the lines above say where."
done
for module in ExperimentEngine ConcurrencyPrimitives Explorer Experiments; do
  mkdir -p "$graphs/$module"
  # The compiler writes them only when it compiles, so they stay between runs.
  cp "$graphs/$module".symbols.json "$graphs/$module/" ||
    stop "The symbols of $module are missing. Remove .build-docs and run make docs again."
  step "pages of $module" docc convert --additional-symbol-graph-dir "$graphs/$module" \
    --fallback-display-name "$module" --fallback-bundle-identifier "interleave.$module" \
    --output-path ".build-docs/pages/$module" ||
    stop "The reference pages of $module could not be made; the lines above say why."
done
echo "The pages are in .build-docs/pages."
