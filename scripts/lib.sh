# Sourced by the scripts beside it: where things lie, how to speak, how to install.
# shellcheck shell=bash
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
DEPS=$ROOT/build/deps
PYTHON=$DEPS/python/bin/python3
export PATH="$DEPS/python/bin:$PATH"
export LC_ALL=C.UTF-8  # Java takes names of files to be in the locale's encoding, and where none is set that is ASCII

say() { printf '\033[1m==>\033[0m %s\n' "$*" >&2; }
die() {
  printf 'error: %s\n' "$*" >&2
  exit 1
}

# Runs a command as root: directly, or by sudo.
as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    die "this needs root: $* (run it as root, or install sudo)"
  fi
}

# install_packages FILE: Debian packages named in FILE, only those that are missing.
install_packages() {
  local missing
  missing=$(sed 's/#.*//' "$1" | xargs -n1 | while read -r package; do
    dpkg-query -W -f '${Status}\n' "$package" 2>/dev/null | grep -q '^install ok installed' || echo "$package"
  done)
  [ -n "$missing" ] || return 0
  say "installing Debian packages:" $missing
  as_root apt-get update -qq
  # shellcheck disable=SC2086
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
}

# unless_stamped STAMP CONTENT COMMAND...: runs the command when STAMP does not hold CONTENT yet; then it does.
unless_stamped() {
  local stamp=$1 content=$2
  shift 2
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$content" ] && return 0
  "$@"
  mkdir -p "$(dirname "$stamp")"
  printf '%s' "$content" >"$stamp"
}

# hash_of PATH...: one hash over the names and contents of all files below, but for those that are made in the build.
hash_of() {
  find "$@" -type f -not -path '*/node_modules/*' -not -path '*/web/src/api/schema.d.ts' -print0 | sort -z | xargs -0 sha256sum | sha256sum | cut -c1-64
}

# A TCP port on loopback that nobody listens on now.
free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
