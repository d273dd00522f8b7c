# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: podman and podman-compose. Their configuration and storage are in a folder of ours, but the networks of a podman that is run by root are the
# machine's: it needs iptables there, switches forwarding on, and leaves both as they are. So what was not there before is taken away at the end.

podman_folder='' podman_forwarding='' podman_paths=()
readonly forwarding=/proc/sys/net/ipv4/ip_forward

# Sets PIDEPLOYER_NO_PODMAN, the tests' reason for skipping, when there cannot be one. Where there ought to be one, that is a failed step too.
set_up_podman() {
  local reason='' packages=()
  # The second line is only recommended to the first, but without it no port is published and no container finds another by name.
  has podman || packages+=(podman)
  has podman-compose || packages+=(podman-compose)
  has_part netavark || packages+=(netavark)
  has_part aardvark-dns || packages+=(aardvark-dns)
  has iptables || packages+=(iptables)
  is_static || packages+=(busybox-static)
  if [ "$(id -u)" -ne 0 ]; then
    reason='this is not run by root'
  elif [ ${#packages[@]} -gt 0 ]; then
    reason=$(why_no_packages)
  fi
  if [ -n "$reason" ]; then
    PIDEPLOYER_NO_PODMAN="podman with podman-compose cannot be set up, since $reason"
  elif [ ${#packages[@]} -gt 0 ] && ! install_packages "${packages[@]}"; then
    PIDEPLOYER_NO_PODMAN="these packages could not be installed: ${packages[*]}"
    failed_steps+=(podman)
  elif ! start_podman; then
    PIDEPLOYER_NO_PODMAN='podman could not run a container'
    failed_steps+=(podman)
  else
    return 0
  fi
  export PIDEPLOYER_NO_PODMAN
  leave_out "the tests with podman: $PIDEPLOYER_NO_PODMAN"
}

has_part() { [ -x "/usr/lib/podman/$1" ] || [ -x "/usr/libexec/podman/$1" ]; }

start_podman() {
  note_machine
  configure_podman "$work/podman"
  # Only now: until then a podman that is told to remove everything would mean the machine's own.
  podman_folder=$work/podman
  echo "Trying podman in $podman_folder"
  try_podman >"$podman_folder/log" 2>&1 && return 0
  tail -n 20 "$podman_folder/log" >&2
  stop_podman
  return 1
}

# None of it needs a service manager.
configure_podman() {
  local folder=$1
  mkdir -p "$folder"
  printf '[storage]\ndriver = "overlay"\ngraphroot = "%s"\nrunroot = "%s"\n' "$folder/root" "$folder/run" >"$folder/storage.conf"
  printf '[[registry]]\nlocation = "127.0.0.1"\ninsecure = true\n' >"$folder/registries.conf"
  {
    printf '[containers]\ndefault_ulimits = [%s]\n' "$(podman_limits)"
    # Locks in files, since those in shared memory would be every other podman's too.
    printf '[engine]\ncgroup_manager = "cgroupfs"\nevents_logger = "file"\nlock_type = "file"\ntmp_dir = "%s"\n' "$folder/tmp"
    printf '[network]\nnetwork_backend = "netavark"\nfirewall_driver = "iptables"\nnetwork_config_dir = "%s"\n' "$folder/networks"
  } >"$folder/containers.conf"
  export CONTAINERS_STORAGE_CONF=$folder/storage.conf CONTAINERS_CONF=$folder/containers.conf CONTAINERS_REGISTRIES_CONF=$folder/registries.conf
}

# Podman asks for a million open files, and would lower the number of processes to its own taste, which a machine that lacks CAP_SYS_RESOURCE both refuses. The
# smaller of its own limits is granted for either.
podman_limits() {
  local files processes limit
  files=$(ulimit -Hn) processes=$(ulimit -Hu)
  [ "$files" != unlimited ] && [ "$files" -lt 1048576 ] || return 0
  limit=$files
  [ "$processes" = unlimited ] || [ "$processes" -ge "$files" ] || limit=$processes
  printf '"nofile=%d:%d", "nproc=%d:%d"' "$limit" "$limit" "$limit" "$limit"
}

# One container that publishes a port, in a network of its own, is all that the tests need.
try_podman() {
  local name=pi-deployer-test-trial tree=$podman_folder/trial
  mkdir -p "$tree/bin" "$tree/www" && cp /bin/busybox "$tree/bin/" && echo works >"$tree/www/index.html" &&
    timeout 30 podman network create "$name" &&
    timeout 30 podman run --detach --name "$name" --network "$name" --publish 127.0.0.1::8080 --rootfs "$tree" /bin/busybox httpd -f -p 8080 -h /www &&
    [ "$(curl --silent --show-error --fail --max-time 10 --retry 5 --retry-connrefused "http://$(podman port "$name" 8080)/")" = works ] &&
    timeout 30 podman rm --force --time 0 "$name" &&
    timeout 30 podman network rm "$name"
}

# What there is before us is not ours to take away.
note_machine() {
  local path
  podman_forwarding=$(cat "$forwarding")
  podman_paths=()
  for path in /run/containers /run/netns /run/runc /run/crun /var/lib/containers; do [ -e "$path" ] || podman_paths+=("$path"); done
  iptables-save >"$work/iptables"
}

stop_podman() {
  [ -n "$podman_folder" ] || return 0
  timeout 60 podman rm --all --force --time 0 >/dev/null 2>&1 || true
  timeout 60 podman network prune --force >/dev/null 2>&1 || true
  unmount_below "$podman_folder/"
  restore_machine >/dev/null || true
  podman_folder=
  unset CONTAINERS_STORAGE_CONF CONTAINERS_CONF CONTAINERS_REGISTRIES_CONF
}

restore_machine() {
  local path
  # A bridge that is still there is another podman's, who is working with the same chains.
  if ! grep -q NETAVARK "$work/iptables" && ! compgen -G '/sys/class/net/podman*' >/dev/null; then
    forget_chains filter
    forget_chains nat
    echo "$podman_forwarding" >"$forwarding"
    for path in "${podman_paths[@]}"; do
      unmount_below "$path/"
      ! mountpoint -q "$path" || umount -l "$path" || true
      remove_traces "$path"
    done
  fi
}

# Empty folders, the empty files that namespaces were mounted on, and what podman notes of networks and registries. Whatever else is there came from somebody else since.
remove_traces() {
  [ -d "$1" ] || return 0
  find "$1" -xdev -depth \( -empty -o -path '/run/containers/networks/*' -o -path '/var/lib/containers/cache/blob-info-cache-*' \) -delete || true
}

# Removes netavark's chains from a table and the jumps to them, and the machine's own empty ones if it did without before, which iptables over nftables can.
forget_chains() {
  local table=$1 rules chain
  rules=$(iptables --wait --table "$table" --list-rules | grep NETAVARK) || return 0
  {
    echo "*$table"
    sed -n 's/^-N /-F /p' <<<"$rules"
    grep -v -e '^-N ' -e '^-A NETAVARK' <<<"$rules" | sed 's/^-A /-D /'
    sed -n 's/^-N /-X /p' <<<"$rules"
    echo COMMIT
  } | iptables-restore --wait --noflush
  grep -q "^\*$table\$" "$work/iptables" || iptables --wait --table "$table" --list-rules | sed -n 's/^-P \(.*\) ACCEPT$/\1/p' | while read -r chain; do
    iptables --wait --table "$table" --delete-chain "$chain" 2>/dev/null || true
  done
}
