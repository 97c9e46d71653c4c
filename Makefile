# One command for each thing that people do with Makegood. `make` alone lists them.
#
# PYTHON=…          the interpreter to build .venv with        CORPUS=directory   published notices and cases for the tests
# NOTICE=file.json  the notice that the demo starts from       PYTEST_ARGS=…      more options for pytest
# BROWSER=no        do not install Chromium (332 MB) to look at pages in: those tests are skipped, aloud

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input
MAKEGOOD := $(BIN)/makegood
CHECKS := check-format check-lint check-types check-imports check-migrations check-published
PYTEST_ARGS ?=

# What WeasyPrint needs from the system to set type; Debian's names.
TYPESETTING := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev setup-bench demo documents serve test bench check $(CHECKS) format lock clean

help: ## say what can be done
	@echo 'Makegood: from the rubric to the kept promise. Every command sets up what it needs, the first time.'
	@echo
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-18s %s\n", $$1, $$2 }'
	@echo
	@sed -n 's/^# \{0,1\}\([A-Z]*=.*\)/  \1/p' Makefile

setup: $(VENV)/.runtime ## install what the service needs
	@echo 'Ready: $(BIN)/makegood'
setup-dev: $(VENV)/.dev ## install what tests and checks need as well
	@echo 'Ready: make test, make check'
setup-bench: $(VENV)/.bench ## install the rivals that the benchmarks measure against
	@echo 'Ready: make bench'

demo: $(VENV)/.runtime ## play a tender from rubric to first year; PDFs and JSON in out/ (NOTICE=file.json: from a real notice)
	@$(MAKEGOOD) demo --out out $(if $(NOTICE),--notice "$(NOTICE)")

documents: $(VENV)/.dev ## make every document of the demo in all forms, in out/, and hold each to its standards
	@$(BROWSER_READY)
	@$(MAKEGOOD) demo --out out $(if $(NOTICE),--notice "$(NOTICE)")
	@echo
	@$(BIN)/python -m standards out

serve: $(VENV)/.runtime ## leave the service running with the demo's data; prints the address and the keys
	@$(MAKEGOOD) demo --out out $(if $(NOTICE),--notice "$(NOTICE)") --serve

test: $(VENV)/.dev ## run every test, on SQLite and on PostgreSQL (CORPUS=directory: over the real notices too)
	@$(if $(CORPUS),echo "CORPUS is $(CORPUS): the tests over it run.",echo 'CORPUS is not given: the tests over it do NOT run (CORPUS=directory).')
	@$(BROWSER_READY)
	@CORPUS="$(CORPUS)" $(BIN)/python -m pytest --numprocesses auto --maxprocesses 4 --dist loadfile $(PYTEST_ARGS)

bench: $(VENV)/.bench ## measure against rivals and bare routes, in one run
	@$(BIN)/python -m bench

check: $(VENV)/.dev ## format, lint, types, import contracts, migrations, published packs: every finding in one go
	@$(MAKE) --no-print-directory --keep-going $(CHECKS)
	@echo 'All checks passed.'

check-format:
	$(BIN)/ruff format --check .
check-lint:
	$(BIN)/ruff check .
check-types:
	$(BIN)/mypy
check-imports:
	$(BIN)/lint-imports
check-migrations:
	@echo 'makegood migrate && makegood migrate --check'
	@fresh=$$(mktemp -d) && trap 'rm -rf "$$fresh"' EXIT && \
	  export MAKEGOOD_DATA_DIR="$$fresh" MAKEGOOD_DATABASE_URL="sqlite:///$$fresh/check.db" && \
	  $(MAKEGOOD) migrate && $(MAKEGOOD) migrate --check
check-published:
	$(BIN)/python -m pytest --quiet tests/rubrics/test_published_lock.py

