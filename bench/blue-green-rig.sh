# shellcheck shell=bash disable=SC2154,SC2034,SC2016
# Sourced by blue-green.sh, in its folder: the program and what it deploys, the proxies, the people, and one run with its row of the table.

if [ -z "$binary" ]; then
  case $(uname -m) in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
  binary=$(realpath ..)/artifacts/$rid/pi-deployer
  [ -x "$binary" ] || ../publish.sh --rid "$rid" || ../publish.sh --rid "$rid" --framework net9.0
fi

work=$(mktemp -d)
image=pi-deployer-bench-$$
declare -A ports=([haproxy]=18482 [haproxy-blue]=18483 [haproxy-green]=18484 [caddy]=18485 [caddy-blue]=18486 [caddy-green]=18487 [caddy-admin]=18488)
declare -A running=()
cleanup() {
  local pid side
  for pid in "${!running[@]}"; do stop "$pid"; done
  for side in haproxy-blue haproxy-green caddy-blue caddy-green; do
    docker ps --all --quiet --filter "label=com.docker.compose.project=$image-$side" | xargs -r docker rm --force >/dev/null
    docker network ls --quiet --filter "label=com.docker.compose.project=$image-$side" | xargs -r docker network rm >/dev/null
  done
  docker image ls --format '{{.Repository}}:{{.Tag}}' | { grep -e "^$image:" -e "^pi-deployer/kept:of-$image-" || true; } | xargs -r docker image rm --force >/dev/null
  rm -rf "$work"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

start() {
  "$@" >"$work/${1##*/}.log" 2>&1 &
  pid=$!
  running["$pid"]=yes
}

stop() {
  unset "running[$1]"
  kill "$1" 2>/dev/null || true
  wait "$1" 2>/dev/null || true
}

await() { # what is awaited, command...
  local what=$1 i
  shift
  for ((i = 0; i < 300; i++)); do
    ! "$@" >/dev/null 2>&1 || return 0
    sleep 0.1
  done
  echo "bench: waited 30 s for this: $what" >&2
  tail -n 20 "$work"/*.log >&2
  exit 1
}

# An image for each version. It keeps connections open, and ends at once with all that it is busy with.
prepare() {
  local i
  mkdir -p "$work/image/bin"
  cp "$(command -v busybox)" "$work/image/bin/busybox"
  cat >"$work/image/serve" <<'SERVE'
#!/bin/busybox sh
close='Connection: close\r\n'
while read -r method path protocol; do
  length=0 last=
  case $protocol in HTTP/1.1*) ;; *) last=$close ;; esac
  while IFS=': ' read -r name value; do
    value=${value%$'\r'}
    case $name in
      [Cc]ontent-[Ll]ength) length=$value ;;
      [Cc]onnection) [ "$value" != close ] || last=$close ;;
      $'\r') break ;;
    esac
  done
  [ "$length" = 0 ] || /bin/busybox dd bs=1 count="$length" of=/dev/null 2>/dev/null
  printf "HTTP/1.1 200 OK\r\n${last}Content-Length: ${#VERSION}\r\n\r\n$VERSION"
  [ -z "$last" ] || break
done
SERVE
  chmod 755 "$work/image/serve"
  tar -C "$work/image" -cf "$work/image.tar" .
  for ((i = 0; i <= deployments; i++)); do import "v$i"; done
  import bad && import kept
  cat >"$work/people.lua" <<'LUA'
local number, body = 0, string.rep("x", 200)
function delay() return 10 end
function request()
  number = number + 1
  local headers = {}
  if number % 4 >= 2 then headers["Connection"] = "close" end
  if number % 2 == 0 then return wrk.format("GET", "/", headers) end
  return wrk.format("POST", "/", headers, body)
end
function done(summary)
  local e = summary.errors
  print(string.format("TOLD %d %d", summary.requests, e.connect + e.read + e.write + e.status + e.timeout))
end
LUA
  cat >"$work/haproxy.cfg" <<CFG
global
    stats socket $work/haproxy.sock mode 600 level admin
defaults
    mode http
    option redispatch
    retries 3
    timeout connect 5s
    timeout client 60s
    timeout server 60s
frontend people
    bind 127.0.0.1:${ports[haproxy]}
    default_backend shop
backend shop
    server blue 127.0.0.1:${ports[haproxy-blue]} check
    server green 127.0.0.1:${ports[haproxy-green]} check
CFG
  echo "{\"admin\":{\"listen\":\"127.0.0.1:${ports[caddy-admin]}\"}}" >"$work/caddy.json"
  mkdir -p "$work/haproxy" "$work/caddy"
  write_projects false
  export DEPLOY_TOKEN=$token DEPLOYER_HOST=127.0.0.1 DEPLOYER_PORT=$ours STEADY_TIME=1 RATE_LIMIT_PER_MIN=0
  (cd "$work" && exec "$binary") >"$work/pi-deployer.log" 2>&1 &
  running["$!"]=yes
  await 'pi-deployer answers' curl -sf "http://127.0.0.1:$ours/health"
}

import() { docker import --change "ENV VERSION=$1" --change 'CMD ["/bin/busybox", "nc", "-llllllllllllllllllllllllllllllll", "-p", "8080", "-e", "/serve"]' "$work/image.tar" "$image:$1" >/dev/null; }

write_projects() { # whether the old side stays
  local proxy
  echo 'projects:' >"$work/projects.yml"
  for proxy in haproxy caddy; do
    echo "  - { name: $image-$proxy, path: $work/$proxy, deploy_mode: blue-green, $(fields "$proxy"), blue_green: { ports: [${ports[$proxy-blue]}, ${ports[$proxy-green]}], keep_previous: $1 } }"
  done >>"$work/projects.yml"
}

fields() {
  if [ "$1" = haproxy ]; then
    echo "haproxy: { socket: $work/haproxy.sock, backend: shop }"
  else
    echo "caddy: { admin: 'http://127.0.0.1:${ports[caddy-admin]}', listen: '127.0.0.1:${ports[caddy]}', host: 127.0.0.1 }"
  fi
}

call() { curl -s -X POST -H "Authorization: Bearer $token" "http://127.0.0.1:$ours$1"; }

# What is wrong with the answer is a failure of the run, and is shown.
deploy() { # proxy, version, how it shall end, further lines of the service
  local state
  printf 'services:\n  web:\n    image: %s:%s\n    pull_policy: never\n    ports: ["127.0.0.1:${DEPLOYER_PORT}:8080"]\n    stop_grace_period: 0s\n%s\n' \
    "$image" "$2" "${4-}" >"$work/$1/compose.yaml"
  called=$EPOCHREALTIME
  state=$(call "/deploy/$image-$1?wait=120" | jq -r 'if .success then "succeeded" else "failed" end')
  if [ "$state" != "$3" ]; then
    echo "bench: $1, $2: $state" >&2
    call "/logs/$image-$1" >/dev/null
    curl -s -H "Authorization: Bearer $token" "http://127.0.0.1:$ours/logs/$image-$1?lines=30" | jq -r '.lines[]' >&2
    bad=1
  fi
}

# Asks for the version all the time, and writes down each change with its time.
watch_versions() { # proxy
  local last='' now
  while :; do
    now=$(curl -s -m 20 -w ' %{http_code}' "http://127.0.0.1:${ports[$1]}/" || true)
    [ "$now" = "$last" ] || echo "$EPOCHREALTIME $now"
    last=$now
  done
}

milliseconds() { echo $(((${2/./} - ${1/./}) / 1000)); }

# From the call until people saw the version.
until_seen() { # version
  local seen
  seen=$(awk -v version="$1" -v called="$called" '$2 == version && $1 >= called { print $1; exit }' "$work/versions")
  [ -z "$seen" ] || milliseconds "$called" "$seen"
}

is_seen() { [ -n "$(until_seen "$1")" ]; }

tenths() { awk -v ms="$1" 'BEGIN { printf "%.1f", ms / 1000 }'; }

run() { # proxy
  local proxy=$1 i begun watching wrk hey took=() expected='v0' seen requests failed back verdict=PASS told lost
  if [ "$proxy" = haproxy ]; then start haproxy -W -f "$work/haproxy.cfg"; else HOME=$work XDG_CONFIG_HOME=$work XDG_DATA_HOME=$work start caddy run --config "$work/caddy.json"; fi
  if [ "$proxy" = haproxy ]; then await 'HAProxy' test -S "$work/haproxy.sock"; else await 'Caddy' curl -s "http://127.0.0.1:${ports[caddy-admin]}/config/"; fi
  deploy "$proxy" v0 succeeded
  await "$proxy leads to v0" curl -sf "http://127.0.0.1:${ports[$proxy]}/"

  begun=$EPOCHREALTIME
  watch_versions "$proxy" >"$work/versions" &
  watching=$!
  running["$watching"]=yes
  wrk --threads 1 --connections 4 --timeout 20s --duration 3600s --script "$work/people.lua" "http://127.0.0.1:${ports[$proxy]}/" >"$work/wrk" &
  wrk=$!
  running["$wrk"]=yes
  hey -z 3600s -c 2 -q 25 -t 20 -m POST -d hello "http://127.0.0.1:${ports[$proxy]}/" >"$work/hey" &
  hey=$!
  running["$hey"]=yes
  for ((i = 1; i <= deployments; i++)); do
    deploy "$proxy" "v$i" succeeded
    expected+=" v$i"
    took+=("$(until_seen "v$i")")
    # The failing ones are spread among the others.
    if ((failures * i / deployments > failures * (i - 1) / deployments)); then
      deploy "$proxy" bad failed '    entrypoint: ["/bin/busybox", "false"]'
    fi
  done
  while [ "$(milliseconds "$begun" "$EPOCHREALTIME")" -lt $((seconds * 1000)) ]; do sleep 0.2; done
  kill -INT "$wrk" "$hey"
  wait "$wrk" "$hey" || true
  unset "running[$wrk]" "running[$hey]"
  elapsed=$(milliseconds "$begun" "$EPOCHREALTIME")
  seen=$(awk '{ printf "%s%s", separator, $2; separator = " " }' "$work/versions")

  read -r told lost < <(awk '/^TOLD/ { print $2, $3 }' "$work/wrk")
  requests=$((told + $(awk '/responses$/ { sum += $2 } END { print sum + 0 }' "$work/hey")))
  # What hey could not send or was not answered stands below "Error distribution" with its number.
  failed=$((lost + $(awk '/responses$/ && $1 != "[200]" { sum += $2 } /^Error distribution/ { errors = 1; next } errors && /^ *\[[0-9]+\]/ { gsub(/[][]/, "", $1); sum += $1 } END { print sum + 0 }' "$work/hey")))

  write_projects true
  call /reload >/dev/null
  deploy "$proxy" kept succeeded
  called=$EPOCHREALTIME
  call "/rollback/$image-$proxy?wait=60" >/dev/null
  await "the way back to v$deployments" is_seen "v$deployments"
  back=$(until_seen "v$deployments")
  stop "$watching"
  write_projects false
  call /reload >/dev/null

  if [ "$failed" -ne 0 ] || [ "$requests" -lt 1000 ]; then verdict=FAIL; fi
  if [ "$seen" != "$expected" ]; then
    verdict=FAIL
    echo "bench: $proxy: people saw $seen and not $expected" >&2
  fi
  [ "$back" -le 1000 ] || verdict=FAIL
  [ "$bad" -eq 0 ] && [ "$verdict" = PASS ] || bad=1 verdict=FAIL
  mapfile -t took < <(printf '%s\n' "${took[@]}" | sort -n)
  rows+=("$(printf '| %-8s | %7s | %9s | %6s | %-8s | %28s | %12s | %-4s |' "$proxy" "$(tenths "$elapsed")" "$requests" "$failed" "$([ "$seen" = "$expected" ] && echo 'in order' || echo disorder)" \
    "$(tenths "${took[${#took[@]} / 2]}") s, $(tenths "${took[-1]}") s" "$back" "$verdict")")
}
