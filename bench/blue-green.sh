#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR disable=SC2154
# Deploys blue-green through real proxies while people use what is deployed, and counts the requests that got no answer.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/blue-green.sh [--binary FILE] [--seconds 60] [--deployments 10] [--failures 2] [--proxies "haproxy caddy"]

For each proxy: so many deployments that succeed and so many that fail, and for at least --seconds GET and POST by wrk and POST by hey, on connections that stay and on new
ones. None of them may fail, and the versions must come in their order. In the end one rollback to a side that was kept, which must take no time to speak of.
Without --binary, ./publish.sh makes one for this machine if artifacts/ has none. Needs Docker with Compose 2, a static busybox, haproxy, caddy, wrk, hey, curl and jq.

Exit codes: 0 PASS; 1 FAIL; 64 wrong usage; 69 a tool is missing, or docker does not answer.
USAGE
}

. "$(dirname "${BASH_SOURCE[0]}")/options.sh"
binary='' seconds=60 deployments=10 failures=2 proxies='haproxy caddy'
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --binary | --seconds | --deployments | --failures | --proxies)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      declare "${1#--}=$2"
      shift 2
      ;;
    *) refuse "unknown option '$1'" ;;
  esac
done
whole_number --seconds 1 "$seconds"
whole_number --deployments 1 "$deployments"
whole_number --failures 0 "$failures"
for proxy in $proxies; do
  case $proxy in haproxy | caddy) ;; *) refuse "unknown proxy '$proxy'" ;; esac
done
[ -z "$binary" ] || binary=$(realpath "$binary")
cd "$(dirname "${BASH_SOURCE[0]}")"
PATH=$PATH:/usr/sbin:/sbin
for tool in docker busybox haproxy caddy wrk hey curl jq; do
  command -v "$tool" >/dev/null || { echo "bench: $tool is missing; on Debian: apt-get install docker.io busybox-static haproxy caddy wrk hey curl jq" >&2 && exit 69; }
done
docker info >/dev/null 2>&1 || { echo 'bench: docker does not answer; its daemon has to run, and you have to be allowed to use it' >&2 && exit 69; }

readonly ours=18481 token=a-token-that-only-this-run-knows
. ./blue-green-rig.sh

prepare
bad=0 rows=()
for proxy in $proxies; do run "$proxy"; done

echo "$(uname -sm), $(nproc) processors, $deployments deployments that succeed and $failures that fail for each proxy"
printf '| %-8s | %7s | %9s | %6s | %-8s | %28s | %12s | %-4s |\n' proxy seconds requests failed versions 'call to switch: median, most' 'way back, ms' ''
echo '|----------|--------:|----------:|-------:|----------|------------------------------:|-------------:|------|'
printf '%s\n' "${rows[@]}"
if [ "$bad" -eq 0 ]; then echo PASS; else echo FAIL && exit 1; fi
