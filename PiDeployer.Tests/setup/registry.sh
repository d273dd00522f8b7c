# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: the program of a registry. The tests that want one start it themselves.

# Sets PIDEPLOYER_NO_REGISTRY, the tests' reason for skipping, where it cannot be had.
set_up_registry() {
  local reason
  ! has docker-registry || return 0
  reason=$(why_no_packages)
  if [ -n "$reason" ]; then
    PIDEPLOYER_NO_REGISTRY="there is no docker-registry, and $reason, so it could not be installed"
  elif install_packages docker-registry; then
    return 0
  else
    PIDEPLOYER_NO_REGISTRY='docker-registry could not be installed'
    failed_steps+=(registry)
  fi
  export PIDEPLOYER_NO_REGISTRY
  leave_out "the tests with a registry: $PIDEPLOYER_NO_REGISTRY"
}
