# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: what the tests with Docker Swarm need. They start engines of their own, each in namespaces of its own, so that nothing of the machine's network
# is touched and all of it is gone when they end.

# Sets PIDEPLOYER_NO_SWARM and PIDEPLOYER_NO_SECOND_NODE, the tests' reasons for skipping, where the machine cannot. What is missing and ought not to be is a failed step too.
set_up_swarm() {
  local reason='' packages=()
  if [ -n "${PIDEPLOYER_NO_DOCKER:-}${PIDEPLOYER_NO_REGISTRY:-}" ]; then return 0; fi
  has dockerd || packages+=(docker.io)
  has ip || packages+=(iproute2)
  { has unshare && has nsenter; } || packages+=(util-linux)
  if [ "$(id -u)" -ne 0 ]; then
    reason='this is not run by root'
  elif [ ${#packages[@]} -gt 0 ]; then
    reason=$(why_no_packages)
  fi
  if [ -n "$reason" ]; then
    PIDEPLOYER_NO_SWARM="engines with networks of their own cannot be started, since $reason"
  elif [ ${#packages[@]} -gt 0 ] && ! install_packages "${packages[@]}"; then
    PIDEPLOYER_NO_SWARM="these packages could not be installed: ${packages[*]}"
    failed_steps+=(swarm)
  elif ! makes bridge || ! makes vxlan id 1 dstport 4789; then
    PIDEPLOYER_NO_SWARM='this machine has no bridges or no VXLAN in a network namespace, which are what networks of Swarm are made of'
  elif ! makes veth peer name other; then
    PIDEPLOYER_NO_SECOND_NODE='this machine cannot connect two network namespaces'
    export PIDEPLOYER_NO_SECOND_NODE
    leave_out "the tests with a swarm of two nodes: $PIDEPLOYER_NO_SECOND_NODE"
    return 0
  else
    return 0
  fi
  export PIDEPLOYER_NO_SWARM
  leave_out "the tests with Docker Swarm: $PIDEPLOYER_NO_SWARM"
}

# Whether a network device of this kind can be had, in a network that is gone at once.
makes() { unshare --net --mount --uts --propagation private ip link add name trial type "$@" 2>/dev/null; }
