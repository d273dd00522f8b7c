# shellcheck shell=bash disable=SC2154,SC2016
# Sourced by test.sh: the file trees of fresh Debians with a systemd in them, for the tests of the first hour and of the unit. debootstrap makes them in the background while
# others build, one after the other, from the source that apt uses here, and they are kept for the next run.

root_pid=''
declare -A root_folders=()
# What the unit and its projects need; and what a machine has besides where people log in.
readonly unit_packages=systemd,systemd-sysv,dbus,libpam-systemd,procps,curl,git,sudo,polkitd
readonly root_packages=$unit_packages,ca-certificates,iproute2,openssh-server,openssh-client,openssl,jq

# Where they are the tests read in PIDEPLOYER_ROOT, for the suite of this machine, and in PIDEPLOYER_ROOT_<suite>; why one cannot be had, in PIDEPLOYER_NO_ROOT.
set_up_root() {
  local reason suite mirror missing=()
  if [ -n "${PIDEPLOYER_NO_SYSTEMD:-}" ]; then
    no_root "$PIDEPLOYER_NO_SYSTEMD"
    return 0
  fi
  reason=$(why_no_packages)
  if [ -n "$reason" ]; then
    no_root "a fresh Debian cannot be made here, since $reason"
    return 0
  fi
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  name_root "$suite" "$root_packages"
  export PIDEPLOYER_ROOT=${root_folders[$suite]}
  # The two whose systemd the unit is tested with, which are those that Raspberry Pi OS is made of.
  for suite in bookworm trixie; do
    [ -n "${root_folders[$suite]:-}" ] || name_root "$suite" "$unit_packages"
    export "PIDEPLOYER_ROOT_$suite=${root_folders[$suite]}"
  done
  for suite in "${!root_folders[@]}"; do
    [ -d "${root_folders[$suite]}" ] || missing+=("$suite")
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  suite=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  mirror=$(apt-get indextargets --format '$(SITE)' 'Created-By: Packages' 'Origin: Debian' "Codename: $suite" 'Component: main' | head -n 1)
  if ! { has debootstrap || install_packages debootstrap; } || [ -z "$mirror" ]; then
    failed_steps+=(root)
    no_root 'debootstrap, or a Debian source for it, could not be had'
    return 0
  fi
  echo "Making fresh Debians in the background: ${missing[*]}"
  mkdir -p "${PIDEPLOYER_ROOT%/*}"
  local makes=''
  for suite in "${missing[@]}"; do
    makes+="make_root '$suite' '${root_folders[$suite]}' '$mirror' '$(packages_of "$suite")' >'$work/root-$suite.log' 2>&1; "
  done
  setsid nice bash -c "$(declare -f make_root); $makes" </dev/null &
  root_pid=$!
}

packages_of() {
  if [ "${root_folders[$1]}" = "${PIDEPLOYER_ROOT:-}" ]; then echo "$root_packages"; else echo "$unit_packages"; fi
}

name_root() {
  root_folders[$1]=/var/cache/pi-deployer-tests/$1-$(printf '%s' "$2" | sha256sum | cut -c 1-12)
}

# Has its name only when it is whole.
make_root() {
  rm -rf "$2.new"
  debootstrap --variant=minbase --merged-usr --include="$4" "$1" "$2.new" "$3" || return
  rm -rf "$2.new"/var/cache/apt/archives/*.deb "$2.new"/usr/share/{doc,man,locale}
  mv "$2.new" "$2"
}

# Before the tests that want them.
await_root() {
  local suite
  [ -n "$root_pid" ] || return 0
  wait "$root_pid" || true
  root_pid=
  for suite in "${!root_folders[@]}"; do
    [ ! -d "${root_folders[$suite]}" ] || continue
    tail -n 5 "$work/root-$suite.log" >&2
    rm -rf "${root_folders[$suite]}.new"
    failed_steps+=("root of $suite")
    no_root "debootstrap could not make a fresh Debian $suite" "${root_folders[$suite]}"
  done
}

stop_root() {
  [ -n "$root_pid" ] || return 0
  kill -TERM -- "-$root_pid" 2>/dev/null || true
  wait "$root_pid" 2>/dev/null || true
  root_pid=
  rm -rf "${root_folders[@]/%/.new}"
}

# Of all, or of those in one folder.
no_root() {
  local name
  export PIDEPLOYER_NO_ROOT=$1
  for name in PIDEPLOYER_ROOT PIDEPLOYER_ROOT_bookworm PIDEPLOYER_ROOT_trixie; do
    if [ -z "${2:-}" ] || [ "${!name:-}" = "$2" ]; then unset "$name"; fi
  done
  leave_out "the tests in a fresh Debian: $1"
}
