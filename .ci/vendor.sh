#!/bin/bash
# Puts the page's libraries, icons and fonts into Public/vendor: pinned wheels (by hash) and Debian
# packages (by a smoke test of what is taken from them). Run it as often as you like: when nothing
# changed it only checks the sums. PYTHON names the interpreter (with pip); else the tools' own.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
out=$(dirname "$here")/Public/vendor
venv=$(dirname "$here")/.build-tools/venv/bin/python
python=${PYTHON:-$([ -x "$venv" ] && echo "$venv" || echo python3)}
start=$(date +%s%N)

step() {
  local now elapsed
  now=$(date +%s%N)
  elapsed=$(((now - start) / 100000000))
  printf 'vendor: %-58s %3d.%d s\n' "$1" $((elapsed / 10)) $((elapsed % 10))
}
missing() {
  printf 'vendor: %s\n' "$1" >&2
  exit 1
}

# The Debian packages, with one file of each that must be there.
packages=(
  "esbuild:/usr/bin/esbuild"
  "libjs-katex:/usr/share/javascript/katex/katex.min.css"
  "fonts-katex:/usr/share/fonts/truetype/katex/KaTeX_Main-Regular.woff2"
  "node-markdown-it:/usr/share/nodejs/markdown-it/index.js"
  "node-punycode:/usr/share/nodejs/punycode/package.json"
  "bootstrap-icons:/usr/share/bootstrap-icons/svg/play-fill.svg"
  "fonts-inter-variable:/usr/share/fonts/truetype/inter-vf/Inter-roman.var.ttf"
  "fonts-jetbrains-mono:/usr/share/fonts/truetype/jetbrains-mono/JetBrainsMono-Regular.ttf"
)
absent=()
for entry in "${packages[@]}"; do
  [ -e "${entry#*:}" ] || absent+=("${entry%%:*}")
