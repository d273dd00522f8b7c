# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: pushes as GitHub sends them, of three sizes, and what the programs have to answer to them.

sizes=(8kB 200kB 5MB)
declare -A commits=([8kB]=7 [200kB]=200 [5MB]=2048) files=([8kB]=1 [200kB]=10 [5MB]=48) # GitHub lists 2,048 commits at most.
delivery=0

push() { # project, branch, commits, files that each of them adds
  awk -v project="$1" -v branch="$2" -v commits="$3" -v files="$4" '
    function person(name) {
      return "\"" name "\":{\"login\":\"ann\",\"id\":21031067,\"node_id\":\"MDQ6VXNlcjIxMDMxMDY3\",\"url\":\"https://api.example.org/users/ann\",\"html_url\":\"https://git.example.org/ann\"," \
        "\"repos_url\":\"https://api.example.org/users/ann/repos\",\"events_url\":\"https://api.example.org/users/ann/events{/privacy}\",\"type\":\"User\",\"site_admin\":false}"
    }
    function addresses(  list, n, i, name) {
      n = split("forks keys collaborators teams hooks events assignees branches tags blobs statuses languages contributors commits comments issues pulls milestones labels releases", name, " ")
      for (i = 1; i <= n; i++) list = list "\"" name[i] "_url\":\"https://api.example.org/repos/ann/" project "/" name[i] "{/number}\","
      return list
    }
    function commit(number,  hash, list, i) {
      hash = sprintf("%040x", number * 7919)
      for (i = 1; i <= files; i++) list = list (i > 1 ? "," : "") sprintf("\"pages/checkout/%d/pictures-%03d.ts\"", number, i)
      return "{\"id\":\"" hash "\",\"tree_id\":\"" hash "\",\"distinct\":true,\"message\":\"Make the checkout page load its pictures lazily, part " number "\\n\\nThey were all fetched at once, which kept a phone busy for seconds.\"," \
        "\"timestamp\":\"2026-03-14T09:26:53+01:00\",\"url\":\"https://git.example.org/ann/" project "/commit/" hash "\",\"author\":{\"name\":\"Ann Author\",\"email\":\"ann@example.org\",\"username\":\"ann\"}," \
        "\"committer\":{\"name\":\"Ann Author\",\"email\":\"ann@example.org\",\"username\":\"ann\"},\"added\":[" list "],\"removed\":[],\"modified\":[\"pages/checkout/index.ts\",\"pages/checkout/index.test.ts\"]}"
    }
    BEGIN {
      printf "{\"ref\":\"refs/heads/%s\",\"before\":\"%040x\",\"after\":\"%040x\",\"created\":false,\"deleted\":false,\"forced\":false,\"base_ref\":null,", branch, 1, commits * 7919
      printf "\"compare\":\"https://git.example.org/ann/%s/compare/000000000001...00000000b99a\",\"repository\":{\"id\":186853002,\"node_id\":\"R_kgDOCyMuCg\",\"name\":\"%s\",\"full_name\":\"ann/%s\",\"private\":true,%s,", project, project, project, person("owner")
      printf "\"description\":\"Pages and prices\",%s\"size\":18204,\"stargazers_count\":4,\"language\":\"TypeScript\",\"forks_count\":1,\"archived\":false,\"default_branch\":\"main\"},", addresses()
      printf "\"pusher\":{\"name\":\"ann\",\"email\":\"ann@example.org\"},%s,\"commits\":[", person("sender")
      for (i = 1; i <= commits; i++) printf "%s%s", (i > 1 ? "," : ""), commit(i)
      printf "],\"head_commit\":%s}", commit(commits)
    }'
}

sign() { echo "sha256=$(openssl dgst -sha256 -hmac "$secret" -hex "$1" | sed 's/.* //')"; } # file

prepare_pushes() {
  local size
  mkdir "$work/pushes"
  push shop main 6 1 >"$work/pushes/shop.json"
  push page main 6 1 >"$work/pushes/page.json"
  for size in "${sizes[@]}"; do
    push shop somewhere-else "${commits[$size]}" "${files[$size]}" >"$work/pushes/$size.json"
    cat >"$work/pushes/$size.lua" <<LUA
local file = io.open("$work/pushes/$size.json", "rb")
wrk.method, wrk.body = "POST", file:read("*a")
file:close()
wrk.headers["Content-Type"] = "application/json"
wrk.headers["X-GitHub-Event"] = "push"
wrk.headers["X-GitHub-Delivery"] = "72d3162e-cc78-11e3-81ab-4c9367dc0958"
wrk.headers["X-Hub-Signature-256"] = "$(sign "$work/pushes/$size.json")"
function done(summary, latency)
  local e = summary.errors
  print(string.format("TOLD %d %d %d %.3f %.3f", summary.requests, summary.duration, e.connect + e.read + e.write + e.status + e.timeout, latency:percentile(50) / 1000, latency:percentile(99) / 1000))
end
LUA
  done
}

# Sends a push from the shell itself: sets sent, status and took_ms, until the first line of the answer.
send() { # port, path, body, its signature
  local connection line
  delivery=$((delivery + 1)) # One that came before is not deployed again.
  exec {connection}<>"/dev/tcp/127.0.0.1/$1"
  sent=$EPOCHREALTIME
  printf 'POST %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nX-GitHub-Event: push\r\nX-GitHub-Delivery: 72d3162e-cc78-11e3-81ab-%012d\r\nX-Hub-Signature-256: %s\r\nContent-Length: %d\r\n\r\n%s' \
    "$2" "$delivery" "$4" "${#3}" "$3" >&"$connection"
  IFS= read -r line <&"$connection" || true
  took_ms=$(milliseconds "$sent" "$EPOCHREALTIME")
  exec {connection}>&-
  status=${line#* }
  status=${status%% *}
}

# Without this, a program that checks nothing would win.
check() { # who, size
  local other=$work/pushes/$2.json signature wrong
  signature=$(sign "$other")
  wrong=$(sign "$work/pushes/shop.json")
  case $1 in
    native | managed | flask) expect "$1" 200 'Branch mismatch' "$other" "$signature" && expect "$1" 401 error "$other" "$wrong" ;;
    webhook) expect "$1" 200 'rules were not satisfied' "$other" "$signature" && expect "$1" 500 evaluating "$other" "$wrong" ;;
  esac
}

expect() { # who, status, part of the answer, file, signature
  local status answer
  status=$(curl -sS -o "$work/answer" -w '%{http_code}' -H 'Content-Type: application/json' -H 'X-GitHub-Event: push' -H "X-Hub-Signature-256: $5" -H 'Expect:' \
    --data-binary "@$4" "http://127.0.0.1:${port[$1]}$(path_of "$1" shop)")
  answer=$(cat "$work/answer")
  [[ $status == "$2" && $answer == *"$3"* ]] || give_up "$1 should have answered $2 '$3' to ${4##*/}, but answered $status: ${answer:0:500}"
}
