#!/bin/sh
# Writes requirements/*.txt anew from pyproject.toml: exact versions with the hashes of every file, no addresses.
set -eu
cd "$(dirname "$0")/.."
common="--universal --generate-hashes --no-header --no-annotate --python-version 3.11"
# shellcheck disable=SC2086
.venv/bin/uv pip compile -q $common pyproject.toml -o requirements/runtime.txt
# shellcheck disable=SC2086
.venv/bin/uv pip compile -q $common pyproject.toml --group dev -o requirements/dev.txt -c requirements/runtime.txt
