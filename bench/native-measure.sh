# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by native.sh and growth.sh, in their folder: the binary and a scratch folder, starting and timing, loading, and the table at the end.

if [ -z "$binary" ]; then
  case $(uname -m) in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
  binary=$(realpath ..)/artifacts/$rid/pi-deployer
  [ -x "$binary" ] || ../publish.sh --rid "$rid" || ../publish.sh --rid "$rid" --framework net9.0
fi

work=$(mktemp -d)
declare -A running=()
cleanup() {
  for pid in "${!running[@]}"; do stop "$pid"; done
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

ours_starts=() theirs_starts=() ours_rates=() theirs_rates=() failures=0

# Sets pid and started_ms: from just before the program is executed until its first 200. The shell itself asks, since a new process for each try would be slower
# than what is measured.
start() { # port, path, command...
  local port=$1 path=$2 line begun=$EPOCHREALTIME
  shift 2
  "$@" >"$work/log" 2>&1 &
  pid=$!
  running["$pid"]=yes
  until ask "$port" "$path"; do
    kill -0 "$pid" 2>/dev/null || { cat "$work/log" >&2 && exit 1; }
  done
  started_ms=$(((${EPOCHREALTIME/./} - ${begun/./}) / 100))
}

ask() {
  local line=''
  { exec 3<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'GET %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n' "$2" >&3
  read -r line <&3 || true
  exec 3>&-
  [[ $line == 'HTTP/1.1 200 '* ]]
}

stop() {
  unset "running[$1]"
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

rss() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }

load() { # who
  local output
  output=$(wrk --threads 1 --connections "$connections" --duration "${each}s" --script "$work/push.lua" "$(address_of "$1")")
  if grep -qE 'Non-2xx|Socket errors' <<<"$output"; then
    echo "$output" >&2
    failures=$((failures + 1))
  fi
  declare -n rates="$1_rates"
  rates+=("$(awk '/^Requests\/sec/ { print int($2) }' <<<"$output")")
}

median() { printf '%s\n' "$@" | sort -n | awk '{ value[NR] = $1 } END { print (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2 }'; }

mib() { awk -v bytes="$(stat -Lc %s "$1")" 'BEGIN { printf "%.2f", bytes / 1048576 }'; }

row() { # name, ours, theirs, and the bar: "most N" or "least N", else empty
  awk -v name="$1" -v ours="$2" -v theirs="$3" -v bar="$4" 'BEGIN {
    split(bar, part, " ")
    verdict = bar == "" ? "" : (part[1] == "most" ? ours <= part[2] : ours >= part[2]) ? "PASS" : "FAIL"
    printf "| %-36s | %11s | %9s | %5.2f | %-16s | %-4s |\n", name, ours, theirs, ours / theirs, bar == "" ? "" : "at " bar, verdict
    exit verdict == "FAIL"
  }' || failures=$((failures + 1))
}

report() {
  local ours_rate theirs_rate
  ours_rate=$(median "${ours_rates[@]}") theirs_rate=$(median "${theirs_rates[@]}")
  echo "$(uname -sm), $(nproc) processors, $connections connections, $rounds rounds of $each s for each, a body of $(stat -c %s "$work/other.json") bytes"
  printf '| %-36s | %11s | %9s | %5s | %-16s | %-4s |\n' '' pi-deployer webhook ratio bar ''
  echo '|--------------------------------------|------------:|----------:|------:|------------------|------|'
  row 'binary, MiB' "$(mib "$binary")" "$(mib "$(command -v webhook)")" 'most 15'
  row 'start to the first 200, ms' "$(tenths "$(median "${ours_starts[@]}")")" "$(tenths "$(median "${theirs_starts[@]}")")" ''
  row 'resident when idle, MiB' "$ours_idle" "$theirs_idle" 'most 24'
  row 'resident after 3 pushes, MiB' "$ours_first" "$theirs_first" ''
  row "resident after $((each * rounds)) s of pushes, MiB" "$ours_after" "$theirs_after" 'most 32'
  row 'signed pushes/s, branch not matching' "$ours_rate" "$theirs_rate" "least $theirs_rate"
  echo "rounds, pushes/s: pi-deployer ${ours_rates[*]}; webhook ${theirs_rates[*]}"
  [ "$failures" -eq 0 ]
}

tenths() { awk -v tenths="$1" 'BEGIN { printf "%.1f", tenths / 10 }'; }
