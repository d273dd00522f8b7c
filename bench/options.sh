# shellcheck shell=bash
# Sourced by the scripts beside it: how each of them says that it was called wrongly, or that the .NET SDK is missing, and finds the binary. `usage` is theirs.

refuse() { # what is wrong
  printf 'bench/%s: %s\n\n' "${0##*/}" "$1" >&2
  usage >&2
  exit 64
}

# As the tests read it, whose numbers have 32 bits.
whole_number() { # what it is called, the least, what was given
  if ! [[ $3 =~ ^(0|[1-9][0-9]{0,9})$ ]] || [ "$3" -lt "$2" ] || [ "$3" -gt 2147483647 ]; then refuse "$1 is a whole number from $2 to 2147483647, and not '$3'"; fi
}

# How often or how long, by default the one given here, and a seed: of the scripts that run a part of the test suite.
read_amount_and_seed() { # what the amount is called, its default, the script's arguments...
  local name=$1
  amount=${3-$2} seed=${4-$((RANDOM << 15 | RANDOM))}
  case ${3-} in
    -h | --help) usage && exit 0 ;;
    -*) refuse "unknown option '$3'" ;;
  esac
  [ $# -le 4 ] || refuse "'$5' is one word too many"
  whole_number "$name" 1 "$amount"
  whole_number SEED 0 "$seed"
}

need_dotnet() {
  if command -v dotnet >/dev/null; then return 0; fi
  echo "bench/${0##*/}: dotnet is not in PATH; the .NET 10 SDK is needed" >&2
  exit 69
}

# Goes to the top of the sources, and sets PIDEPLOYER_BINARY, the one that the tests start.
find_binary() {
  local rid
  [ -z "${PIDEPLOYER_BINARY-}" ] || PIDEPLOYER_BINARY=$(realpath "$PIDEPLOYER_BINARY")
  cd "$(dirname "${BASH_SOURCE[0]}")/.." || exit
  if [ -n "${PIDEPLOYER_BINARY-}" ]; then return 0; fi
  case $(uname -m) in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
  PIDEPLOYER_BINARY=$PWD/artifacts/$rid/pi-deployer
  [ -x "$PIDEPLOYER_BINARY" ] || ./publish.sh --rid "$rid" || ./publish.sh --rid "$rid" --framework net9.0
}
