# make run    the product with a living demo agency, on SQLite
# make test   every test
# make check  types, lint, import rules, translations, migrations
# Everything stands on `make setup`; a second run is quick.

PYTHON ?= python3
BIN := .venv/bin
PORT ?= 8000
STAMPS := .venv/stamps

.PHONY: run test check setup wheel lock help

help:
	@sed -n '1,4s/^# //p' Makefile

setup: $(STAMPS)/python $(STAMPS)/assets
	@$(BIN)/python -m napulse.config.translations

$(STAMPS)/python: requirements/lock.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Napulse needs Python 3.11 or newer: make PYTHON=python3.12")'
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@mkdir -p $(STAMPS)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements/lock.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(STAMPS)/assets: package-lock.json package.json src/napulse/ui/vendor.py $(STAMPS)/python
	@command -v npm >/dev/null || { echo "Napulse needs Node 18 or newer to fetch its browser files" >&2; exit 1; }
	npm ci --silent --no-audit --no-fund
	$(BIN)/python -m napulse.ui.vendor
	@touch $@

run: setup
	$(BIN)/napulse collectstatic --noinput --verbosity 0
	$(BIN)/napulse up --demo --port $(PORT)

test: setup
	$(BIN)/napulse collectstatic --noinput --verbosity 0
	$(BIN)/python -m pytest -n auto --dist loadgroup $(ARGS)

check: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/napulse makemigrations --check --dry-run
	$(BIN)/djlint src --lint --quiet
	$(BIN)/python tools/messages.py

wheel: setup
	rm -rf dist
	$(BIN)/python tools/wheel.py dist

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --no-header --custom-compile-command "make lock" -o requirements/lock.txt
