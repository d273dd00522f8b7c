# shellcheck shell=bash disable=SC2154
# Sourced by test.sh: the deliveries that GitHub's own libraries are tested with, and the library that signs them. Both are fetched for this run alone.

readonly examples=@octokit/webhooks-examples@7.6.1 signer=@octokit/webhooks-methods@6.0.0

# Sets PIDEPLOYER_EXAMPLES, the folder that they are in; or PIDEPLOYER_NO_EXAMPLES, the tests' reason for skipping, where they cannot be had.
set_up_examples() {
  local folder=$work/examples
  if ! has npm; then
    PIDEPLOYER_NO_EXAMPLES='npm is missing'
  elif install_with_npm "$folder" "$examples" "$signer"; then
    export PIDEPLOYER_EXAMPLES=$folder
    return 0
  else
    PIDEPLOYER_NO_EXAMPLES='npm could not fetch them'
    failed_steps+=(examples)
  fi
  export PIDEPLOYER_NO_EXAMPLES
  leave_out "the published examples of GitHub's deliveries: $PIDEPLOYER_NO_EXAMPLES"
}
