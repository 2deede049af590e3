# What the set-up scripts share: one line a step with its time, one clear sentence when something is missing.

cd "$(dirname "${BASH_SOURCE[0]}")/.."
tools=.build-tools

# Prints "name … 1.2 s" around a command; shows the command's output only when it fails.
step() {
  local name=$1 log started ended
  shift
  log=$(mktemp)
  started=$(date +%s%N)
  printf '%-44s' "$name" >&2
  if "$@" >"$log" 2>&1; then
    ended=$(date +%s%N)
    printf '%6d.%d s\n' $(((ended - started) / 1000000000)) $(((ended - started) / 100000000 % 10)) >&2
    rm -f "$log"
  else
    printf ' failed\n' >&2
    tail -n 40 "$log" >&2
    rm -f "$log"
    return 1
  fi
}

# Ends with one sentence.
stop() {
  printf '\n%s\n' "$*" >&2
  exit 1
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# Prints the packages of the arguments that are not installed.
missing_packages() {
  local package
  for package in "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || echo "$package"
  done
}

install_packages() {
  local missing
  mapfile -t missing < <(missing_packages "$@")
  [ ${#missing[@]} -gt 0 ] || return 0
  if [ "$(id -u)" != 0 ] && ! command -v sudo >/dev/null; then
    stop "These Debian packages are missing: ${missing[*]}. Install them as root (apt-get install ${missing[*]}) and run make again."
  fi
  step "package lists" as_root apt-get update -qq ||
    stop "The package lists could not be fetched. Check the network connection and run make again."
  step "Debian packages (${#missing[@]})" as_root env DEBIAN_FRONTEND=noninteractive \
    apt-get install -y -qq --no-install-recommends "${missing[@]}" ||
    stop "These Debian packages could not be installed: ${missing[*]}. The lines above say why."
}

check_swift() {
  command -v swift >/dev/null ||
    stop "Swift is not on the PATH. Install Swift 6.3 for Linux (swift.org/install), then run make again."
  local version
  version=$(swift --version 2>/dev/null | grep -o 'Swift version [0-9.]*' | cut -d' ' -f3)
  case "$version" in
    6.[3-9]* | 6.[1-9][0-9]* | [7-9].* | [1-9][0-9].*) ;;
    *) stop "Swift ${version:-of an unknown version} is on the PATH; Interleave needs 6.3 or newer. Install it (swift.org/install), then run make again." ;;
  esac
}

# A virtual environment with the tools of requirements.txt; made anew when the list changes.
python_tools() {
  local stamp=$tools/venv/requirements.sum sum
  sum=$(sha256sum .ci/requirements.txt)
  [ "$(cat "$stamp" 2>/dev/null)" = "$sum" ] && return 0
  rm -rf "$tools/venv"
  mkdir -p "$tools"
  python3 -m venv "$tools/venv" &&
    "$tools/venv/bin/python" -m pip install -q --no-deps --require-hashes --only-binary :all: \
      -r .ci/requirements.txt && echo "$sum" >"$stamp"
}
