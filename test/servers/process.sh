# Sourced by the scripts beside it: where things lie, and a process in the background, known by a file with its pid.
# shellcheck shell=bash
set -euo pipefail
export LC_ALL=C.UTF-8  # Java takes names of files to be in the locale's encoding, and where none is set that is ASCII
HERE=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
ROOT=$(cd "$HERE/../.." && pwd)
PEERS=$ROOT/build/peers
STARTUP_SECONDS=120
NAME=$(basename "$0")

die() { echo "$NAME: $*" >&2; exit 1; }
# The lines of the script's head that say how it is called.
usage() { sed -n "s/^#  *\\($NAME .*\\)/\\1/p" "$0" >&2; exit 64; }

# is_running PIDFILE MARK: MARK must be in its command line; another process may have got the pid meanwhile.
is_running() {
  [ -f "$1" ] && tr '\0' ' ' 2>/dev/null <"/proc/$(cat "$1")/cmdline" | grep -qF -- "$2 "
}

# refuse_taken_port PORT VARIABLE
refuse_taken_port() {
  ! (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null || die "port $1 is taken; set $2"
}

# in_background PIDFILE LOG COMMAND...: in a session of its own, with no standard input
in_background() {
  setsid "${@:3}" >"$2" 2>&1 </dev/null &
  echo $! >"$1"
}

# wait_for_port PORT NAME PIDFILE LOG
wait_for_port() {
  local deadline=$((SECONDS + STARTUP_SECONDS))
  until (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; do
    kill -0 "$(cat "$3")" 2>/dev/null || { tail -n 20 "$4" >&2; die "$2 ended while starting; see $4"; }
    [ $SECONDS -lt $deadline ] || die "$2 does not answer after $STARTUP_SECONDS s; see $4"
    sleep 0.1
  done
}

# end_process PIDFILE MARK: with all that it has started, for the command may be a wrapper around the server
end_process() {
  local pid
  if is_running "$1" "$2"; then
    pid=$(cat "$1")
    kill -- "-$pid"
    for _ in $(seq 100); do is_running "$1" "$2" || break; sleep 0.1; done
    ! is_running "$1" "$2" || kill -9 -- "-$pid"
  fi
  rm -f "$1"
}
