# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: a Docker engine. One that answers is used as it is; else one of our own is started, which touches nothing of the machine's network.

engine_pid=

answers() { docker version --format '{{.Server.Version}}' >/dev/null 2>&1; }

is_static() { [ -x /bin/busybox ] && ! LC_ALL=C ldd /bin/busybox 2>/dev/null | grep -q '=>'; }

# Sets PIDEPLOYER_NO_DOCKER, the tests' reason for skipping, when there cannot be one. Where there ought to be one, that is a failed step too.
set_up_engine() {
  local reason
  if answers && has_compose && is_static; then return 0; fi
  reason=$(why_no_packages)
  if [ -n "$reason" ]; then
    PIDEPLOYER_NO_DOCKER="there is no Docker engine with Compose 2 and a static busybox, and $reason, so they could not be set up"
  elif ! install_engine; then
    PIDEPLOYER_NO_DOCKER='Docker, its Compose plugin or busybox could not be installed'
    failed_steps+=(engine)
  elif ! answers && ! start_engine; then
    PIDEPLOYER_NO_DOCKER='the Docker engine did not start'
    failed_steps+=(engine)
  else
    return 0
  fi
  export PIDEPLOYER_NO_DOCKER
  leave_out "the tests with Docker: $PIDEPLOYER_NO_DOCKER"
}

install_engine() {
  local packages=()
  answers || has dockerd || packages+=(docker.io)
  is_static || packages+=(busybox-static)
  [ ${#packages[@]} -eq 0 ] || install_packages "${packages[@]}" || return 1
  # Newer suites have the client in a package of its own.
  has docker || install_packages docker-cli || return 1
  install_compose
}

start_engine() {
  local folder=$work/engine i
  mkdir -p "$folder"
  export DOCKER_HOST=unix://$folder/docker.sock
  echo "Starting a Docker engine in $folder"
  # Published ports reach containers through its proxy, so neither firewall rules nor forwarding are needed, nor is the default bridge.
  setsid dockerd --host "$DOCKER_HOST" --data-root "$folder/data" --exec-root "$folder/exec" --pidfile "$folder/pid" \
    --bridge none --iptables=false --ip6tables=false --ip-masq=false --ip-forward=false </dev/null >"$folder/log" 2>&1 &
  engine_pid=$!
  for ((i = 0; i < 300; i++)); do
    ! answers || return 0
    kill -0 "$engine_pid" 2>/dev/null || break
    sleep 0.1
  done
  tail -n 20 "$folder/log" >&2
  stop_engine
  return 1
}

# Tests clean up after themselves unless they were killed.
remove_leftovers() {
  local name=pi-deployer-test-
  docker ps --all --quiet --filter "name=$name" | xargs -r docker rm --force
  docker network ls --quiet --filter "name=$name" | xargs -r docker network rm
  docker image ls --format '{{.Repository}}:{{.Tag}}' | { grep -e "^$name" -e "^127\.0\.0\.1:[0-9]*/$name" -e "^pi-deployer/kept:of-$name" || true; } | xargs -r docker image rm --force
  # A pulled one that lost its tag to another still has a name with its digest.
  docker image ls --format '{{.Repository}}@{{.Digest}}' | { grep -e "^127\.0\.0\.1:[0-9]*/$name.*@sha256:" || true; } | xargs -r docker image rm --force
}

stop_engine() {
  local i
  if has docker && answers; then remove_leftovers >/dev/null 2>&1 || true; fi
  [ -n "$engine_pid" ] || return 0
  # It ends its containerd itself. What is left in its session after that is stuck.
  kill -TERM "$engine_pid" 2>/dev/null || true
  for ((i = 0; i < 200; i++)); do
    kill -0 "$engine_pid" 2>/dev/null || break
    sleep 0.1
  done
  kill -KILL -- "-$engine_pid" 2>/dev/null || true
  wait "$engine_pid" 2>/dev/null || true
  engine_pid=
  unmount_below "$work/engine/"
  unset DOCKER_HOST
}

unmount_below() {
  local mount
  awk -v folder="$1" 'index($2, folder) == 1 { print $2 }' /proc/mounts | sort -r | while read -r mount; do umount -l "$mount" || true; done
}
