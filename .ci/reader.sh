#!/usr/bin/env bash
# Makes what a notebook carries that is saved as a page of its own: our reading script, its libraries
# and styles, each as one file in Public/vendor/reader that can stand inside an HTML page. Needs the
# files of vendor.sh. Run it as often as you like: with nothing to do it only compares sums.
set -euo pipefail
source "$(dirname "$0")/lib.sh"

vendor=Public/vendor
out=$vendor/reader
[ -e $vendor/ready.json ] || stop "The libraries are not there yet. Run .ci/vendor.sh first."

recipe=$(
  {
    sha256sum .ci/reader.sh $vendor/SHA256SUMS
    find Public/scripts Public/styles -type f -print0 | sort -z | xargs -0 sha256sum
  } | sha256sum | cut -d' ' -f1
)
[ "$(cat $out/RECIPE 2>/dev/null || true)" = "$recipe" ] && exit 0

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

bundle() { # FORMAT IN OUT
  esbuild "$2" --bundle --minify --charset=utf8 --format="$1" --target=es2022 \
    --log-level=warning --outfile="$work/$3"
}
# A library that announces itself under its path below /vendor.
carried() { # PATH
  printf 'import * as module from "%s";\n' "$PWD/$vendor/$1"
  printf '(globalThis.interleaveLibraries ??= {})["%s"] = module;\n' "$1"
}
part() { # NAME PATH...
  local path i=0
  for path in "${@:2}"; do
    carried "$path" >"$work/$1-$((i += 1)).entry.js"
    printf 'import "./%s-%s.entry.js";\n' "$1" "$i"
  done >"$work/$1.entry.js"
  bundle iife "$work/$1.entry.js" "$1.js"
}
scripts() {
  bundle esm Public/scripts/reader/reader.js reader.js
  part text markdown-it.mjs dompurify.mjs
  part math katex/katex.mjs
  part plots uplot.mjs
  part charts vega.mjs
}

# Style sheets with their imports and fonts inside.
styles() {
  python3 - "$work" <<'P'
import base64, pathlib, re, sys

out = pathlib.Path(sys.argv[1])
styles, vendor = pathlib.Path("Public/styles"), pathlib.Path("Public/vendor")

def flat(path):
    def imported(match):
        inner = flat(path.parent / match[1])
        return f"@media {match[2].strip()} {{\n{inner}}}\n" if match[2].strip() else inner
    return re.sub(r'@import "([^"]+)"([^;]*);\n', imported, path.read_text())

def font(match, folder):
    path = vendor / match[1].removeprefix("/vendor/") if match[1].startswith("/") else folder / match[1]
    data = base64.b64encode(path.read_bytes()).decode()
    return f'url("data:font/woff2;base64,{data}")'

def small(css):
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    return re.sub(r"\s*\n\s*", "\n", css).strip() + "\n"

reader = flat(styles / "reader.css")
# A slanted upright is near enough, and fonts make up most of such a file.
reader = re.sub(r"@font-face \{[^}]*italic[^}]*\}\n", "", reader)
# Where the fonts were not to be had, the system's are taken.
if not (vendor / "fonts/inter.woff2").exists():
    reader = re.sub(r"@font-face \{[^}]*\}\n", "", reader)
reader = re.sub(r'url\("([^"]+\.woff2)"\)', lambda m: font(m, vendor), small(reader))
(out / "reader.css").write_text(reader)

math = (vendor / "katex/katex.min.css").read_text()
math = re.sub(r",url\([^)]+\.(?:woff|ttf)\)\s*format\([^)]*\)", "", math)
math = re.sub(r"""url\(["']?([^"')]+\.woff2)["']?\)""", lambda m: font(m, vendor / "katex"), math)
(out / "math.css").write_text(math)

for name in ["reader", "math"]:
    css = (out / f"{name}.css").read_text()
    left = re.search(r"@import|url\((?!\"data:)|</", css)
    assert not left, f"{name}.css still holds {css[left.start():left.start() + 80]!r}"
P
}

# What stands inside a script element must not end it, nor open a comment in which it would not end.
# In strings and patterns, where alone it can stand, \x3c means the same.
closed() {
  local file
  for file in "$work"/{reader,text,math,plots,charts}.js; do
    sed -i 's/<!--/\\x3c!--/g' "$file"
    ! grep -qi '</script' "$file" || return 1
    esbuild "$file" --log-level=warning >/dev/null || return 1
  done
}

step "reading script and its libraries" scripts || stop "The reading script could not be made."
step "styles of the reading page" styles || stop "The styles of the reading page could not be made."
closed || stop "A library holds what would end a script element."
rm -rf $out
mkdir -p $out
cp "$work"/{reader,text,math,plots,charts}.js "$work"/{reader,math}.css $out/
echo "$recipe" >$out/RECIPE
chmod -R a+rX $out
