# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: the proxies that stand before a project's two sides, and what plays the people who use it. The tests start them themselves.

# Sets PIDEPLOYER_NO_PROXIES, the tests' reason for skipping, where one cannot be had.
set_up_proxies() {
  local tool reason packages=()
  for tool in haproxy caddy wrk hey; do has "$tool" || packages+=("$tool"); done
  [ ${#packages[@]} -gt 0 ] || return 0
  reason=$(why_no_packages)
  if [ -n "$reason" ]; then
    PIDEPLOYER_NO_PROXIES="these programs are missing: ${packages[*]}, and $reason, so they could not be installed"
  elif install_packages "${packages[@]}"; then
    return 0
  else
    PIDEPLOYER_NO_PROXIES="these packages could not be installed: ${packages[*]}"
    failed_steps+=(proxies)
  fi
  export PIDEPLOYER_NO_PROXIES
  leave_out "the tests with a proxy: $PIDEPLOYER_NO_PROXIES"
}
