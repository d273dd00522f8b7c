# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: the sshd that plays a forge with a deploy key. The tests start it themselves.

# Sets PIDEPLOYER_NO_SSH, the tests' reason for skipping, where it cannot be had.
set_up_ssh() {
  local reason
  [ ! -x /usr/sbin/sshd ] || return 0
  reason=$(why_no_packages)
  if [ -n "$reason" ]; then
    PIDEPLOYER_NO_SSH="there is no sshd, and $reason, so it could not be installed"
  elif install_packages openssh-server; then
    return 0
  else
    PIDEPLOYER_NO_SSH='the package openssh-server could not be installed'
    failed_steps+=(ssh)
  fi
  export PIDEPLOYER_NO_SSH
  leave_out "the test with a deploy key: $PIDEPLOYER_NO_SSH"
}
