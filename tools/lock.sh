#!/usr/bin/env bash
# Pin what pyproject.toml asks for, with the hashes of every file: taken from the public index alone,
# whatever this machine's own pip settings name. With --upgrade, the newest versions it allows.
set -euo pipefail
cd "$(dirname "$0")/.."
export PIP_CONFIG_FILE=/dev/null
unset PIP_FIND_LINKS PIP_EXTRA_INDEX_URL PIP_INDEX_URL
compile=(.venv/bin/pip-compile --quiet "$@" --allow-unsafe --generate-hashes --strip-extras
  --no-emit-index-url --no-emit-find-links --no-emit-trusted-host)
"${compile[@]}" -o requirements.txt pyproject.toml
"${compile[@]}" --extra dev -c requirements.txt -o requirements-dev.txt pyproject.toml
"${compile[@]}" --only-build-deps --build-deps-for editable -o requirements-build.txt pyproject.toml
