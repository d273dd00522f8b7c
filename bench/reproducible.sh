#!/usr/bin/env bash
# shellcheck source-path=SCRIPTDIR
# Builds the present commit twice, in two places, and looks whether the two binaries are one.
set -euo pipefail

usage() {
  cat <<'USAGE'
usage: bench/reproducible.sh [--rid RID] [--framework FRAMEWORK]

Clones HEAD into two folders with names of different length and publishes both, the second with another time zone, language and umask. It takes twice as long as ./publish.sh,
whose options these are: --rid linux-arm64 (default) or linux-x64, --framework net10.0 (default) or net9.0. Needs the .NET SDK, and what else ./publish.sh asks for.

Exit codes: 0 both are the same; 1 they are not; else that of publish.sh: 64 wrong usage, 69 the .NET SDK or something else is missing.
USAGE
}

. "$(dirname "${BASH_SOURCE[0]}")/options.sh"
options=("$@")
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help) usage && exit 0 ;;
    --rid | --framework) [ $# -ge 2 ] || refuse "$1 needs a value" ;;
    *) refuse "unknown option '$1'" ;;
  esac
  case $1=$2 in
    --rid=linux-arm64 | --rid=linux-x64 | --framework=net10.0 | --framework=net9.0) shift 2 ;;
    *) refuse "unknown ${1#--} '$2'" ;;
  esac
done
need_dotnet
cd "$(dirname "${BASH_SOURCE[0]}")/.."
commit=$(git rev-parse --short HEAD)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

publish() { # folder, options of publish.sh...
  local folder=$work/$1
  shift
  git clone -q . "$folder"
  "$folder/publish.sh" "$@" --output "$folder.out" >"$folder.log" 2>&1 || { code=$? && cat "$folder.log" >&2 && exit "$code"; }
}

short=a long=b/a-folder-with-a-much-longer-name/and-one-below-it
publish "$short" "${options[@]}"
(
  export TZ=Asia/Kathmandu LC_ALL=C.UTF-8
  umask 077
  publish "$long" "${options[@]}"
)

echo "$(uname -sm), .NET SDK $(dotnet --version), commit $commit, publish.sh ${options[*]}"
echo '| built in | bytes | sha256 |'
echo '|---|---:|---|'
for folder in "$short" "$long"; do
  printf "| %s | %s | %s |\n" "$folder" "$(stat -c %s "$work/$folder.out/pi-deployer")" "$(cut -d ' ' -f 1 "$work/$folder.out/pi-deployer.sha256")"
done
if cmp "$work/$short.out/pi-deployer" "$work/$long.out/pi-deployer"; then echo PASS; else echo FAIL && exit 1; fi
