# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: Debian's Chromium with what setup/chromium.py needs and the Node that drives it, and the rules of axe-core for pages that everybody can use. The rules are fetched for this run alone.

readonly axe=axe-core@4.14.1

# Sets PIDEPLOYER_NO_BROWSER, the tests' reason for skipping, where there is none, and PIDEPLOYER_AXE, the file with the rules, where they can be had.
set_up_browser() {
  local reason packages=() folder=$work/axe
  [ -x /usr/bin/chromium ] || packages+=(chromium)
  /usr/bin/python3 -c 'import seccomp' 2>/dev/null || packages+=(python3-seccomp)
  has node || packages+=(nodejs)
  reason=$(why_no_packages)
  if [ ${#packages[@]} -eq 0 ]; then
    :
  elif [ -n "$reason" ]; then
    no_browser "these are missing: ${packages[*]}, and $reason, so they could not be installed"
    return 0
  elif ! install_packages "${packages[@]}"; then
    failed_steps+=(browser)
    no_browser "these packages could not be installed: ${packages[*]}"
    return 0
  fi
  if ! has npm; then
    leave_out 'whether everybody can use the dashboard: npm is missing'
  elif install_with_npm "$folder" "$axe"; then
    export PIDEPLOYER_AXE=$folder/node_modules/axe-core/axe.min.js
  else
    failed_steps+=(axe)
    leave_out 'whether everybody can use the dashboard: npm could not fetch axe-core'
  fi
}

no_browser() {
  export PIDEPLOYER_NO_BROWSER=$1
  leave_out "the dashboard in a browser: $1"
}
