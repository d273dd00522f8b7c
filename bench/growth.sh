#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Measures whether what has piled up costs anything: the same program and the same 1000 projects with few records and ten lines of log, and with 100,000 and 1 GB.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/growth.sh [--binary FILE] [--records 100000] [--log-bytes 1000000000] [--rounds 7]

Start, memory and answers of the native binary with little and with much, in milliseconds, each the median of --rounds starts: ten records beside --records of one
project, and one record of each of 1000 projects beside --records over all of them; a log of ten lines beside one of --log-bytes.
Without --binary, ./publish.sh makes one for this machine if artifacts/ has none. Needs curl, and room for the log in ${TMPDIR:-/tmp}.

Exit codes: 0 every bar is met; 1 one is missed; 64 wrong usage; 69 a tool or room on the disk is missing.
USAGE
}

binary='' records=100000 log_bytes=1000000000 rounds=7
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --binary | --records | --log-bytes | --rounds)
      [ $# -ge 2 ] || { usage >&2 && exit 64; }
      name=${1#--}
      declare "${name//-/_}=$2"
      shift 2
      ;;
    *) usage >&2 && exit 64 ;;
  esac
done
[ -z "$binary" ] || binary=$(realpath "$binary")
cd "$(dirname "${BASH_SOURCE[0]}")"
command -v curl >/dev/null || { echo 'bench: curl is missing; on Debian: apt-get install curl' >&2 && exit 69; }

readonly ours=18473 token=a-token-that-only-this-run-knows projects=1000
. ./native-measure.sh
. ./growth-measure.sh

needed=$((log_bytes + records * 2000 + 100000000))
free=$(df --output=avail -B1 "$work" | tail -n 1)
if [ "$free" -lt "$needed" ]; then
  echo "bench: $work has $((free / 1048576)) MiB of room, and $((needed / 1048576)) MiB are needed; TMPDIR names another folder" >&2
  exit 69
fi

prepare
for ((round = 0; round < rounds; round++)); do
  for shape in "${shapes[@]}"; do measure "$shape"; done # In turns: a machine that slows down over time favours none of them.
done
report_growth
