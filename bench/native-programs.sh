# shellcheck shell=bash disable=SC2154
# Sourced by native.sh: the two programs, configured for the same work, and the pushes that they get.

push() { # the branch: a push as GitHub sends it, of about 8 kB
  local i commits=''
  for ((i = 1; i <= 6; i++)); do
    commits+=$(commit "$(printf '%040x' $((i * 7919)))" "Make the checkout page load its pictures lazily, part $i of 6"),
  done
  cat <<JSON
{"ref":"refs/heads/$1","before":"$(printf '%040x' 1)","after":"$(printf '%040x' 47514)","created":false,"deleted":false,"forced":false,"base_ref":null,
"compare":"https://git.example.org/ann/shop/compare/000000000001...00000000b99a",
"repository":{"id":186853002,"node_id":"R_kgDOCyMuCg","name":"shop","full_name":"ann/shop","private":true,$(person owner),"description":"Where the shop's pages and prices are kept",$(addresses),
"size":18204,"stargazers_count":4,"watchers_count":4,"language":"TypeScript","has_issues":true,"has_wiki":false,"forks_count":1,"archived":false,"default_branch":"main"},
"pusher":{"name":"ann","email":"ann@example.org"},$(person sender),
"commits":[${commits%,}],
"head_commit":$(commit "$(printf '%040x' 47514)" "Make the checkout page load its pictures lazily, part 6 of 6")}
JSON
}

person() {
  echo "\"$1\":{\"login\":\"ann\",\"id\":21031067,\"node_id\":\"MDQ6VXNlcjIxMDMxMDY3\",\"url\":\"https://api.example.org/users/ann\",\"html_url\":\"https://git.example.org/ann\",\"repos_url\":\"https://api.example.org/users/ann/repos\",\"events_url\":\"https://api.example.org/users/ann/events{/privacy}\",\"type\":\"User\",\"site_admin\":false}"
}

addresses() {
  local name list=''
  for name in forks keys collaborators teams hooks events assignees branches tags blobs statuses languages contributors commits comments issues pulls milestones labels releases; do
    list+="\"${name}_url\":\"https://api.example.org/repos/ann/shop/$name{/number}\","
  done
  echo "${list%,}"
}

commit() {
  printf '%s\n' "{\"id\":\"$1\",\"tree_id\":\"$1\",\"distinct\":true,\"message\":\"$2\\n\\nThey were all fetched at once, which kept a phone busy for seconds.\",\"timestamp\":\"2026-03-14T09:26:53+01:00\",\"url\":\"https://git.example.org/ann/shop/commit/$1\",\"author\":{\"name\":\"Ann Author\",\"email\":\"ann@example.org\",\"username\":\"ann\"},\"committer\":{\"name\":\"Ann Author\",\"email\":\"ann@example.org\",\"username\":\"ann\"},\"added\":[\"pages/checkout/pictures.ts\"],\"removed\":[],\"modified\":[\"pages/checkout/index.ts\",\"pages/checkout/index.test.ts\"]}"
}

sign() { echo "sha256=$(openssl dgst -sha256 -hmac "$secret" -hex "$1" | sed 's/.* //')"; }

# Both verify GitHub's signature over the body first, and then deploy `main` only.
prepare() {
  push main >"$work/main.json"
  push somewhere-else >"$work/other.json"
  mkdir "$work/ours"
  printf '#!/bin/sh\n' >"$work/deploy.sh"
  chmod +x "$work/deploy.sh"
  cat >"$work/ours/projects.yml" <<YAML
projects:
  - { name: shop, repo: ann/shop, path: $work, branch: main, deploy_mode: script-only, deploy_script: $work/deploy.sh }
YAML
  cat >"$work/hooks.json" <<JSON
[{"id": "deploy", "execute-command": "$work/deploy.sh", "trigger-rule": {"and": [
  {"match": {"type": "payload-hmac-sha256", "secret": "$secret", "parameter": {"source": "header", "name": "X-Hub-Signature-256"}}},
  {"match": {"type": "value", "value": "refs/heads/main", "parameter": {"source": "payload", "name": "ref"}}}]}}]
JSON
  cat >"$work/push.lua" <<LUA
local file = io.open("$work/other.json", "rb")
wrk.method, wrk.body = "POST", file:read("*a")
file:close()
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-GitHub-Event"] = "push"
wrk.headers["X-GitHub-Delivery"] = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
wrk.headers["X-Hub-Signature-256"] = "$(sign "$work/other.json")"
LUA
}

start_ours() {
  start "$ours" /health env -C "$work/ours" DEPLOY_TOKEN=a-token "GITHUB_WEBHOOK_SECRET=$secret" DEPLOYER_HOST=127.0.0.1 "DEPLOYER_PORT=$ours" "$binary"
}

start_theirs() { start "$theirs" / webhook -ip 127.0.0.1 -port "$theirs" -hooks "$work/hooks.json"; }

address_of() { case $1 in ours) echo "http://127.0.0.1:$ours/deploy" ;; theirs) echo "http://127.0.0.1:$theirs/hooks/deploy" ;; esac; }

# Without this, a program that checks nothing would win.
check_both() { # three pushes for each
  expect ours 202 accepted main.json "$(sign "$work/main.json")"
  expect theirs 200 '' main.json "$(sign "$work/main.json")"
  expect ours 200 'Branch mismatch' other.json "$(sign "$work/other.json")"
  expect theirs 200 'rules were not satisfied' other.json "$(sign "$work/other.json")"
  expect ours 401 error other.json "$(sign "$work/main.json")"
  expect theirs 500 evaluating other.json "$(sign "$work/main.json")"
}

expect() { # who, status, part of the answer, body, signature
  local status answer
  status=$(curl -sS -o "$work/answer" -w '%{http_code}' -H 'Content-Type: application/json' -H 'X-GitHub-Event: push' -H "X-Hub-Signature-256: $5" \
    --data-binary "@$work/$4" "$(address_of "$1")")
  answer=$(cat "$work/answer")
  if [ "$status" != "$2" ] || [[ $answer != *"$3"* ]]; then
    echo "bench: $1 should have answered $2 '$3' to $4, but answered $status: $answer" >&2
    exit 1
  fi
}
