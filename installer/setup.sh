#!/bin/sh
# Makes .venv with the locked packages and installs the Debian packages of one part ("run", "test" or "build") of
# installer/debian-packages.txt, or prints the one line that does where it may not.
set -eu
cd "$(dirname "$0")/.."
part=$1

wanted=$(awk -v part="$part" '
    /^# \[/ { inside = index($0, "[" part "]") || index($0, "[run]") }
    !/^#/ && NF && inside { print $1 }' installer/debian-packages.txt)

if command -v dpkg-query >/dev/null 2>&1; then
    missing=""
    for package in $wanted; do
        dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing="$missing $package"
    done
    if [ -n "$missing" ]; then
        line="apt-get update && apt-get install -y --no-install-recommends$missing"
        if [ "$(id -u)" = 0 ]; then
            export DEBIAN_FRONTEND=noninteractive
            apt-get update -q
            # shellcheck disable=SC2086
            apt-get install -y -q --no-install-recommends $missing
        elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
            sudo sh -c "DEBIAN_FRONTEND=noninteractive; $line"
        else
            echo "These Debian packages are missing. Run once as administrator, then again make:" >&2
            echo "    sudo sh -c '$line'" >&2
            exit 1
        fi
    fi
fi

if [ "$part" = run ]; then
    python=""
    for candidate in python3.11 python3.12 python3; do
        if command -v "$candidate" >/dev/null 2>&1 &&
            "$candidate" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 13))' 2>/dev/null; then
            python=$candidate
            break
        fi
    done
    [ -n "$python" ] || { echo "Python 3.11 or 3.12 is needed." >&2; exit 1; }
    [ -x .venv/bin/python ] || "$python" -m venv .venv
    .venv/bin/python -m pip install -q --require-hashes -r requirements/uv.txt
    # shellcheck disable=SC2097,SC2098
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip sync -q --require-hashes --compile-bytecode \
        requirements/dev.txt requirements/uv.txt
    VIRTUAL_ENV="$PWD/.venv" .venv/bin/uv pip install -q --no-deps --no-build-isolation --editable .
    touch .venv/.ready
else
    touch ".venv/.ready-$part"
fi
