# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: what a deployment costs beside what it runs.

readonly first_pulls=3 # Of each, not counted: they read from the disk what later ones find in memory.

# From a push until what it changed is there and written down, beside git doing it alone. Each has a checkout of its own, and each push brings the same change to all.
measure_overhead() {
  local round who pullers
  declare -A pulled=()
  say "pull-only beside git pull, $samples_each of each"
  prepare_checkouts
  page=$(<"$work/pushes/page.json")
  page_signature=$(sign "$work/pushes/page.json")
  launch_all
  coproc puller { exec /usr/bin/python3 compare/pull.py; }
  pullers=$puller_PID
  running["$pullers"]=yes
  for ((round = 0; round < first_pulls + samples_each; round++)); do
    commit_change "$round"
    sleep 0.1 # What the commit has left to do is nobody's.
    for who in $(in_turn "$round" git "${programs[@]}"); do
      pull_by "$who"
      [ "$(git -C "$work/$who/page" rev-parse HEAD)" = "$tip" ] || give_up "$who has not pulled"
      pulled["$who"]=$took_ms
      sleep 0.05
    done
    [ "$round" -ge "$first_pulls" ] || continue
    note 'git pull' "${pulled[git]}"
    for who in "${programs[@]}"; do
      note "$who pull" "${pulled[$who]}"
      note "$who overhead" "$(awk -v all="${pulled[$who]}" -v git="${pulled[git]}" 'BEGIN { print all - git }')"
    done
  done
  stop "$pullers"
  stop_all
}

prepare_checkouts() {
  local who i
  git init --quiet --bare --initial-branch main "$work/page.git"
  git clone --quiet "$work/page.git" "$work/author" 2>/dev/null
  git -C "$work/author" config user.name 'Ann Author'
  git -C "$work/author" config user.email ann@example.org
  mkdir "$work/author/pages"
  for ((i = 0; i < 200; i++)); do seq 100 >"$work/author/pages/$i"; done
  publish 'Everything'
  for who in git "${programs[@]}"; do
    mkdir -p "$work/$who"
    git clone --quiet "$work/page.git" "$work/$who/page"
  done
}

commit_change() { # round
  local i
  for i in 0 1 2; do seq "$1" $((100 + $1)) >"$work/author/pages/$((($1 * 3 + i) % 200))"; done
  publish "Change $1"
}

publish() { # message
  git -C "$work/author" add .
  git -C "$work/author" commit --quiet -m "$1"
  git -C "$work/author" push --quiet origin HEAD:main
  tip=$(git -C "$work/author" rev-parse HEAD)
}

# Sets took_ms.
pull_by() { # who
  local begun=$EPOCHREALTIME
  case $1 in
    git)
      echo "$work/git/page" >&"${puller[1]}"
      read -r took_ms <&"${puller[0]}" || give_up 'git alone could not pull'
      return
      ;;
    native | managed) send "${port[$1]}" '/deploy?wait=30' "$page" "$page_signature" ;;
    webhook) send "${port[$1]}" /hooks/page "$page" "$page_signature" ;; # It answers when git has ended.
    flask)
      send "${port[$1]}" /deploy "$page" "$page_signature"
      while ask "${port[$1]}" /status && [[ $answer == *'"deploying":true'* ]]; do sleep 0.005; done
      ;;
  esac
  took_ms=$(milliseconds "$begun" "$EPOCHREALTIME")
}

report_overhead() {
  local who part without_verdict=''
  baseline_is_sound || without_verdict=noise
  for who in "${programs[@]}"; do
    for part in 1 3; do note "$who overhead $part" "$(quantile "$who overhead" "0.$((part * 25))")"; done
  done
  head_of "A deployment that only pulls; git alone takes $(shown "$(median 'git pull')") ms, half of the times $(shown "$(quantile 'git pull' 0.25)") to $(shown "$(quantile 'git pull' 0.75)")"
  row 'push until all is done, ms' pull ''
  without_ratio=yes row 'of that, more than git alone, ms' overhead 'git is asked before and after the pull, each time in a process of its own, and what happens is written to the disk' 'at most 50'
  without_ratio=yes row 'the lowest quarter of that up to, ms' 'overhead 1' ''
  without_ratio=yes row 'the highest quarter of that from, ms' 'overhead 3' ''
}

# webhook runs the same pull and nothing else, so it cannot take less than git alone, but for chance: the median of so many samples is uncertain by about their middle half over the root of their number.
baseline_is_sound() {
  local more lower upper
  more=$(median 'webhook overhead') lower=$(quantile 'webhook overhead' 0.25) upper=$(quantile 'webhook overhead' 0.75)
  [ -n "$more" ] || return 0 # It does not take part.
  awk -v more="$more" -v lower="$lower" -v upper="$upper" -v n="$samples_each" 'BEGIN { exit !(more >= -2 * (upper - lower) / sqrt(n)) }' && return 0
  remark "No verdict on the deployment that only pulls: webhook, which runs the same git pull, took $(shown "${more#-}") ms less than git alone, so this run says nothing of differences like that."
  return 1
}
