# Dockline: everything a newcomer needs. `make run` sets up and starts the demo.
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

PYTHON ?= python3
DATA ?= data
ARGS ?=

BIN := .venv/bin
STAMPS := .cache/stamps
PAGES := src/dockline/web/dock.html
PAGE_SOURCES := $(shell find web -type f -not -path '*/node_modules/*' -not -path 'web/test/*' -not -path 'web/shots/*' 2>/dev/null)

# The locked files name every package, so that nothing is left to resolve (--no-deps): a package
# asked for with an extra would otherwise be looked up anew, and its newest release has no hash here.
# A machine without ensurepip makes an environment without pip; then the machine's own pip serves.
PIP = $$(test -x $(BIN)/pip && echo $(BIN)/python -m pip || echo $(PYTHON) -m pip --python $(BIN)/python) install --quiet --disable-pip-version-check --no-input

.PHONY: help setup run test check bench clean lock

help: ## This list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST) | expand -t 16

setup: $(STAMPS)/python $(STAMPS)/pacing $(PAGES) $(STAMPS)/engine ## Python environment, pages, voice engine

run: ## The demo on http://localhost:8080 (ARGS="--port 9000" and the like)
	@$(MAKE) --jobs=2 setup
	@exec $(BIN)/dockline demo --data $(DATA) $(ARGS)

test: ## All tests: the pages' and Python's
	@$(MAKE) --jobs=2 $(STAMPS)/tests $(STAMPS)/pacing $(PAGES)
	@tools/test.sh

check: $(STAMPS)/dev $(STAMPS)/npm ## Format, lint, types, layers, wire types
	@tools/check.sh

bench: $(STAMPS)/dev $(STAMPS)/pacing $(PAGES) $(STAMPS)/engine ## Benchmarks, as ratios and percentiles
	@$(BIN)/python -m bench $(ARGS)

clean: ## Take away what was built; the data folder stays
	rm -rf .venv .cache src/dockline/web web/node_modules dist
	rm -rf .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage
	find src tests bench tools -type d -name __pycache__ -prune -exec rm -rf {} + 2>/dev/null || true

lock: $(STAMPS)/dev ## Pin what pyproject.toml asks for (ARGS=--upgrade: the newest)
	@tools/lock.sh $(ARGS)

$(STAMPS)/venv:
	@mkdir -p $(STAMPS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; say which: make PYTHON=python3.12 ..." >&2; exit 1; }
	@echo "Making the Python environment"
	@$(PYTHON) -m venv .venv >/dev/null 2>&1 || $(PYTHON) -m venv --clear --without-pip .venv
	@touch $@

$(STAMPS)/python: $(STAMPS)/venv requirements.txt requirements-build.txt pyproject.toml
	@echo "Installing Python packages"
	@$(PIP) --no-deps --require-hashes -r requirements.txt
	@$(PIP) --no-deps --require-hashes -r requirements-build.txt
	@$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/pacing: $(STAMPS)/python $(wildcard src/dockline/domain/pacing/*.py src/dockline/domain/pacing/kernel/*.py)
	@echo "Compiling the dialer's pacing"
	@$(BIN)/python -c 'from dockline.domain.pacing import get_ready; get_ready()'
	@touch $@

$(STAMPS)/dev: $(STAMPS)/python requirements-dev.txt
	@echo "Installing what tests need"
	@$(PIP) --no-compile --no-deps --require-hashes -r requirements-dev.txt
	@touch $@

# Once for all who run them: each would read and compile all tests by itself.
$(STAMPS)/tests: $(STAMPS)/dev $(shell find tests -name '*.py' 2>/dev/null)
	@echo "Reading the tests"
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/pytest --collect-only --quiet >/dev/null || echo "They will say themselves what is wrong."
	@touch $@

$(STAMPS)/npm: web/package-lock.json web/package.json
	@mkdir -p $(STAMPS)
	@command -v npm >/dev/null || { echo "Node 20 or newer with npm is needed to build the pages." >&2; exit 1; }
	@echo "Installing the pages' packages"
	@cd web && npm ci --no-audit --no-fund --loglevel=error
	@touch $@

$(PAGES): $(STAMPS)/npm $(PAGE_SOURCES)
	@echo "Building the pages"
	@cd web && npm run --silent build
	@touch $@

$(STAMPS)/engine: $(STAMPS)/python
	@$(BIN)/dockline engine install
	@touch $@
