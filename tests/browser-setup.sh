#!/usr/bin/env bash
# Makes sure that there are browsers for the page tests, where that can be done unasked.
set -u

# found NAME...: whether one of the programs is there.
found() {
    for name in "$@"; do
        if [ -n "$name" ] && command -v "$name" >/dev/null 2>&1; then return 0; fi
    done
    return 1
}

# install PACKAGE...: with apt, by root.
install() {
    [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1 || return 1
    echo "Installing $1 for the page tests"
    apt-get update -qq >/dev/null 2>&1
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1
}

if ! found "${CHROMIUM:-}" chromium chromium-browser google-chrome \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" &&
    ! install chromium fonts-noto-core; then
    echo "No Chromium: the page tests will be skipped. Debian: apt-get install chromium;"
    echo "macOS: install Google Chrome; or set CHROMIUM to a Chromium of your own."
fi
if ! found "${FIREFOX:-}" firefox firefox-esr \
    /Applications/Firefox.app/Contents/MacOS/firefox &&
    ! install firefox-esr; then
    echo "No Firefox: its test will be skipped. Debian: apt-get install firefox-esr;"
    echo "macOS: install Firefox; or set FIREFOX to a Firefox of your own."
fi
exit 0
