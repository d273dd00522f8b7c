# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: signed pushes of three sizes, as many as each program takes. Their branch does not match, so that nothing runs.

readonly few_connections=4 # For the largest: nobody gets more of them at once.
readonly quiet_seconds=15 # Seconds from the last push of a round until memory is looked at again, for each program by itself.

measure_push() {
  local -A looks=()
  local size who round each=$((seconds / rounds > 0 ? seconds / rounds : 1))
  for size in "${sizes[@]}"; do
    say "pushes of $size, $rounds rounds of $each s for each"
    launch_all # Anew for each size, or one size would show in the memory of the next.
    for who in "${programs[@]}"; do
      check "$who" "$size"
      forget_most_resident "${pids[$who]}"
    done
    for ((round = 0; round < rounds; round++)); do
      for who in $(in_turn "$round" "${programs[@]}"); do
        load "$who" "$size" "$each"
        note "$who $size right after" "$(resident "${pids[$who]}")"
        look_later "$who"
      done
      await_looks "$size"
    done
    for who in "${programs[@]}"; do
      note "$who $size most" "$(most_resident "${pids[$who]}")"
      check "$who" "$size"
    done
    stop_all
  done
}

# Others have their turn meanwhile.
look_later() { # who
  { sleep "$quiet_seconds" && resident "${pids[$1]}" >"$work/later.$1"; } &
  looks["$1"]=$!
  running["$!"]=yes
}

await_looks() { # size
  local who
  for who in "${programs[@]}"; do
    wait "${looks[$who]}"
    unset "running[${looks[$who]}]"
    note "$who $1 later" "$(<"$work/later.$who")"
  done
}

load() { # who, size, seconds
  local told at_once=$connections requests microseconds errors half most
  [ "$2" != 5MB ] || at_once=$few_connections
  told=$(wrk --threads 1 --connections "$at_once" --duration "$3s" --timeout 30s --latency --script "$work/pushes/$2.lua" "http://127.0.0.1:${port[$1]}$(path_of "$1" shop)")
  read -r _ requests microseconds errors half most < <(grep '^TOLD' <<<"$told") || give_up "wrk did not tell: $told"
  if [ "$errors" -gt 0 ] || [ "$requests" -eq 0 ]; then
    echo "$told" >&2
    if [ "$1" = native ]; then fail "pushes of $2: $requests answered, $errors not"; else remark "$1, pushes of $2: $requests answered, $errors not"; fi
  fi
  settle "${pids[$1]}"
  note "$1 $2 rate" "$(awk -v n="$requests" -v us="$microseconds" 'BEGIN { printf "%.1f", n * 1000000 / us }')"
  note "$1 $2 half" "$half"
  note "$1 $2 p99" "$most"
}

# What it still does for those who have gone would slow down the next. Waits until it has used no time for a moment.
settle() { # pid
  local i before now=''
  for ((i = 0; i < 200; i++)); do
    before=$now
    now=$(awk '{ sub(/.*\) /, ""); print $12 + $13 }' "/proc/$1/stat")
    [ "$before" != "$now" ] || return 0
    sleep 0.1
  done
}

report_push() {
  local size bytes
  for size in "${sizes[@]}"; do
    bytes=$(stat -c %s "$work/pushes/$size.json")
    if [ "$size" = 5MB ]; then
      head_of "Signed pushes of $(thousands "$bytes") bytes, $few_connections connections"
      row 'pushes/s' "$size rate" ''
    else
      head_of "Signed pushes of $(thousands "$bytes") bytes, $connections connections"
      row 'pushes/s' "$size rate" 'the hash over the body and the reading of its JSON' 'at least 1 webhook'
    fi
    row 'answered within, half of them, ms' "$size half" ''
    row 'answered within, 99 of 100, ms' "$size p99" ''
    row 'most resident under load, MiB' "$size most" ''
    row 'resident right after it, MiB' "$size right after" ''
    row "resident $quiet_seconds s after it, MiB" "$size later" 'what a burst of bodies made the collector take, it keeps until it is quiet' 'at most 32'
  done
}
