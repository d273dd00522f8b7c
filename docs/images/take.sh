#!/usr/bin/env bash
# Takes over README's pictures of the dashboard from the last run of the tests, which leaves one of each view in artifacts/screenshots.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
cp ../../artifacts/screenshots/projects-desktop-light.png dashboard.png
cp ../../artifacts/screenshots/deployment-desktop-dark.png deployment.png
cp ../../artifacts/screenshots/deployment-phone-dark.png phone.png
