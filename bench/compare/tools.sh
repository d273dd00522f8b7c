# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: what has to be there before anything is measured, and what the table has to say of this run.

takes_part() { [[ " ${programs[*]} " == *" $1 "* ]]; }

find_tools() {
  local needed free tool
  local tools=(git curl openssl wrk)
  ! takes_part webhook || tools+=(webhook)
  for tool in "${tools[@]}"; do
    command -v "$tool" >/dev/null || unavailable "$tool is missing"
  done
  ! takes_part flask || /usr/bin/python3 -c 'import flask, yaml' 2>/dev/null || unavailable 'Flask is missing'
  [[ $only != *overhead* ]] || [ -x /usr/bin/python3 ] || unavailable 'Python is missing'
  ! takes_part managed || [ -n "$managed" ] || command -v dotnet >/dev/null || unavailable 'dotnet is missing, the .NET SDK; --programs "native webhook flask" goes without it'
  [[ $only == *growth* ]] || return 0
  needed=$((log_mb + records * 3 / 1000 + 100))
  free=$(df --output=avail -BM "$work" | tail -n 1)
  [ "${free//[!0-9]/}" -ge "$needed" ] || unavailable "$work has ${free// /} of room, and $needed MB are needed; TMPDIR names another folder"
}

unavailable() { # what
  say "$1; on Debian: apt-get install webhook wrk python3-flask python3-yaml git curl openssl"
  exit 69
}

find_ours() {
  local rid
  case $(uname -m) in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac
  if [ -z "$binary" ]; then
    binary=$(realpath ..)/artifacts/$rid/pi-deployer
    [ -x "$binary" ] || ../publish.sh --rid "$rid" || ../publish.sh --rid "$rid" --framework net9.0
  fi
  if ! takes_part managed || [ -n "$managed" ]; then return 0; fi
  managed=$(realpath ..)/PiDeployer/bin/Release/net10.0
  dotnet build -c Release -nodeReuse:false -p:UseSharedCompilation=false ../PiDeployer >"$work/build.log" 2>&1 || { cat "$work/build.log" >&2 && give_up 'the managed build failed'; }
}

busy=$(cut -d' ' -f1 /proc/loadavg) # Of others: what is measured is not running yet.

# The machine, the day, and who took part.
describe() {
  echo "$(date +%F), $(uname -sm), $(nproc) processors ($(processor)), $(awk '/^MemTotal/ { printf "%.0f", $2 / 1048576 }' /proc/meminfo) GiB, load $busy before."
  echo "$("$binary" --version), the native file of $(date -r "$binary" '+%F %R') with sha256 $(sha256sum "$binary" | head -c 12)$(versions)."
  [ "${busy%.*}" -eq 0 ] || echo "The machine had other work to do meanwhile, so times and what is missed by them say little."
  echo "Medians of $starts starts, $rounds rounds of pushes with $seconds s in all, $samples_each deployments."
  echo
}

processor() { awk -F': ' '/^(model name|Model)/ { print $2; exit }' /proc/cpuinfo; }

versions() {
  ! takes_part managed || printf '; .NET %s' "$(dotnet --list-runtimes | awk '/^Microsoft.AspNetCore.App/ { version = $2 } END { print version }')"
  ! takes_part webhook || printf '; %s' "$(webhook -version)"
  ! takes_part flask || printf '; Flask %s on Python %s' "$(/usr/bin/python3 -c 'import flask; print(flask.__version__)')" "$(/usr/bin/python3 -c 'import platform; print(platform.python_version())')"
}

put_into_document() { # file
  local document=../docs/BENCHMARKS.md
  awk -v table="$1" '
    /^<!-- end of compare.sh -->/ { skipping = 0 }
    !skipping { print }
    /^<!-- compare.sh -->/ { skipping = 1; while ((getline line < table) > 0) print line }' "$document" >"$work/document"
  cat "$work/document" >"$document"
}
