# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: the native binary with little and with much of what piles up. One port, one at a time, few and many in turns.

readonly growth_port=18475

measure_growth() {
  local round kind side
  prepare_growth
  for ((round = 0; round < starts; round++)); do
    say "growth, round $((round + 1)) of $starts"
    for kind in projects records histories log; do
      for side in $(in_turn "$round" few many); do grown "$kind" "$side"; done
    done
    for side in $(in_turn "$round" few many); do watched "$side"; done
  done
}

launch_grown() { # folder
  start "$growth_port" /health env -C "$work/$1" "DEPLOY_TOKEN=$token" "GITHUB_WEBHOOK_SECRET=$secret" DEPLOYER_HOST=127.0.0.1 "DEPLOYER_PORT=$growth_port" "$binary"
}

# One start, and the questions; whether the answers are right is looked at too, or an empty history would win.
grown() { # kind, side
  local last=10
  launch_grown "$1-$2"
  note "$1 $2 start" "$started_ms"
  sleep 1
  note "$1 $2 idle" "$(resident "$pid")"
  pushes_while "$1 $2"
  question "$1 $2 status" /status '"name":"p1"'
  case $1 in
    records | histories)
      if [ "$2" = many ]; then last=$records; elif [ "$1" = histories ]; then last=$((records / 10)); fi
      question "$1 $2 page" '/deployments?limit=10' "\"number\":$last,"
      question "$1 $2 deep" "/deployments?limit=4&before=$((last / 2))" "\"number\":$((last / 2 - 1)),"
      question "$1 $2 project" '/deployments?limit=1&project=p1' '"project":"p1"'
      ;;
    log) question "$1 $2 tail" /logs/p1 'RUN dotnet build' ;;
  esac
  note "$1 $2 after" "$(resident "$pid")"
  stop "$pid"
}

# A deployment that goes on and on, and people who watch its log.
watched() { # side
  local id i reader reading=1
  [ "$1" = few ] || reading=$readers
  rm -rf "$work/over" "$work/readers/state" "$work/read"
  mkdir "$work/read"
  launch_grown readers
  id=$(curl -sS -X POST -H "Authorization: Bearer $token" "http://127.0.0.1:$growth_port/deploy/p1" | grep -o '"id": *"[^"]*"' | cut -d'"' -f4)
  for ((i = 1; i <= reading; i++)); do printf 'url = "http://127.0.0.1:%s/deployments/%s/events"\noutput = "%s/read/%s"\n' "$growth_port" "$id" "$work" "$i"; done >"$work/read.curl"
  curl -sS --no-buffer --parallel --parallel-immediate --parallel-max "$reading" -H "Authorization: Bearer $token" --config "$work/read.curl" 2>"$work/read.log" &
  reader=$!
  running["$reader"]=yes
  sleep 2
  [ "$(grep -l 'RUN dotnet build' "$work"/read/* | wc -l)" -eq "$reading" ] || give_up "not all of $reading readers have read something"
  pushes_while "readers $1"
  question "readers $1 status" /status '"name":"p1"'
  note "readers $1 idle" "$(resident "$pid")"
  touch "$work/over"
  for ((i = 0; i < 500; i++)); do
    kill -0 "$reader" 2>/dev/null || break
    sleep 0.02
  done
  [ "$(grep -l '^event: result' "$work"/read/* | wc -l)" -eq "$reading" ] || give_up "not all of $reading readers were told the result"
  stop "$reader"
  stop "$pid"
}

# The first of all is not counted: it is what a start has left to do.
pushes_while() { # what it is noted under
  local i
  for ((i = 0; i < 6; i++)); do
    send "$growth_port" /deploy "$growth_body" "$growth_signature"
    [ "$status" = 200 ] || give_up "a push was answered $status"
    [ "$i" -eq 0 ] || note "$1 push" "$took_ms"
  done
}

# Once, which may have to read what later ones find in memory, and five times more: one that had to wait for a processor must not be the median of a few starts.
question() { # what it is noted under, path, what the answer has to hold
  local i seconds what="$1 first"
  for ((i = 0; i < 6; i++)); do
    seconds=$(curl -sS -o "$work/answer" -w '%{time_total}' -H "Authorization: Bearer $token" "http://127.0.0.1:$growth_port$2")
    grep -qF "$3" "$work/answer" || give_up "the answer to $2 should hold '$3': $(head -c 500 "$work/answer")"
    note "$what" "$(awk -v seconds="$seconds" 'BEGIN { print seconds * 1000 }')"
    what=$1
  done
}
