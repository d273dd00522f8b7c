# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: the states to compare, with little and with much of what piles up.

readonly many_histories=1000

# The folder of each state: so many projects, so many records over so many of them, and so many bytes of log of the first.
prepare_growth() {
  local side
  growth_body=$(push p1 somewhere-else 6 1)
  printf '%s' "$growth_body" >"$work/growth.json"
  growth_signature=$(sign "$work/growth.json")
  state_of projects-few 10 10 10
  state_of projects-many "$projects" 10 10
  state_of records-few 10 10 1
  state_of records-many 10 "$records" 1
  state_of histories-few "$many_histories" $((records / 10)) "$many_histories"
  state_of histories-many "$many_histories" "$records" "$many_histories"
  state_of log-few 10 10 10
  state_of log-many 10 10 10
  state_of readers 1 0 0
  log_of log-few 1
  log_of log-many "$log_mb"
  cat >"$work/readers/deploy.sh" <<SH
#!/bin/bash
while [ ! -e "$work/over" ]; do
  echo "Step 7/12 : RUN dotnet build --no-restore, a line of a log as any build writes them"
  sleep 0.05
done
SH
  sed -i "s|deploy_mode: pull-only|deploy_mode: script-only, deploy_script: $work/readers/deploy.sh|" "$work/readers/projects.yml"
  chmod +x "$work/readers/deploy.sh"
}

state_of() { # folder, projects, records, projects that have any
  mkdir -p "$work/$1/logs" "$work/$1/state/history"
  awk -v projects="$2" -v path="$work" 'BEGIN {
    printf "defaults: { history: 100000, deploy_mode: pull-only, path: %s }\nprojects:\n", path
    for (i = 1; i <= projects; i++) printf "  - { name: p%d, repo: ann/p%d }\n", i, i
  }' >"$work/$1/projects.yml"
  history_of "$work/$1/state/history" "$3" "$4"
}

# The records, a line each: their numbers go round the projects, and one comes every five minutes, the last one now.
history_of() { # folder, records, projects that have any
  awk -v folder="$1" -v records="$2" -v projects="$3" -v now="$EPOCHSECONDS" 'BEGIN {
    for (project = 1; project <= projects; project++) {
      file = folder "/p" project ".jsonl"
      for (number = project; number <= records; number += projects) {
        time = strftime("%Y-%m-%dT%H:%M:%S", now - (records - number) * 300, 1)
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

log_of() { # folder, megabytes
  yes '[2026-11-21 14:05:07] Step 7/12 : RUN dotnet build --no-restore, a line of a log as any build writes them' | head -c "${2}000000" >"$work/$1/logs/p1.log" || true
}
