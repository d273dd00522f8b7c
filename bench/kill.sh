#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR disable=SC2154
# Kills the native binary over and over while it is pushed to, and looks whether anything was lost: the fault test of the test suite, for as long as you like.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/kill.sh [KILLS] [SEED]

KILLS is 2000 by default, which takes some ten minutes; SEED repeats the moments of an earlier run, which had printed it.
PIDEPLOYER_BINARY names the binary; without it, ./publish.sh makes one for this machine if artifacts/ has none. Needs the .NET SDK.

Exit codes: 0 nothing was lost; 1 something was; 64 wrong usage; 69 the .NET SDK is missing.
USAGE
}

. "$(dirname "${BASH_SOURCE[0]}")/options.sh"
read_amount_and_seed KILLS 2000 "$@"
need_dotnet
find_binary

echo "bench: $amount kills, seed $seed"
export PIDEPLOYER_BINARY PIDEPLOYER_KILLS=$amount PIDEPLOYER_KILL_SEED=$seed
dotnet test PiDeployer.slnx -c Release --filter FullyQualifiedName~KillTests || exit 1
