#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR disable=SC2154
# Many callers and many deployments at once, for as long as you like, and a look at what of it has grown or is left: the soak test of the test suite.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/soak.sh [SECONDS] [SEED]

SECONDS is 600 by default; SEED repeats the callers' choices of an earlier run, which had printed it.
PIDEPLOYER_BINARY names the binary; without it, ./publish.sh makes one for this machine if artifacts/ has none. Needs the .NET SDK.

Exit codes: 0 nothing has grown or is left; 1 something has or is; 64 wrong usage; 69 the .NET SDK is missing.
USAGE
}

. "$(dirname "${BASH_SOURCE[0]}")/options.sh"
read_amount_and_seed SECONDS 600 "$@"
need_dotnet
find_binary

table=$(mktemp)
trap 'rm -f "$table"' EXIT
echo "bench: $(uname -sm), $(nproc) processors, $amount s"
export PIDEPLOYER_BINARY PIDEPLOYER_SOAK_SECONDS=$amount PIDEPLOYER_SOAK_SEED=$seed PIDEPLOYER_SOAK_TABLE=$table
code=0
dotnet test PiDeployer.slnx -c Release --filter FullyQualifiedName~SoakTests || code=1
cat "$table"
if [ "$code" -eq 0 ]; then echo PASS; else echo FAIL && exit 1; fi
