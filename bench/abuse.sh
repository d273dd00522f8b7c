#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR disable=SC2154
# Does to the native binary what strangers might: the tests of PiDeployer.Tests/Abuse, for as long as you like, and a table of what became of it.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/abuse.sh [SECONDS] [SEED]

Each of these goes on for SECONDS, 60 by default: nonsense to the port, nonsense to all parsers together, and attacks by many connections, all together. SEED repeats the
nonsense of an earlier run, which had printed it.
PIDEPLOYER_BINARY names the binary; without it, ./publish.sh makes one for this machine if artifacts/ has none. Needs the .NET SDK. The machine should do nothing else
meanwhile: /health has to answer within 100 ms.

Exit codes: 0 nothing was found; 1 something was; 64 wrong usage; 69 the .NET SDK is missing.
USAGE
}

. "$(dirname "${BASH_SOURCE[0]}")/options.sh"
read_amount_and_seed SECONDS 60 "$@"
need_dotnet
find_binary

echo "bench: $amount seconds, seed $seed"
lines=$(mktemp)
trap 'rm -f "$lines"' EXIT
trap 'exit 130' INT TERM
export PIDEPLOYER_BINARY PIDEPLOYER_FUZZ_SECONDS=$amount PIDEPLOYER_FUZZ_SEED=$seed PIDEPLOYER_ABUSE_REPORT=$lines
verdict=0
dotnet test PiDeployer.slnx -c Release --filter FullyQualifiedName~PiDeployer.Tests.Abuse -- xUnit.ParallelizeTestCollections=false || verdict=1

echo
echo "$(uname -sm), $(nproc) processors; bars: /health within 100 ms, at most 96 MiB resident, no 5xx, no crash"
printf '| %-64s | %-44s | %15s | %14s | %-4s |\n' sent answers 'worst /health' 'most resident' ''
echo '|------------------------------------------------------------------|----------------------------------------------|----------------:|---------------:|------|'
awk -F '\t' '$1 == "port" { printf "| %-64s | %-44s | %12s ms | %10s MiB | %-4s |\n", $2, $3, $4, $5, $6 }' "$lines"
awk -F '\t' '$1 == "parser" { texts += $3; parsers++ } END { printf "%d parsers were given %d texts in all.\n", parsers, texts }' "$lines"
exit "$verdict"
