#!/usr/bin/env bash
# A deploy_script to start from: copy it into your repository, `chmod +x` it, and name it in projects.yml:
#
#   deploy_script: deploy.sh        # relative to the project's path, or absolute
#
# It runs in the project's folder, after `git pull` (not before it, and with `deploy_mode: script-only` without one). Whatever it prints
# goes to the project's log. Its exit code decides: 0 is success. When the project's `timeout` passes, it and everything it started get
# SIGTERM, and five seconds later SIGKILL.
#
# What it is told:
#   DEPLOYER_PROJECT_NAME    the project's name            DEPLOYER_COMMIT_SHA      the commit being deployed
#   DEPLOYER_REPO_DIR        its folder                    DEPLOYER_PREVIOUS_SHA    the commit before the pull
#   DEPLOYER_BRANCH          the branch or tag deployed    DEPLOYER_COMMIT_AUTHOR   who wrote it
#   DEPLOYER_DEPLOY_MODE     its deploy_mode               DEPLOYER_COMMIT_MESSAGE  what they said, on one line
#   DEPLOYER_DEPLOY_ID       this deployment's id
#
# None of pi-deployer's own secrets is in its environment.
set -euo pipefail

echo "Deploying ${DEPLOYER_COMMIT_SHA:-the current commit} of ${DEPLOYER_PROJECT_NAME:?this script is started by pi-deployer}"

# Build what needs building. An example that skips the work when nothing relevant has changed:
#
#   if [ -z "${DEPLOYER_PREVIOUS_SHA:-}" ] || ! git diff --quiet "$DEPLOYER_PREVIOUS_SHA" HEAD -- package-lock.json; then
#       npm ci --omit=dev
#   fi

# Restart what needs restarting:
#
#   sudo -n systemctl restart my-service

# A service that shall outlive this script must not keep the script's output, or it is ended with it:
#
#   nohup ./server >server.log 2>&1 </dev/null &

echo "Done."