format: $(VENV)/.dev ## put the source into its form
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lock: $(VENV)/.dev ## write the locks anew from requirements*.in (UPGRADE=1: to the newest versions)
	@for name in requirements requirements-build requirements-dev requirements-bench; do \
	  echo "$$name.lock" && $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --custom-compile-command 'make lock' \
	    $(if $(UPGRADE),--upgrade) --output-file $$name.lock $$name.in || exit 1; \
	done

clean: ## remove .venv, out/ and what tools leave behind
	rm -rf $(VENV) out build *.egg-info .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# ------------------------------------------------------------------------------------------------------- set-up
# A lock that changes makes its stamp stale; the next command then brings .venv up to date.

$(VENV)/.runtime: requirements.lock requirements-build.lock pyproject.toml | $(BIN)/pip
	@echo "Installing $$(grep -c '==' requirements.lock) locked packages for the service into $(VENV) (some 20 seconds)."
	@$(PIP) install --quiet --require-hashes -r requirements-build.lock -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(TYPESETTING_READY) || { $(SYSTEM_PACKAGES); \
	  system_packages 'to set type in PDFs' $(TYPESETTING) && $(TYPESETTING_READY); }
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.runtime
	@echo "Installing the tools for tests and checks into $(VENV) (some 20 seconds)."
	@$(PIP) install --quiet --require-hashes -r requirements-dev.lock
	@touch $@

$(VENV)/.bench: requirements-bench.lock $(VENV)/.runtime
	@echo "Installing the rivals for the benchmarks into $(VENV) (some 30 seconds)."
	@$(PIP) install --quiet --require-hashes -r requirements-bench.lock
	@touch $@

$(BIN)/pip:
	@$(SYSTEM_PACKAGES); $(FIND_PYTHON); \
	"$$python" -c 'import ensurepip, venv' 2>/dev/null || \
	  system_packages 'to make a virtual environment' "python$$version-venv" || exit 1; \
	echo "Making $(VENV) with $$("$$python" --version)."; \
	"$$python" -m venv $(VENV)

# The first interpreter that really runs and is new enough: sets $python and $version.
FIND_PYTHON = python=; for name in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
  if version=$$("$$name" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' \
    2>/dev/null); then python=$$name; break; fi; done; \
  if [ -z "$$python" ]; then \
    echo 'Makegood needs Python 3.11 or later, and found none. Install it (Debian 12 or later: apt-get install python3)' \
      'or name it: make PYTHON=/path/to/python3'; exit 1; \
  fi

# Does WeasyPrint load, with the fast font subsetter?
TYPESETTING_READY = $(BIN)/python -W ignore -c \
  'import sys; from weasyprint.text.ffi import harfbuzz_subset; sys.exit(harfbuzz_subset is None)' >/dev/null 2>&1

# Is there a browser to look at pages in? Debian's Chromium is installed where that may be done, unless BROWSER=no.
# Without one the tests of pages are skipped and say so.
BROWSER_READY = if [ "$(BROWSER)" != no ] && \
  ! { command -v "$${MAKEGOOD_CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome; } >/dev/null; \
  then $(SYSTEM_PACKAGES); \
    system_packages 'to look at pages in a browser (332 MB, some 35 seconds; BROWSER=no does without)' chromium || true; \
  fi

# system_packages REASON PACKAGE...: install by apt-get where that may be done, else print the one line to run.
SYSTEM_PACKAGES = system_packages() { \
  reason=$$1; shift; \
  if ! command -v apt-get >/dev/null; then \
    echo "Makegood needs $$* (Debian's names) $$reason: install them with the package manager of this system."; \
    return 1; \
  fi; \
  if [ "$$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as='sudo -n'; else \
    echo "Makegood needs some system packages $$reason. Run this one line, then make again:"; \
    echo "  sudo apt-get update && sudo apt-get install --no-install-recommends $$*"; \
    return 1; \
  fi; \
  echo "Installing with apt-get, $$reason: $$*"; \
  said=$$($$as apt-get update -qq 2>&1 && \
    $$as env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$$@" 2>&1) || \
    { echo "$$said"; echo "apt-get could not install $$*."; return 1; }; \
}
