# shellcheck shell=bash disable=SC2154,SC2034
# Sourced by compare.sh, in bench/: the table, its bars, and what is said of those that are missed.

lines=() growth_lines=() remarks=() failures=0

fail() { # what
  remark "FAIL: $1"
  failures=$((failures + 1))
}

remark() { # what
  say "$1"
  remarks+=("$1")
}

head_of() {
  head=$1
  lines+=("$(printf '| **%s** |  |  |  |  |  |  |  |  |' "$1")")
}

# A row has the median of each program, and what the native one is of the two that are not ours. A bar is "at most N", "at least N", or so many times what another has. without_ratio=yes before it leaves
# the ratios out, where they would compare nothing, and without_verdict says why a bar is not judged in this run.
row() { # title, what was noted, what bounds it, bars...
  local title=$1 what=$2 bound=$3 who bar verdict='' limits='' to_webhook='' to_flask=''
  shift 3
  declare -A of=()
  for who in native managed webhook flask; do of["$who"]=$(median "$who $what"); done
  [ -n "${of[native]}${of[managed]}${of[webhook]}${of[flask]}" ] || return 0
  for bar in "$@"; do
    read -r _ _ limit other <<<"$bar"
    [ -z "$other" ] || [ -n "${of[$other]}" ] || continue # It does not take part.
    limits+="${limits:+, }$bar"
    if [ -n "${without_verdict-}" ]; then verdict="no verdict: $without_verdict"; fi
    if [ -z "${of[native]}" ] || [ -n "${without_verdict-}" ]; then continue; fi
    if meets "${of[native]}" "$bar" "${other:+${of[$other]}}"; then verdict=${verdict:-PASS}; else verdict=FAIL; fi
  done
  [ "$verdict" != FAIL ] || fail "$head: $title: $(shown "${of[native]}"), and the bar is $limits${bound:+; $bound}"
  if [ -z "${without_ratio-}" ]; then to_webhook=$(ratio "${of[native]}" "${of[webhook]}") to_flask=$(ratio "${of[native]}" "${of[flask]}"); fi
  lines+=("$(printf '| %-36s | %7s | %7s | %7s | %7s | %9s | %7s | %-30s | %-4s |' "$title" "$(shown "${of[native]}")" "$(shown "${of[managed]}")" "$(shown "${of[webhook]}")" "$(shown "${of[flask]}")" \
    "$to_webhook" "$to_flask" "$limits" "$verdict")")
}

meets() { # value, bar, what the other has
  awk -v value="$1" -v bar="$2" -v other="${3:-1}" 'BEGIN { split(bar, part, " "); limit = part[3] * other; exit !(part[2] == "most" ? value <= limit : value >= limit) }'
}

shown() { awk -v value="$1" 'BEGIN { if (value != "") printf (value * value < 100 ? "%.2f" : value * value < 10000 ? "%.1f" : "%.0f"), value }'; }

ratio() { [ -z "$1" ] || [ -z "$2" ] || awk -v one="$1" -v other="$2" 'BEGIN { if (other > 0) printf "%.2f", one / other }'; }

growth_head() { # what grows, from, to
  head=$1 head_count=$(($3 - $2))
  growth_lines+=("$(printf '| **%s: %s → %s** |  |  |  |  |  |  |' "$1" "$(thousands "$2")" "$(thousands "$3")")")
}

thousands() {
  local number=$1 rest=''
  while [ ${#number} -gt 3 ]; do rest=",${number: -3}$rest" number=${number:0:-3}; done
  echo "$number$rest"
}

# Flat is at most half as much again, or within what is too little to tell. What has to be read or told of each one cannot be flat; its bar is for each.
growth_row() { # title, kind, what was noted, bar: "flat", "at most N ms each", or so many kB; what bounds it
  local few many each='' verdict limit unit slack bound=${5-}
  few=$(median "$2 few $3") many=$(median "$2 many $3")
  [ -n "$few" ] && [ -n "$many" ] || return 0
  if [ "$4" = flat ]; then
    case $3 in push) slack=0.3 ;; idle | after) slack=2 ;; *) slack=1 ;; esac # ms, and MiB of memory.
    verdict=$(awk -v few="$few" -v many="$many" -v slack="$slack" 'BEGIN { print many <= few * 1.5 || many - few <= slack ? "PASS" : "FAIL" }')
  else
    read -r _ _ limit unit _ <<<"$4"
    each=$(awk -v few="$few" -v many="$many" -v count="$head_count" -v unit="$unit" 'BEGIN { printf "%.3f", (many - few) / count * (unit == "kB" ? 1024 : 1) }')
    verdict=$(awk -v each="$each" -v limit="$limit" 'BEGIN { print each <= limit ? "PASS" : "FAIL" }')
    each="$each $unit"
  fi
  [ "$verdict" != FAIL ] || fail "$head: $1: $(shown "$few") → $(shown "$many"), and the bar is: $4${bound:+; $bound}"
  growth_lines+=("$(printf '| %-42s | %8s | %8s | %5s | %9s | %-25s | %-4s |' "$1" "$(shown "$few")" "$(shown "$many")" "$(ratio "$many" "$few")" "$each" "$4" "$verdict")")
}

print_table() {
  if [ ${#lines[@]} -gt 0 ]; then
    printf '| %-36s | %7s | %7s | %7s | %7s | %9s | %7s | %-30s | %-4s |\n' '' native managed webhook Flask '/ webhook' '/ Flask' 'bar for native' ''
    echo '|--------------------------------------|--------:|--------:|--------:|--------:|----------:|--------:|--------------------------------|------|'
    printf '%s\n' "${lines[@]}"
    echo
  fi
  if [ ${#growth_lines[@]} -gt 0 ]; then
    printf '| %-42s | %8s | %8s | %5s | %9s | %-25s | %-4s |\n' 'As it grows: native' few many ratio each bar ''
    echo '|--------------------------------------------|---------:|---------:|------:|----------:|---------------------------|------|'
    printf '%s\n' "${growth_lines[@]}"
    echo
  fi
  [ "$failures" -gt 0 ] || remark 'Every bar is met.'
  printf -- '- %s\n' "${remarks[@]}"
}
