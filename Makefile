# Two commands: `make run` and `make test`. Each sets up what it needs by itself; a second call finds it done.
.POSIX:
.SUFFIXES:
.PHONY: help run test check bench faults over-display fuzz-api fuzz-sheets package pages examples characters rebuild-names rebuild-accesses redrive verify-ledger verify-report mutate-report incident setup clean require-python

PYTHON ?= python3
PORT ?= 8000
CASES ?= 1000000
SEEDS ?= 100
FILES ?= 20000
OBJECTIONS ?= 500
SUBJECTS ?= 50
MINUTES ?= 240
BIN = .venv/bin
PIP_INSTALL = -m pip install --quiet --quiet --disable-pip-version-check
PINS = requirements.txt tests/requirements.txt tests/constraints.txt
DYNALITE = 4.0.0

help: ## show what can be asked of make
	@sed -n 's/^\([a-z][a-z-]*\):.*## /\1|/p' Makefile | while IFS='|' read -r name what; do printf '  make %-14s %s\n' "$$name" "$$what"; done

run: .venv/ready ## start the embedded local cloud with demonstration data on http://127.0.0.1:8000 (PORT=)
	@exec $(BIN)/python -m infra.local --port $(PORT)

test: setup ## set up, then pass every check and test
	@tests/check

check: test ## the same as test

bench: .venv/ready .venv-rivals/ready ## measure beside the rivals; ONLY=name measures one
	@ONLY='$(ONLY)' $(BIN)/python -m tests.bench

over-display: .venv/ready ## compare disclosure with its rules on a million random cases (CASES=)
	@$(BIN)/python -m tests.unit.library.over_display $(CASES)

faults: .venv/ready ## eight workers on 500 cases with crashes, redelivery and clock jumps, a hundred seeds (SEEDS=, OBJECTIONS=)
	@$(BIN)/python -m tests.faults $(SEEDS) $(OBJECTIONS)

package: .venv/ready ## package every stage into .work/packages
	@$(BIN)/python -m infra.package --stage all --out .work/packages

pages: .venv/ready ## write the pages that are made from tables (infra/*.md, infra/specifications/*.md) anew
	@$(BIN)/python -m infra.pages

verify-ledger: .venv/ready ## verify the ledger: FROM= a folder with archive/ and heads/, or the address that make run tells; KEY=
	@$(BIN)/python -m infra.verify_ledger '$(FROM)' $(if $(KEY),--key '$(KEY)')

verify-report: .venv/ready ## verify a report offline: FILE= its PDF or JSON, KEYS= the answer of /v1/signing-keys, CODE= its QR code
	@$(BIN)/python -m infra.verify_report '$(FILE)' --keys '$(KEYS)' $(if $(CODE),--code '$(CODE)')

incident: .venv/ready ## drill a leak on the local stores: looks, declaration, list, notices; SUBJECTS=50 MINUTES=240
	@POWERTOOLS_LOG_LEVEL=CRITICAL $(BIN)/python -m infra.local.incident --subjects '$(SUBJECTS)' --minutes '$(MINUTES)'

mutate-report: .venv/ready ## change every byte of an issued report in turn; none may pass
	@$(BIN)/python -m tests.mutating

characters: .venv/ready ## write the table of traditional characters anew from OpenCC
	@$(BIN)/python -m infra.characters

rebuild-names: .venv/ready ## make a deployment's table of names from its libraries (PREFIX=, AWS_REGION and credentials)
	@$(BIN)/python -m infra.rebuild_names --prefix '$(PREFIX)'

rebuild-accesses: .venv/ready ## make a deployment's table of accesses from its ledger (PREFIX=, as rebuild-names)
	@$(BIN)/python -m infra.rebuild_accesses --prefix '$(PREFIX)'

redrive: .venv/ready ## move a queue's dead letters back to it: QUEUE= its name (notices, casework, …), PREFIX=, AWS_REGION and credentials
	@$(BIN)/python -m infra.redrive '$(QUEUE)' --prefix '$(PREFIX)'

examples: .venv/ready ## ask every sample event anew and record the examples of the contract
	@POWERTOOLS_LOG_LEVEL=CRITICAL $(BIN)/python -m tests.app.recording

fuzz-api: .venv/ready ## call every route as schemathesis makes of the contract, at length; EXAMPLES=2000 a route and mode
	@POWERTOOLS_LOG_LEVEL=CRITICAL $(BIN)/python -m tests.app.fuzzing $(EXAMPLES)

fuzz-sheets: .venv/ready ## admit files that nobody would send, each in a process whose death counts (FILES=20000)
	@$(BIN)/python -m tests.sheets.fuzzing $(FILES)

setup: .venv/ready .venv-ministack/ready .work/dynalite/ready ## make the virtual environments, nothing else

clean: ## remove what was set up, packaged and cached here
	rm -rf .venv .venv-ministack .venv-rivals .work .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache

require-python:
	@command -v $(PYTHON) >/dev/null || { echo "Python 3.11 or later is needed, and '$(PYTHON)' is not there. Try: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or later is needed, and '$(PYTHON)' is $$($(PYTHON) -V 2>&1). Try: make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "'$(PYTHON)' comes without venv. On Debian or Ubuntu: apt-get install python3-venv" >&2; exit 1; }

# A stamp is written last, so what broke off is gone on with. The order-only prerequisite is not a reason to begin again.
.venv/ready: $(PINS) | require-python
	@echo "Setting up .venv (once; about a minute)"
	@test -x .venv/bin/python || $(PYTHON) -m venv .venv
	@$(BIN)/python $(PIP_INSTALL) pip==26.2.1
	@$(BIN)/python $(PIP_INSTALL) -r tests/requirements.txt
	@touch $@

.venv-ministack/ready: tests/requirements-ministack.txt | require-python
	@echo "Setting up .venv-ministack (once): the second server with the shape of AWS"
	@test -x .venv-ministack/bin/python || $(PYTHON) -m venv .venv-ministack
	@.venv-ministack/bin/python $(PIP_INSTALL) -r tests/requirements-ministack.txt
	@touch $@

.venv-rivals/ready: tests/requirements-rivals.txt | require-python
	@echo "Setting up .venv-rivals (once): what is measured against"
	@test -x .venv-rivals/bin/python || $(PYTHON) -m venv .venv-rivals
	@.venv-rivals/bin/python $(PIP_INSTALL) -r tests/requirements-rivals.txt
	@touch $@

# Only where node is; without it the store contracts say that they ran without dynalite.
.work/dynalite/ready: Makefile
	@mkdir -p .work/dynalite
	@if command -v npm >/dev/null; then \
	  echo "Setting up .work/dynalite (once): a server without transactions"; \
	  npm install --silent --no-audit --no-fund --fetch-retries=1 --fetch-timeout=30000 --prefix .work/dynalite dynalite@$(DYNALITE) && touch $@ \
	    || echo "npm could not install dynalite; the store contracts will run without it"; \
	fi