done
[ ${#absent[@]} -eq 0 ] || missing "install these Debian packages first: ${absent[*]}."
"$python" -m pip --version >/dev/null 2>&1 ||
  missing "\"$python\" has no pip: install python3-pip, or name a Python that has it in PYTHON."

# What went in decides whether anything is to do: this script and the packages' versions.
recipe=$({
  sha256sum <"$0"
  for entry in "${packages[@]}"; do dpkg-query -W -f '${Package} ${Version}\n' "${entry%%:*}" 2>/dev/null || true; done
} | sha256sum | cut -d' ' -f1)
if [ "$(cat "$out/RECIPE" 2>/dev/null || true)" = "$recipe" ] &&
  (cd "$out" && sha256sum --quiet --check SHA256SUMS >/dev/null 2>&1); then
  step "nothing to do, all files are as they should be"
  exit 0
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
new=$work/vendor
mkdir -p "$new"/{cm6,katex/fonts,fonts} "$work"/{x,fonttools}

fetch() { # NAME: downloads and unpacks the wheels of $work/NAME.txt into $work/NAME
  "$python" -m pip download --disable-pip-version-check -q --no-deps --require-hashes \
    --only-binary :all: -d "$work/$1.whl" -r "$work/$1.txt" 2>"$work/$1.log" || return 1
  for wheel in "$work/$1.whl"/*.whl; do "$python" -m zipfile -e "$wheel" "$work/$1"; done
}

cat >"$work/x.txt" <<R
nicegui==3.18.0 --hash=sha256:a2bd51642312d98aab6d8b641245d796ff1b89da5829777170bcc488140c3dcd
vl-convert-python==1.9.0.post1 --hash=sha256:3c1558fa0055e88c465bd3d71760cde9fa2c94a95f776a0ef9178252fd820b1f
youplot==1.0.0 --hash=sha256:31fe55753a3a073ba1bf2979708443d87d11bb9e0250a0c1ab23118e1e70fb94
sphinxcontrib-katex==0.9.11 --hash=sha256:b0a318d86b8f43314ccdd481ce0db90283ac51f51afd9479969f36a0c291f44e
R
fetch x || missing "could not fetch the pinned wheels (is there a network?): $(tail -n 1 "$work/x.log")"
step "fetched the pinned wheels"

cp "$work"/x/nicegui/elements/codemirror/dist/*.js "$new/cm6/"
grep -q 'EditorView' "$new/cm6/index.js" || missing "the editor's bundle is not the expected one."
step "editor (CodeMirror 6)"

export NODE_PATH=/usr/share/nodejs
bundle() { esbuild "$1" --bundle --format=esm --minify --log-level=warning --outfile="$2"; }
cp "$work/x/nicegui/static/dompurify.mjs" "$new/"
echo 'export {default} from "markdown-it"' >"$work/markdown.js"
bundle "$work/markdown.js" "$new/markdown-it.mjs"
step "Markdown (markdown-it) and sanitiser (DOMPurify)"

cp "$work/x/sphinxcontrib/katex.min.js" "$work/katex.js"
echo 'export {default} from "./katex.js"' >"$work/math.js"
bundle "$work/math.js" "$new/katex/katex.mjs"
cp /usr/share/javascript/katex/katex.min.css "$new/katex/"
cp /usr/share/fonts/truetype/katex/*.woff2 "$new/katex/fonts/"
step "mathematics (KaTeX)"

{
  cat "$work/x/youplot/vendor/uplot.iife.min.js"
  printf '\nexport default uPlot;\n'
} | esbuild --format=esm --minify >"$new/uplot.mjs"
cp "$work/x/youplot/vendor/uplot.min.css" "$new/"
PYTHONPATH="$work/x" "$python" - "$new/vega.mjs" <<'P' ||
import sys
import vl_convert
bundle = vl_convert.javascript_bundle("export {vegaEmbed};", vl_version="5.21")
assert bundle.count("const mod12=function(){return{Dataflow:") == 1
open(sys.argv[1], "w").write(bundle + "\nexport{mod12 as vega};\n")
P
  missing "the chart library could not be built with $("$python" --version)."
step "charts (uPlot, Vega-Lite)"

# One sprite: `<use href="/vendor/icons.svg#play-fill">`.
icons=(
  arrow-clockwise arrow-counterclockwise arrow-down arrow-up arrow-left box-arrow-in-down braces
  check2 chevron-down chevron-right circle-half clock-history cloud-check cloud-slash code-slash
  command download exclamation-triangle eye file-earmark-plus files hourglass-split info-circle journal-code
  journals keyboard layout-split lightning-charge link-45deg markdown moon pencil play-fill plus-lg share shield-check
  shield-exclamation shield-x skip-end-fill stop-fill sun three-dots three-dots-vertical trash3
  type upload wifi-off x-lg
)
{
  printf '<svg xmlns="http://www.w3.org/2000/svg">\n'
  for icon in "${icons[@]}"; do
    svg=/usr/share/bootstrap-icons/svg/$icon.svg
    [ -e "$svg" ] || missing "the icon $icon is not in this version of bootstrap-icons."
    printf '<symbol id="%s" viewBox="0 0 16 16">%s</symbol>\n' "$icon" \
      "$(tr -d '\n' <"$svg" | sed -E 's/^<svg[^>]*>//; s/<\/svg>$//')"
  done
  printf '</svg>\n'
} >"$new/icons.svg"
step "icons (${#icons[@]} from Bootstrap Icons)"

# Both wheels hold machine code for Debian 12's Python; elsewhere the page takes the system's fonts.
cat >"$work/fonttools.txt" <<R
fonttools==4.68.0 --hash=sha256:4b9c89b5876f1a74b1341632dfaf4c4c2be565d76c060445df401ebe7a4ceefa
brotli==1.2.1 --hash=sha256:6b3c3d5794212a54434b4856f808f7bdf7ad48eacadaadb5b2346fc9a639365a
R
signs=U+0020-007E,U+00A0-017F,U+0192,U+02C6-02DD,U+0370-03FF,U+1E00-1EFF,U+2000-209F,U+20A0-20BF
signs+=,U+2100-214F,U+2190-21FF,U+2200-22FF,U+2300-23FF,U+2500-25FF,U+2713-2717
subset() {
  PYTHONPATH="$work/fonttools" "$python" -m fontTools.subset "$1" --unicodes="$signs" \
    --layout-features="$2" --flavor=woff2 --output-file="$new/fonts/$3.woff2" 2>/dev/null
}
fonts=/usr/share/fonts/truetype
if fetch fonttools &&
  subset $fonts/inter-vf/Inter-roman.var.ttf kern,mark,mkmk,ccmp,calt,case,tnum,zero inter &&
  subset $fonts/inter-vf/Inter-italic.var.ttf kern,mark,mkmk,ccmp,calt,case,tnum,zero inter-italic &&
  subset $fonts/jetbrains-mono/JetBrainsMono-Regular.ttf kern,mark,mkmk,ccmp,zero jetbrains-mono; then
  step "fonts (Inter, JetBrains Mono)"
else
  rm -f "$new"/fonts/*
  step "fonts left out: they need Python 3.11; the page uses the system's"
fi

# The page asks for this one file to learn whether the libraries are there.
printf '{"libraries": ["cm6", "markdown-it", "dompurify", "katex", "uplot", "vega", "icons"]}\n' \
  >"$new/ready.json"
echo "$recipe" >"$new/RECIPE"
(cd "$new" && find . -type f ! -name SHA256SUMS -print0 | sort -z | xargs -0 sha256sum >SHA256SUMS)
rm -rf "$out"
mv "$new" "$out"
chmod -R a+rX "$out"
step "$(find "$out" -type f | wc -l) files, $(du -sh "$out" | cut -f1) in Public/vendor"
