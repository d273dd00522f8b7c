#!/usr/bin/env bash
# Kills the native binary over and over while it is pushed to, and looks whether anything was lost: the fault test of the test suite, for as long as you like.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/kill.sh [KILLS] [SEED]

KILLS is 2000 by default, which takes some ten minutes; SEED repeats the moments of an earlier run, which had printed it.
PIDEPLOYER_BINARY names the binary; without it, ./publish.sh makes one for this machine if artifacts/ has none.

Exit codes: 0 nothing was lost; 1 something was; 64 wrong usage.
USAGE
}

kills=${1-2000} seed=${2-$RANDOM$RANDOM}
case ${1-} in -h | --help) usage && exit 0 ;; esac
for number in "$kills" "$seed"; do
  case $number in '' | *[!0-9]*) usage >&2 && exit 64 ;; esac
done
[ $# -le 2 ] || { usage >&2 && exit 64; }
[ -z "${PIDEPLOYER_BINARY-}" ] || PIDEPLOYER_BINARY=$(realpath "$PIDEPLOYER_BINARY")
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ -z "${PIDEPLOYER_BINARY-}" ]; then
  case $(uname -m) in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
  PIDEPLOYER_BINARY=$PWD/artifacts/$rid/pi-deployer
  [ -x "$PIDEPLOYER_BINARY" ] || ./publish.sh --rid "$rid" || ./publish.sh --rid "$rid" --framework net9.0
fi

echo "bench: $kills kills, seed $seed"
export PIDEPLOYER_BINARY PIDEPLOYER_KILLS=$kills PIDEPLOYER_KILL_SEED=$seed
dotnet test PiDeployer.slnx --filter FullyQualifiedName~KillTests || exit 1
