# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: running one step after the other, so that each can be ended and none is forgotten.

failed_steps=() left_out=() step_pid=

# Runs a command with a limit in seconds. It has a session of its own: when we are stopped, all that it started is stopped with it, and at once, since the shell
# itself only waits.
step() {
  local name=$1 limit=$2 code=0 begun=$SECONDS
  shift 2
  printf '\n== %s: %s\n' "$name" "$*"
  setsid timeout --kill-after=10 "$limit" "$@" </dev/null &
  step_pid=$!
  wait "$step_pid" || code=$?
  step_pid=
  [ "$code" -ne 124 ] || echo "$name took longer than $limit s"
  echo "-- $name: $([ "$code" -eq 0 ] && echo ok || echo "failed with $code"), $((SECONDS - begun)) s"
  if [ "$code" -ne 0 ]; then
    failed_steps+=("$name")
    return 1
  fi
}

stop_step() {
  [ -n "$step_pid" ] || return 0
  kill -TERM -- "-$step_pid" 2>/dev/null || return 0
  local i
  for ((i = 0; i < 100; i++)); do
    kill -0 -- "-$step_pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$step_pid" 2>/dev/null || true
}

leave_out() {
  left_out+=("$1")
  echo "Left out: $1"
}

# One run of the tests; further arguments are for `dotnet test`. A run that ends without the result of any test is a failed step. A test that failed makes none,
# since it is counted itself.
tests() {
  local name=$1 limit=$2 results=$work/results/$1.trx
  shift 2
  if step "$name tests" "$limit" dotnet test PiDeployer.slnx -c Release --no-build --logger "trx;LogFileName=$name.trx" --results-directory "$work/results" "$@"; then
    grep -q '<UnitTestResult ' "$results" || failed_steps+=("$name tests: there were none")
  elif grep -q '<UnitTestResult .*outcome="Failed"' "$results"; then
    unset 'failed_steps[-1]'
  fi
}
