# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: promtool, which checks what is written for Prometheus. It is taken out of Debian's package alone, which would install and start a whole Prometheus.

# Sets PIDEPLOYER_NO_PROMTOOL, the tests' reason for skipping, where it cannot be had.
set_up_promtool() {
  local reason
  ! has promtool || return 0
  reason=$(why_no_packages)
  if [ -n "$reason" ]; then
    PIDEPLOYER_NO_PROMTOOL="promtool is missing, and $reason, so it could not be fetched"
  elif fetch_promtool; then
    return 0
  else
    PIDEPLOYER_NO_PROMTOOL="promtool could not be taken out of Debian's package prometheus"
    failed_steps+=(promtool)
  fi
  export PIDEPLOYER_NO_PROMTOOL
  leave_out "what promtool says of the metrics: $PIDEPLOYER_NO_PROMTOOL"
}

fetch_promtool() {
  local folder=$work/promtool
  echo 'Taking promtool from the package prometheus'
  mkdir -p "$folder"
  update_packages &&
    (cd "$folder" && with_patience apt-get -qq -o APT::Sandbox::User=root download prometheus && dpkg -x prometheus_*.deb tree) &&
    install -D -m 755 "$folder/tree/usr/bin/promtool" "$folder/bin/promtool" || return 1
  rm -r "$folder/tree"
  export PATH=$folder/bin:$PATH
  promtool --version >/dev/null
}
