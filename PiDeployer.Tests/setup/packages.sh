# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by test.sh: the tools that tests need, from Debian's packages where they are missing.

export PATH=$PATH:/usr/sbin:/sbin DEBIAN_FRONTEND=noninteractive
no_compiler='' updated=''
readonly policy=/usr/sbin/policy-rc.d policy_mark='# Of a test run of PiDeployer, which takes it away in the end.'

has() { command -v "$1" >/dev/null 2>&1; }

# Empty when packages can be installed, else why not.
why_no_packages() {
  if ! has apt-get; then
    echo 'this is not Debian'
  elif [ "$(id -u)" -ne 0 ]; then
    echo 'this is not run by root'
  fi
}

# Networks have bad moments: what needs one is tried three times.
with_patience() {
  local pause
  for pause in 5 20 ''; do
    "$@" && return 0
    [ -z "$pause" ] || sleep "$pause"
  done
  return 1
}

install_packages() {
  echo "Installing: $*"
  forbid_services
  update_packages || return 1
  if ! with_patience apt-get install -y -qq --no-install-recommends "$@" >"$work/apt.log" 2>&1; then
    cat "$work/apt.log" >&2
    return 1
  fi
}

# Once is enough.
update_packages() {
  [ -z "$updated" ] || return 0
  with_patience apt-get update -qq && updated=yes
}

# Into a folder that has nothing else.
install_with_npm() {
  local folder=$1
  shift
  mkdir -p "$folder"
  if ! with_patience timeout 120 npm install --prefix "$folder" --ignore-scripts --no-audit --no-fund --no-save "$@" >"$work/npm.log" 2>&1; then
    cat "$work/npm.log" >&2
    return 1
  fi
}

# A package must not start its service because we needed a program of it.
forbid_services() {
  [ ! -e "$policy" ] || return 0
  printf '#!/bin/sh\n%s\nexit 101\n' "$policy_mark" >"$policy"
  chmod +x "$policy"
}

# Also after a run that was killed before it could; one without our mark is somebody else's.
allow_services() {
  ! grep -qsxF "$policy_mark" "$policy" || rm -f "$policy"
}

# What boots a systemd to test the unit in. Where it cannot be had, PIDEPLOYER_NO_SYSTEMD is the test's reason for being skipped.
set_up_systemd() {
  local reason packages=()
  has sudo || packages+=(sudo)
  has systemctl || packages+=(systemd)
  has systemd-nspawn || packages+=(systemd-container)
  has dbus-daemon || packages+=(dbus)
  [ -x /usr/lib/polkit-1/polkitd ] || packages+=(polkitd)
  reason=$(why_no_packages)
  if [ -n "$reason" ]; then
    PIDEPLOYER_NO_SYSTEMD="a systemd cannot be booted here, since $reason"
  elif [ ${#packages[@]} -eq 0 ] || install_packages "${packages[@]}"; then
    return 0
  else
    PIDEPLOYER_NO_SYSTEMD="these packages could not be installed: ${packages[*]}"
    failed_steps+=(systemd)
  fi
  export PIDEPLOYER_NO_SYSTEMD
  leave_out "the test of the unit under systemd: $PIDEPLOYER_NO_SYSTEMD"
}

set_up_tools() {
  local tool reason packages=()
  has dotnet || { echo 'dotnet is missing: these tests need the .NET 10 SDK.' >&2 && exit 69; }
  # Each tool, and the package that has it where its name is another.
  for tool in git curl openssl perl jq xxd tmux tar:tar ps:procps setsid:util-linux man:man-db col:bsdextrautils; do has "${tool%:*}" || packages+=("${tool#*:}"); done
  has clang || has gcc || packages+=(gcc libc6-dev)
  [ ${#packages[@]} -gt 0 ] || return 0
  reason=$(why_no_packages)
  if [ -z "$reason" ]; then
    install_packages "${packages[@]}" || { echo "These packages could not be installed: ${packages[*]}" >&2 && exit 69; }
  elif [ "${packages[*]}" = 'gcc libc6-dev' ]; then
    no_compiler="$reason, so gcc could not be installed"
  else
    echo "Install these packages first: ${packages[*]} ($reason, so it was not tried)." >&2
    exit 69
  fi
}
