#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Measures the native binary beside Debian's `webhook`, both doing the same work in the same run, and holds it to its bars.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/native.sh [--binary FILE] [--seconds 30] [--rounds 6] [--connections 16] [--starts 9]

Size, start, memory and throughput of the native binary beside Debian's webhook. Each of them gets --seconds of signed pushes in all, in --rounds turns.
Without --binary, ./publish.sh makes one for this machine if artifacts/ has none. Needs the packages webhook and wrk, curl and openssl.

Exit codes: 0 every bar is met; 1 one is missed; 64 wrong usage; 69 a tool is missing.
USAGE
}

binary='' seconds=30 rounds=6 connections=16 starts=9
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --binary | --seconds | --rounds | --connections | --starts)
      [ $# -ge 2 ] || { usage >&2 && exit 64; }
      declare "${1#--}=$2"
      shift 2
      ;;
    *) usage >&2 && exit 64 ;;
  esac
done
[ -z "$binary" ] || binary=$(realpath "$binary")
cd "$(dirname "${BASH_SOURCE[0]}")"
for tool in webhook wrk curl openssl; do
  command -v "$tool" >/dev/null || { echo "bench: $tool is missing; on Debian: apt-get install webhook wrk curl openssl" >&2 && exit 69; }
done

readonly ours=18471 theirs=18472 secret=a-secret-that-only-this-run-knows
. ./native-programs.sh
. ./native-measure.sh

prepare
for ((i = 0; i < starts; i++)); do
  start_ours && ours_starts+=("$started_ms") && stop "$pid"
  start_theirs && theirs_starts+=("$started_ms") && stop "$pid"
done
start_ours && our_pid=$pid
start_theirs && their_pid=$pid
sleep 2 # Idle is what is left when nothing has happened for a moment.
ours_idle=$(rss "$our_pid") theirs_idle=$(rss "$their_pid")
check_both
ours_first=$(rss "$our_pid") theirs_first=$(rss "$their_pid")

each=$((seconds / rounds > 0 ? seconds / rounds : 1))
for ((i = 0; i < rounds; i++)); do
  # Who goes first alternates too: a machine that slows down over time favours nobody.
  if ((i % 2)); then load theirs && load ours; else load ours && load theirs; fi
done
ours_after=$(rss "$our_pid") theirs_after=$(rss "$their_pid")
check_both

report
