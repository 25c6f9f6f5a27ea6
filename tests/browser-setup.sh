#!/usr/bin/env bash
# Makes sure that there is a Chromium for the page tests, where that can be done unasked.
set -u
for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"; do
    if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then exit 0; fi
done
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Chromium for the page tests"
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-core >/dev/null 2>&1 && exit 0
fi
echo "No Chromium: the page tests will be skipped. Debian: apt-get install chromium;"
echo "macOS: install Google Chrome; or set CHROMIUM to a Chromium of your own."
