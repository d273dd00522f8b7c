#!/usr/bin/env bash
# Makes the single native binary. `./publish.sh --help` lists the options.
set -euo pipefail

readonly max_mib=15
readonly usage_error=64 unavailable=69

usage() {
  cat <<'USAGE'
usage: ./publish.sh [--rid RID] [--framework FRAMEWORK] [--output DIR]

Makes the native binary `pi-deployer`, ready to be copied to the machine that it is for, and beside it `pi-deployer.sha256`, for `sha256sum --check`. The same commit makes the
same binary, wherever it lies (docs/SECURITY.md).

  --rid RID              linux-arm64 (default, for a Raspberry Pi) or linux-x64
  --framework FRAMEWORK  net10.0 (default) or net9.0
  --output DIR           where the binary goes, ./artifacts/RID by default

Exit codes: 0 done; 1 the build failed or the binary is too large; 64 wrong usage; 69 a tool or a package is missing.
USAGE
}

refuse() {
  printf 'publish.sh: %s\n\n' "$1" >&2
  usage >&2
  exit "$usage_error"
}

rid=linux-arm64 framework=net10.0 output=
while [ $# -gt 0 ]; do
  case $1 in
    -h | --help)
      usage
      exit 0
      ;;
    --rid | --framework | --output)
      if [ $# -lt 2 ] || [ -z "$2" ]; then refuse "$1 needs a value"; fi
      case $1 in --rid) rid=$2 ;; --framework) framework=$2 ;; --output) output=$2 ;; esac
      shift 2
      ;;
    *) refuse "unknown option '$1'" ;;
  esac
done
case $rid in
  linux-arm64) machine=aarch64 triple=aarch64-linux-gnu libc_package=libc6-dev-arm64-cross gcc_package=gcc-aarch64-linux-gnu ;;
  linux-x64) machine=x86_64 triple=x86_64-linux-gnu libc_package=libc6-dev-amd64-cross gcc_package=gcc-x86-64-linux-gnu ;;
  *) refuse "unknown rid '$rid'" ;;
esac
case $framework in net10.0 | net9.0) ;; *) refuse "unknown framework '$framework'" ;; esac
if [ -n "$output" ]; then mkdir -p "$output" && output=$(cd "$output" && pwd); fi
cd "$(dirname "${BASH_SOURCE[0]}")"
output=${output:-$PWD/artifacts/$rid}

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
# With these, bash waits for the command that runs before it leaves.
trap 'exit 130' INT
trap 'exit 143' TERM

problems=0
problem() {
  printf 'publish.sh: %s\n' "$1" >&2
  problems=$((problems + 1))
}

has() { command -v "$1" >/dev/null 2>&1; }

exists() { [ -e "$1" ]; }

has dotnet || { problem 'dotnet is not in PATH; the .NET 10 SDK is needed'; exit "$unavailable"; }

# The compiler's own packages bring zlib and brotli, and OpenSSL is looked for when the program runs: a linker and a libc are all that a machine has to have.
missing=() packages=()
need() { # what it is called, the Debian package that has it
  missing+=("$1")
  packages+=("$2")
}
link=()
if [ "$(uname -m)" = "$machine" ]; then
  has clang || has gcc || need 'clang or gcc' clang
  has objcopy || has llvm-objcopy || need objcopy binutils
else
  has clang || need clang clang
  has ld.lld || need lld lld
  has "$triple-objcopy" || need "$triple-objcopy" "$gcc_package"
  exists "/usr/$triple/lib/libc.so" || need "the libc to link with, /usr/$triple/lib/libc.so" "$libc_package"
  exists /usr/lib/gcc-cross/"$triple"/*/crtbeginS.o || need "gcc's start files for $triple" "$gcc_package"
  link=("-p:CppCompilerAndLinker=clang" "-p:LinkerFlavor=lld" "-p:ObjCopyName=$triple-objcopy")
fi
if [ ${#missing[@]} -gt 0 ]; then
  problem "these tools are missing for $rid on $(uname -m):"
  printf '  %s\n' "${missing[@]}" >&2
  printf 'On Debian: apt-get install %s\n' "$(printf '%s\n' "${packages[@]}" | sort -u | paste -s -d ' ')" >&2
fi

# A folder of its own, so that the restore for another framework leaves the everyday build's alone.
properties=(-r "$rid" "-p:AppFramework=$framework" -p:PublishAot=true "${link[@]}" --artifacts-path "$work/build")
if ! dotnet restore PiDeployer "${properties[@]}" >"$work/restore.log" 2>&1; then
  unserved=$(grep -oE 'NU110[123]: Unable to find [^.]*package [A-Za-z0-9._-]+[A-Za-z0-9]' "$work/restore.log" | sed 's/.* /  /' | sort -u || true)
  if [ -n "$unserved" ]; then
    problem "the NuGet source of this machine does not serve what a native build of $framework for $rid needs:"
    cat >&2 <<HINT
$unserved
Run it on a machine whose source serves them, as the public one does (\`dotnet nuget list source\` shows this machine's).
A binary to test with can often be had from the older framework: ./publish.sh --framework net9.0 --rid linux-x64
HINT
  else
    problem 'the packages could not be restored:'
    cat "$work/restore.log" >&2
  fi
fi
[ "$problems" -eq 0 ] || exit "$unavailable"

# The build runs the analyzers; the compiler of native code has warnings of its own.
dotnet publish PiDeployer -c Release --no-restore -p:RunAnalyzers=false "${properties[@]}" -o "$work/out"
mkdir -p "$output"
install -m 755 "$work/out/pi-deployer" "$output/pi-deployer"

bytes=$(stat -c %s "$output/pi-deployer")
printf '%s: %s MiB (%s, %s, made by .NET SDK %s)\n' "$output/pi-deployer" "$(awk -v bytes="$bytes" 'BEGIN { printf "%.2f", bytes / 1048576 }')" "$rid" "$framework" "$(dotnet --version)"
(cd "$output" && sha256sum pi-deployer | tee pi-deployer.sha256)
if [ "$bytes" -gt $((max_mib * 1048576)) ]; then
  echo "publish.sh: that is more than $max_mib MiB" >&2
  exit 1
fi
