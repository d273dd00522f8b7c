# shellcheck shell=bash disable=SC2154
# Sourced by compare.sh, in bench/: what each program is with nothing to do. Size, start, and memory when idle.

measure_start() {
  local round who
  say "starts, $starts of each"
  for ((round = 0; round < starts; round++)); do
    for who in $(in_turn "$round" "${programs[@]}"); do
      launch "$who"
      note "$who start" "$started_ms"
      sleep 1 # Idle is what is left when nothing has happened for a moment.
      note "$who idle" "$(resident "${pids[$who]}")"
      stop "${pids[$who]}"
    done
  done
  # Those that are one file; the others are nothing without a runtime, which is in many.
  note 'native size' "$(mebibytes "$binary")"
  ! takes_part webhook || note 'webhook size' "$(mebibytes "$(command -v webhook)")"
}

mebibytes() { stat -Lc %s "$1" | awk '{ print $1 / 1048576 }'; } # file

report_start() {
  head_of 'Alone'
  without_ratio=yes row 'the one file that it is, MiB' size 'the runtime, Kestrel, TLS and all commands are in it' 'at most 15'
  row 'start to the first answer, ms' start 'loading the binary and beginning the runtime' 'at most 50' 'at most 0.2 flask'
  row 'resident when idle, MiB' idle 'the runtime and its collector, Kestrel, TLS' 'at most 24'
}
