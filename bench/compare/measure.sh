# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: a scratch folder, starting and timing programs, asking them, and what was measured of each.

work=$(mktemp -d)
declare -A running=() samples=()
cleanup() {
  local pid
  for pid in "${!running[@]}"; do stop "$pid"; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

say() { echo "bench: $*" >&2; }

give_up() {
  say "$@"
  exit 1
}

# Sets pid and started_ms: from just before the program is executed until its first 200. The shell itself asks, since a new process for each try would be slower
# than what is measured.
start() { # port, path, command...
  local port=$1 path=$2 begun=$EPOCHREALTIME
  shift 2
  "$@" >"$work/log" 2>&1 &
  pid=$!
  running["$pid"]=yes
  until ask "$port" "$path"; do
    kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2 && give_up "this ended before it had answered: $*"; }
  done
  started_ms=$(milliseconds "$begun" "$EPOCHREALTIME")
}

stop() { # pid
  unset "running[$1]"
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

# Sets answer; true for a 200.
ask() { # port, path
  local connection
  { exec {connection}<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n' "$2" "$token" >&"$connection"
  IFS= read -r -d '' answer <&"$connection" || true
  exec {connection}>&-
  [[ $answer == 'HTTP/1.'?' 200 '* ]]
}

milliseconds() { # from, to: two values of EPOCHREALTIME
  local microseconds=$((${2/./} - ${1/./}))
  printf '%d.%03d' $((microseconds / 1000)) $((microseconds % 1000))
}

resident() { awk '/^VmRSS/ { printf "%.2f", $2 / 1024 }' "/proc/$1/status"; } # MiB

# The most since it was forgotten, as the kernel counts it; a sample now and then would miss it.
most_resident() { awk '/^VmHWM/ { printf "%.2f", $2 / 1024 }' "/proc/$1/status"; }

forget_most_resident() { echo 5 >"/proc/$1/clear_refs"; }

note() { samples["$1"]+="$2 "; } # what, value

median() { quantile "$1" 0.5; } # what

# The value that this part of what was noted is below; between two of them, what is between. Nothing when nothing was noted.
quantile() { # what, 0 to 1
  printf '%s' "${samples["$1"]-}" | tr ' ' '\n' | sort -n | awk -v part="$2" 'NF { value[n++] = $1 } END { if (n) { at = (n - 1) * part; i = int(at); print value[i] + (at - i) * (i + 1 < n ? value[i + 1] - value[i] : 0) } }'
}
