# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: what all the runs came to.

# One line for each test of a result file: outcome, name, and the first line of its message.
outcomes() {
  awk '
    function attribute(name, text) { return match(text, " " name "=\"[^\"]*\"") ? substr(text, RSTART + length(name) + 3, RLENGTH - length(name) - 4) : "" }
    function flush() { if (outcome != "") print outcome "\t" test "\t" message; outcome = message = "" }
    /<UnitTestResult / { flush(); outcome = attribute("outcome", $0); test = attribute("testName", $0) }
    outcome != "" && message == "" && /<Message>/ { message = $0; sub(/.*<Message>/, "", message); sub(/<\/Message>.*/, "", message) }
    /<\/Results>/ { flush() }
  ' "$1" | sed "s/&quot;/\"/g; s/&apos;/'/g; s/&lt;/</g; s/&gt;/>/g; s/&amp;/\&/g"
}

report() {
  local file run passed failed skipped name
  for file in "$work"/results/*.trx; do
    [ -e "$file" ] || continue
    run=$(basename "$file" .trx)
    outcomes "$file" | sed "s/^/$run\t/" >>"$work/outcomes"
  done
  touch "$work/outcomes"
  passed=$(grep -cP '^[^\t]*\tPassed\t' "$work/outcomes" || true)
  skipped=$(grep -cP '^[^\t]*\tNotExecuted\t' "$work/outcomes" || true)
  failed=$(($(wc -l <"$work/outcomes") - passed - skipped + ${#failed_steps[@]}))

  echo
  for name in "${left_out[@]}"; do echo "Left out: $name"; done
  awk -F '\t' '$2 == "NotExecuted" { print "Skipped (" $1 "): " $3 ": " $4 }' "$work/outcomes"
  awk -F '\t' '$2 != "NotExecuted" && $2 != "Passed" { print "Failed (" $1 "): " $3 ": " $4 }' "$work/outcomes"
  for name in "${failed_steps[@]}"; do echo "Failed: $name"; done
  printf '%d passed, %d failed, %d skipped\n' "$passed" "$failed" "$skipped"
  [ "$failed" -eq 0 ]
}
