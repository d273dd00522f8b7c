# shellcheck shell=bash disable=SC2154
# Sourced by compare.sh, in bench/: what of the growth is shown, and the bar of each.

report_growth() {
  growth_head 'Projects' 10 "$projects"
  growth_row 'start to the first answer, ms' projects start 'at most 0.1 ms each' 'each project is read and checked'
  growth_row 'resident when idle, MiB' projects idle 'at most 8 kB each' 'each project is a record in memory'
  growth_row 'a push, ms' projects push flat
  growth_row '/status, which tells of all of them, ms' projects status 'at most 0.05 ms each' 'each is written as JSON'
  growth_row '/status, the first time, ms' projects 'status first' 'at most 0.05 ms each' 'the last record of each is read'
  growth_head 'Records of one project' 10 "$records"
  growth_rows_of_history records
  growth_head "Records over $many_histories projects" $((records / 10)) "$records"
  growth_rows_of_history histories
  growth_head 'Log of a project, in MB' 1 "$log_mb"
  growth_row 'start to the first answer, ms' log start flat
  growth_row '/logs/p1, its last lines, ms' log tail flat
  growth_row 'a push, ms' log push flat
  growth_row 'resident after that, MiB' log after flat
  growth_head 'People who watch a deployment' 1 "$readers"
  growth_row 'a push, ms' readers push flat
  growth_row '/status, ms' readers status flat
  growth_row 'resident, MiB' readers idle 'at most 64 kB each' 'each has a connection, an open file and a buffer'
}

growth_rows_of_history() { # kind
  growth_row 'start to the first answer, ms' "$1" start flat
  growth_row 'resident when idle, MiB' "$1" idle flat
  growth_row 'a push, ms' "$1" push flat
  growth_row '/status, ms' "$1" status flat
  growth_row '/status, the first time, ms' "$1" 'status first' flat
  growth_row '/deployments, the first page, ms' "$1" page flat
  growth_row 'that page, the first time, ms' "$1" 'page first' flat
  growth_row '/deployments, a page in the middle, ms' "$1" deep flat
  growth_row '/deployments of one project, ms' "$1" project flat
  growth_row 'resident after that, MiB' "$1" after flat
}
