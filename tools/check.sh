#!/usr/bin/env bash
# Format, lint, types and layers of Python and of the pages, and whether generated files are fresh.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin

step() {
  echo "== $1"
  shift
  "$@"
}

# The types take as long as all the rest.
types="$(mktemp)"
"$bin/mypy" >"$types" 2>&1 &
of_types=$!
trap 'kill "$of_types" 2>/dev/null || true; rm -f "$types"' EXIT

step "ruff format" "$bin/ruff" format --check --quiet src tests tools $(test -d bench && echo bench)
step "ruff" "$bin/ruff" check --quiet src tests tools $(test -d bench && echo bench)
step "layers" "$bin/lint-imports" --no-cache
step "wire types" "$bin/python" tools/wire_types.py --check
step "settings page" "$bin/python" tools/settings_page.py --check
step "events page" "$bin/python" tools/events_page.py --check
step "pages" npm run --silent --prefix web check
wait "$of_types" || { echo "== mypy"; cat "$types"; exit 1; }
echo "All checks passed"
