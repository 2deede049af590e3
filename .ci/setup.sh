#!/usr/bin/env bash
# Installs what is missing. With nothing to do it takes well under a second.
#
#   setup.sh run    what `make run` needs: libraries, sandbox, page files
#   setup.sh test   that, and what the tests need: a browser, Deno, Python tools
set -euo pipefail
source "$(dirname "$0")/lib.sh"

libraries=(libmicrohttpd-dev libsqlite3-dev pkg-config)
sandbox=(bubblewrap util-linux)
page=(esbuild libjs-katex fonts-katex node-markdown-it node-punycode bootstrap-icons
  fonts-inter-variable fonts-jetbrains-mono python3-venv)
testing=(chromium fonts-dejavu-core)

[ -r /etc/debian_version ] ||
  stop "This set-up knows Debian and its relatives only. On another system install the packages named in .ci/setup.sh by hand."
check_swift
packages=("${libraries[@]}" "${sandbox[@]}" "${page[@]}")
[ "${1:-run}" = test ] && packages+=("${testing[@]}")
install_packages "${packages[@]}"
if [ ! -x "$tools/venv/bin/python" ] || ! sha256sum .ci/requirements.txt | cmp -s - "$tools/venv/requirements.sum"; then
  step "Python tools" python_tools ||
    stop "The Python tools could not be fetched. Check the network connection and run make again."
fi
bash .ci/vendor.sh
bash .ci/reader.sh
