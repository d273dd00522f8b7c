# shellcheck shell=bash disable=SC2154
# Sourced by growth.sh: the four states to compare, what is measured of each, and the table at the end.

shapes=(ten single each spread)
rows=(start status status_again page page_again project deep log idle after)
declare -A samples=() title=(
  [start]='start to the first /health' [status]='first /status' [status_again]='/status again' [page]='first /deployments?limit=20' [page_again]='the same again'
  [project]='/deployments?project=p1' [deep]='/deployments?before=(the middle)' [log]='/logs/p1' [idle]='resident when idle, MiB' [after]='resident after all that, MiB')

# The records of one state, a line each: their numbers go round the projects.
history_of() { # folder, records, projects that have any
  mkdir -p "$1/state/history"
  awk -v folder="$1/state/history" -v records="$2" -v projects="$3" 'BEGIN {
    for (project = 1; project <= projects; project++) {
      file = folder "/p" project ".jsonl"
      for (number = project; number <= records; number += projects) {
        time = sprintf("2026-%02d-%02dT%02d:%02d:%02d", 1 + number % 12, 1 + number % 28, number % 24, number % 60, number % 59)
        id = time; gsub(/[-:]/, "", id); sub(/T/, "-", id)
        printf "{\"number\":%d,\"id\":\"%s-%06x\",\"project\":\"p%d\",\"state\":\"succeeded\",\"trigger\":\"push\",\"accepted_at\":\"%s+00:00\",\"started_at\":\"%s+00:00\"," \
          "\"duration\":12.345,\"success\":true,\"ref\":\"main\",\"commit\":\"%040x\",\"author\":\"Ann Author\",\"message\":\"Make the checkout page load its pictures lazily\"," \
          "\"delivery\":\"72d3162e-cc78-11e3-81ab-%012x\",\"after\":{\"commit\":\"%040x\"},\"steps\":[{\"name\":\"git pull\",\"success\":true,\"duration\":1.234," \
          "\"tail\":\"Updating 0123456..89abcde\\nFast-forward\\n pages/checkout/index.ts | 2 +-\"},{\"name\":\"script\",\"success\":true,\"duration\":11.111,\"tail\":\"built\\nrestarted\"}]}\n", \
          number, id, number, project, time, time, number, number, number > file
      }
      close(file)
    }
  }'
}

prepare() {
  local shape i
  yes "[2026-11-21 14:05:07] Step 7/12 : RUN dotnet build --no-restore, a line of a log as any build writes them" | head -c "$log_bytes" >"$work/large.log" || true
  for shape in "${shapes[@]}"; do
    mkdir -p "$work/$shape/logs"
    ln "$work/large.log" "$work/$shape/logs/p1.log"
    {
      printf 'defaults: { history: 100000, deploy_mode: pull-only, path: %s }\nprojects:\n' "$work"
      for ((i = 1; i <= projects; i++)); do echo "  - { name: p$i, repo: ann/p$i }"; done
    } >"$work/$shape/projects.yml"
  done
  for shape in ten each; do
    rm "$work/$shape/logs/p1.log"
    head -n 10 "$work/large.log" >"$work/$shape/logs/p1.log"
  done
  history_of "$work/ten" 10 10
  history_of "$work/spread" "$records" "$projects"
  history_of "$work/single" "$records" 1
  history_of "$work/each" "$projects" "$projects"
}

# One start, and every question once; whether the answers are right is looked at too, or an empty history would win.
measure() { # shape
  local last=$records
  case $1 in ten) last=10 ;; each) last=$projects ;; esac
  start "$ours" /health env -C "$work/$1" "DEPLOY_TOKEN=$token" DEPLOYER_HOST=127.0.0.1 "DEPLOYER_PORT=$ours" "$binary"
  samples["$1 start"]+="$(tenths "$started_ms") "
  sleep 1 # Idle is what is left when nothing has happened for a moment.
  samples["$1 idle"]+="$(rss "$pid") "
  request "$1" status /status '"last_deploy"'
  request "$1" status_again /status '"last_deploy"'
  request "$1" page '/deployments?limit=20' "\"number\":$last,"
  request "$1" page_again '/deployments?limit=20' '"number":'
  request "$1" project '/deployments?limit=20&project=p1' '"project":"p1"'
  request "$1" deep "/deployments?limit=20&before=$((last / 2))" "\"number\":$((last / 2 - 1)),"
  request "$1" log '/logs/p1' 'RUN dotnet build'
  samples["$1 after"]+="$(rss "$pid") "
  stop "$pid"
}

request() { # shape, row, path, what the answer has to hold
  local seconds
  seconds=$(curl -sS -o "$work/answer" -w '%{time_total}' -H "Authorization: Bearer $token" "http://127.0.0.1:$ours$3")
  grep -qF "$4" "$work/answer" || { echo "bench: $1 should have answered '$4' to $3, but answered: $(head -c 500 "$work/answer")" >&2 && exit 1; }
  samples["$1 $2"]+="$(awk -v seconds="$seconds" 'BEGIN { printf "%.2f", seconds * 1000 }') "
}

# A few milliseconds are what two runs of the same differ by; they are no growth.
readonly most=2 noise=5
report_growth() {
  local row shape values search
  echo "$(uname -sm), $(nproc) processors, $rounds rounds, $projects projects configured, $records records, a log of $((log_bytes / 1000000)) MB; milliseconds where nothing else is said"
  printf '| %-33s | %10s | %10s | %5s | %-4s | %10s | %10s | %5s | %-4s |\n' '' '10 records' 'all of one' ratio '' '1 each' 'over all' ratio ''
  echo '|-----------------------------------|-----------:|-----------:|------:|------|-----------:|-----------:|------:|------|'
  for row in "${rows[@]}"; do
    values=()
    for shape in "${shapes[@]}"; do
      read -ra taken <<<"${samples["$shape $row"]}"
      values+=("$(median "${taken[@]}")")
    done
    search=0
    [ "$row" != deep ] || search=$((projects / 10))
    awk -v search="$search" -v title="${title[$row]}" -v ten="${values[0]}" -v single="${values[1]}" -v each="${values[2]}" -v spread="${values[3]}" -v most="$most" -v noise="$noise" '
      function verdict(few, many, allowed) { return many <= few * most || many - few <= noise + allowed ? "PASS" : "MISS" }
      BEGIN {
        printf "| %-33s | %10.2f | %10.2f | %5.2f | %-4s | %10.2f | %10.2f | %5.2f | %-4s |\n", \
          title, ten, single, single / ten, verdict(ten, single), each, spread, spread / each, verdict(each, spread, search)
        exit verdict(ten, single) == "MISS" || verdict(each, spread, search) == "MISS"
      }' || failures=$((failures + 1))
  done
  echo "PASS is at most $most times as much, or within $noise ms (MiB). How many projects have a history does cost something: each of them one small read after a start,"
  echo 'and for a page in the middle of all of them a search in its file, which is allowed 0.1 ms. How long each history is does not count there either.'
  [ "$failures" -eq 0 ]
}
