#!/usr/bin/env bash
# The pages' unit tests, and pytest. What a test needs of the machine is installed where that is
# allowed; else it is said which tests are left out. With CI=true nothing is left out.
set -euo pipefail
cd "$(dirname "$0")/.."
bin=.venv/bin
ci="${CI:-}"
# What is compiled is kept: the tests start many servers, and workers read the same files.
unset PYTHONDONTWRITEBYTECODE
left_out=()
enable=()
# Most of a test's time is waiting: four at once keep two cores busy.
at_once=(-n "${TEST_WORKERS:-4}" --dist worksteal)

chromium() {
  command -v chromium || command -v chromium-browser || command -v google-chrome
}

install_chromium() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || return 1
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || return 1
  echo "Installing Chromium"
  "${as_root[@]}" apt-get update -qq >/dev/null &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y \
      --no-install-recommends chromium >/dev/null
}

missing() {
  # What is missing, the tests it stands for, the command that brings it.
  if [ "$ci" = "true" ]; then
    echo "CI=true, and $1 is missing: nothing may be left out. Run: $3" >&2
    exit 1
  fi
  left_out+=("$2")
  enable+=("$3")
}

if ! chromium >/dev/null && ! install_chromium; then
  missing "Chromium" "browser" "sudo apt-get install -y chromium"
fi
if ! "$bin/dockline" engine install >/dev/null; then
  missing "Asterisk" "engine" "$bin/dockline engine install"
fi

# The pages' tests take one core for a short while, beside the others.
pages="$(mktemp)"
npm test --silent --prefix web >"$pages" 2>&1 &
pages_tests=$!

finish() {
  # With the status of Python's tests, or else of the pages'.
  local status=$1 of_pages=0
  wait "$pages_tests" || of_pages=$?
  if [ "$of_pages" -eq 0 ]; then
    echo "The pages' tests: $(grep -c 'test.ts' "$pages") files passed"
  else
    cat "$pages"
  fi
  rm -f "$pages"
  exit "$((status != 0 ? status : of_pages))"
}

select="$(printf 'not %s and ' ${left_out[@]+"${left_out[@]}"})"
if [ "${#left_out[@]}" -gt 0 ]; then
  for n in "${!left_out[@]}"; do
    echo "Left out, for want of what \`${enable[$n]}\` brings:"
    "$bin/pytest" --collect-only -q --no-header -m "${left_out[$n]}" | grep :: | sed 's/^/  /' || true
  done
  "$bin/pytest" -q "${at_once[@]}" -m "${select% and }" "$@" && finish 0 || finish $?
fi
"$bin/pytest" -q "${at_once[@]}" "$@" && finish 0 || finish $?
