# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: from a push until its script runs, and what the program then holds.

measure_deploy() {
  local body signature round who
  say "push to first command, $samples_each of each"
  body=$(<"$work/pushes/shop.json")
  signature=$(sign "$work/pushes/shop.json")
  launch_all
  for ((round = 0; round < samples_each; round++)); do
    for who in $(in_turn "$round" "${programs[@]}"); do push_to_command "$who" "$body" "$signature"; done
  done
  stop_all
}

push_to_command() { # who, body, signature
  local began kilobytes known i
  known=$(wc -l <"$work/$1/started")
  send "${port[$1]}" "$(path_of "$1" shop)" "$2" "$3"
  for ((i = 0; i < 50; i++)); do
    [ "$status" = 409 ] || break # The one before has not ended yet.
    sleep 0.1
    send "${port[$1]}" "$(path_of "$1" shop)" "$2" "$3"
  done
  case $status in 200 | 202) ;; *) give_up "$1 answered $status to a push that it should have deployed" ;; esac
  await_line "$1" "$known"
  read -r began kilobytes < <(tail -n 1 "$work/$1/started")
  note "$1 accepted" "$took_ms"
  note "$1 command" "$(milliseconds "$sent" "$began")"
  note "$1 resident" "$(awk -v kb="$kilobytes" 'BEGIN { print kb / 1024 }')"
  sleep 0.1 # It ends in the meantime.
}

await_line() { # who, how many there were
  local i
  for ((i = 0; i < 500; i++)); do
    [ "$(wc -l <"$work/$1/started")" -le "$2" ] || return 0
    sleep 0.02
  done
  give_up "$1 has accepted a push and runs nothing"
}

report_deploy() {
  head_of 'From a push to the first command of its deployment'
  row 'until it is accepted, ms' accepted ''
  row 'until the command runs, ms' command ''
  row 'resident at that moment, MiB' resident ''
}
