# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: the four programs, configured for the same work.

declare -A port=([native]=18471 [managed]=18472 [webhook]=18473 [flask]=18474) pids=()

# All verify GitHub's signature over the body first, and then deploy `main` only: the script of ann/shop, and the checkout of ann/page.
configure() { # who
  local home=$work/$1
  mkdir -p "$home"
  # The first command of a deployment: when it began, and what the program that started it holds in memory.
  cat >"$home/deploy.sh" <<SH
#!/bin/bash
now=\$EPOCHREALTIME
while read -r name value _; do [ "\$name" != VmRSS: ] || break; done </proc/\$PPID/status
echo "\$now \$value" >>"$home/started"
SH
  chmod +x "$home/deploy.sh"
  : >"$home/started"
  if [ "$1" = webhook ]; then configure_webhook "$home"; else configure_projects "$home"; fi
  # As a module, so that Python keeps the bytecode of it as it does of what it imports.
  if [ "$1" = flask ]; then cp flask/deployer.py "$home/" && /usr/bin/python3 -m py_compile "$home/deployer.py"; fi
}

configure_projects() {
  cat >"$1/projects.yml" <<YAML
projects:
  - { name: shop, repo: ann/shop, path: $1, branch: main, deploy_mode: script-only, deploy_script: $1/deploy.sh }
  - { name: page, repo: ann/page, path: $1/page, branch: main, deploy_mode: pull-only }
YAML
}

configure_webhook() {
  local rule="{\"and\": [
  {\"match\": {\"type\": \"payload-hmac-sha256\", \"secret\": \"$secret\", \"parameter\": {\"source\": \"header\", \"name\": \"X-Hub-Signature-256\"}}},
  {\"match\": {\"type\": \"value\", \"value\": \"refs/heads/main\", \"parameter\": {\"source\": \"payload\", \"name\": \"ref\"}}}]}"
  cat >"$1/hooks.json" <<JSON
[{"id": "shop", "execute-command": "$1/deploy.sh", "trigger-rule": $rule},
 {"id": "page", "execute-command": "$(command -v git)", "command-working-directory": "$1/page", "include-command-output-in-response": true,
  "pass-arguments-to-command": [{"source": "string", "name": "pull"}, {"source": "string", "name": "--ff-only"}], "trigger-rule": $rule}]
JSON
}

# Sets pids[who] and started_ms.
launch() { # who
  local common=(env -C "$work/$1" "GITHUB_WEBHOOK_SECRET=$secret" "DEPLOY_TOKEN=$token" DEPLOYER_HOST=127.0.0.1 "DEPLOYER_PORT=${port[$1]}" FLASK_HOST=127.0.0.1 "FLASK_PORT=${port[$1]}")
  case $1 in
    native) start "${port[$1]}" /health "${common[@]}" "$binary" ;;
    managed) start "${port[$1]}" /health "${common[@]}" dotnet "$managed/pi-deployer.dll" ;;
    webhook) start "${port[$1]}" / "${common[@]}" webhook -ip 127.0.0.1 -port "${port[$1]}" -hooks "$work/webhook/hooks.json" ;;
    flask) start "${port[$1]}" /health "${common[@]}" /usr/bin/python3 -m deployer ;;
  esac
  pids["$1"]=$pid
}

launch_all() {
  local who
  for who in "${programs[@]}"; do launch "$who"; done
}

stop_all() {
  local who
  for who in "${programs[@]}"; do stop "${pids[$who]}"; done
}

path_of() { # who, project
  if [ "$1" = webhook ]; then echo "/hooks/$2"; else echo /deploy; fi
}

# Who goes first changes with each round, and who comes after whom: a machine that slows down over time favours nobody, nor does what the one before has left to do.
in_turn() { # round; the rest are those who take turns
  local round=$1 i
  shift
  for ((i = 0; i < $#; i++)); do echo "${@:1 + (round % 2 ? round + $# - i : round + i) % $#:1}"; done
}
