#!/usr/bin/env bash
# Sets up what the tests need, builds, and runs them: against the managed build, and the end-to-end ones again against the native binary. `--all` runs those too that show
# the same again on another way, and take long. The last line is the total. Nothing is left running.
set -euo pipefail
if [ $# -gt 1 ] || [ "${1:---all}" != --all ]; then
  echo 'usage: ./test.sh [--all]' >&2
  exit 64
fi
cd "$(dirname "${BASH_SOURCE[0]}")"
. PiDeployer.Tests/setup/steps.sh
. PiDeployer.Tests/setup/packages.sh
. PiDeployer.Tests/setup/compose.sh
. PiDeployer.Tests/setup/engine.sh
. PiDeployer.Tests/setup/registry.sh
. PiDeployer.Tests/setup/podman.sh
. PiDeployer.Tests/setup/swarm.sh
. PiDeployer.Tests/setup/proxies.sh
. PiDeployer.Tests/setup/ssh.sh
. PiDeployer.Tests/setup/promtool.sh
. PiDeployer.Tests/setup/examples.sh
. PiDeployer.Tests/setup/root.sh
. PiDeployer.Tests/setup/browser.sh
. PiDeployer.Tests/setup/results.sh

work=$(mktemp -d)
trap 'clean_up' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

clean_up() {
  stop_step
  stop_root
  stop_podman
  stop_engine
  allow_services
  rm -rf "$work"
}

set_up_tools
set_up_systemd
set_up_ssh
set_up_engine
set_up_registry
set_up_podman
set_up_swarm
set_up_proxies
set_up_promtool
set_up_examples
set_up_root
set_up_browser

# Without these two the compiler's servers would outlive us.
export MSBUILDDISABLENODEREUSE=1 UseSharedCompilation=false
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
# The clients of Docker, which are run thousands of times, end too soon for collecting garbage to pay: a third of their time.
export GOGC=400

case $(uname -m) in aarch64) rid=linux-arm64 ;; *) rid=linux-x64 ;; esac

if step 'build' 480 dotnet build PiDeployer.slnx -c Release; then
  # Only white space: whatever else there is of style is an error of the build.
  step 'format' 180 dotnet format whitespace PiDeployer.slnx --verify-no-changes --no-restore || true
  # The unit starts one native binary, so the native run is where its test belongs. What takes long with real engines runs once, and there too, where there is one.
  managed='Build!=Native' native='Category=EndToEnd'
  # Many of them wait for programs, engines and forges, so more run at once than there are cores.
  waiting=xUnit.MaxParallelThreads=5
  [ -n "$no_compiler" ] || managed+='&Runs!=Once'
  [ "${1-}" = --all ] || { managed+='&Runs!=Long' && native+='&Runs!=Long'; }
  tests managed 900 --filter "$managed" -- "$waiting"
  if [ -n "$no_compiler" ]; then
    leave_out "the end-to-end tests against the native binary: $no_compiler"
    step 'net9.0' 360 dotnet build PiDeployer -c Release -p:AppFramework=net9.0 --artifacts-path "$work/net9.0" || true
  elif step 'publish' 480 ./publish.sh --rid "$rid" --framework net9.0 --output "$work/native"; then
    await_root
    PIDEPLOYER_BINARY=$work/native/pi-deployer tests native 2400 --filter "$native" -- xUnit.MaxParallelThreads=6
  fi
fi

stop_podman
stop_engine
report
