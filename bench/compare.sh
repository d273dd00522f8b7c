#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Measures PiDeployer beside what else does this work, all in one run on one machine, and holds it to its bars.
set -euo pipefail
export LC_ALL=C

usage() {
  cat <<'USAGE'
usage: bench/compare.sh [options]

PiDeployer, native and managed, beside Debian's webhook and a deployer in Flask as people write them (bench/flask/): size, start, memory, signed pushes of three sizes,
what a deployment costs beside what it runs; and whether the native one stays as it is with many projects, records, readers and much log. One table, some 12 minutes.

  --only PARTS        of "start push deploy overhead growth", one or more in quotes
  --programs NAMES    of "native managed webhook flask"; native always takes part
  --quick             everything briefly, some three minutes; for looking whether it works, not for figures
  --seconds 15        of pushes for each program and size, in --rounds 3 turns, over --connections 16
  --starts 7          of each program, and of each state that has grown
  --samples 25        deployments of each program
  --projects 10000, --records 100000, --log-mb 1000, --readers 200 (300 at most): as much it grows to
  --binary FILE       the native one; without it ./publish.sh makes one for this machine if artifacts/ has none
  --managed FOLDER    the managed one; without it `dotnet build -c Release` makes one
  --markdown          puts the table into docs/BENCHMARKS.md as well

Needs Debian's webhook, wrk, python3-flask, python3-yaml, git, curl and openssl, for the managed one the .NET SDK, and room for the log in ${TMPDIR:-/tmp}.
Exit codes: 0 every bar is met; 1 one is missed; 64 wrong usage; 69 a tool or room on the disk is missing.
USAGE
}

. "$(dirname "${BASH_SOURCE[0]}")/options.sh"
only='start push deploy overhead growth' names='native managed webhook flask'
seconds=15 rounds=3 connections=16 starts=7 samples_each=25 projects=10000 records=100000 log_mb=1000 readers=200 binary='' managed='' markdown=''
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --quick) seconds=4 rounds=1 starts=3 samples_each=5 projects=1000 records=10000 log_mb=100 readers=50 ;;
    --markdown) markdown=yes ;;
    --only | --programs | --seconds | --rounds | --connections | --starts | --samples | --projects | --records | --log-mb | --readers | --binary | --managed)
      [ $# -ge 2 ] || refuse "$1 needs a value"
      case $1 in --programs) name=names ;; --samples) name=samples_each ;; *) name=${1#--} ;; esac
      declare "${name//-/_}=$2"
      shift
      ;;
    *) refuse "unknown option '$1'" ;;
  esac
  shift
done
for number in seconds rounds connections starts samples_each projects records log_mb readers; do
  case $number in samples_each) option=--samples ;; *) option=--${number//_/-} ;; esac
  whole_number "$option" 1 "${!number}"
done
[ "$readers" -le 300 ] || refuse "--readers is 300 at most, and not '$readers'" # As many as curl reads at once.
programs=(native)
for name in $names; do
  case $name in native) ;; managed | webhook | flask) programs+=("$name") ;; *) refuse "unknown program '$name'" ;; esac
done
for part in $only; do
  case $part in start | push | deploy | overhead | growth) ;; *) refuse "unknown part '$part'" ;; esac
done
[ -z "$binary" ] || binary=$(realpath "$binary")
[ -z "$managed" ] || managed=$(realpath "$managed")
cd "$(dirname "${BASH_SOURCE[0]}")"

readonly token=a-token-that-only-this-run-knows secret=a-secret-that-only-this-run-knows
. ./compare/measure.sh
. ./compare/table.sh
. ./compare/tools.sh
. ./compare/programs.sh
. ./compare/pushes.sh
. ./compare/alone.sh
. ./compare/load.sh
. ./compare/command.sh
. ./compare/overhead.sh
. ./compare/growth-states.sh
. ./compare/growth.sh
. ./compare/growth-table.sh

find_tools
find_ours
prepare_pushes
for program in "${programs[@]}"; do configure "$program"; done
for part in $only; do "measure_$part"; done
for part in $only; do "report_$part"; done
if [ -n "$markdown" ]; then { describe && print_table; } >"$work/table" && put_into_document "$work/table"; fi
describe
print_table
[ "$failures" -eq 0 ]
