# Everything a contributor or a newcomer does, in one place. `make` alone explains itself.
# Needs Python 3.11 or newer, make, and the package registry; all else goes into .venv, pinned by the lock files.

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check
SHEETS := $(filter-out %.reference.toml,$(wildcard sheets/*.toml))
ARGS   ?=

# What is installed for reports, and what is added for development. A stamp is younger than the lock that it stands for.
# pip compiles what it installs, but not what is installed editable; where Python may write no bytecode later, it is here.
RUN := $(VENV)/.installed-run
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report test slow check format lint types bench mutants golden map catalogue lock wheel clean

help: ## say what each target does
	@sed -n 's/^\([a-z]*\):.*## \(.*\)/\1|\2/p' $(MAKEFILE_LIST) | awk -F'|' '{ printf "  make %-9s %s\n", $$1, $$2 }'

report: $(RUN) ## build every sheet in sheets/ into outputs/
	$(BIN)/corrige build $(SHEETS) $(ARGS)

test: $(DEV) ## run the tests (ARGS="-k rosenbrock" selects)
	$(BIN)/python -m pytest -n auto -m "not slow" $(ARGS)

slow: $(DEV) ## run the tests that take minutes
	$(BIN)/python -m pytest -n auto -m slow $(ARGS)

check: lint types ## lint, format, types and import layers

format: $(DEV) ## rewrite the code in the house format
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

lint: $(DEV) ## look for mistakes and for unformatted code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(DEV) ## check the types and who imports whom
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(DEV) ## measure the speed, as ratios to `import sympy`
	@$(BIN)/python -m compileall -q pipeline
	$(BIN)/python bench/bench.py $(ARGS)
	$(BIN)/python -m bench.scaling

mutants: $(DEV) ## measure how often the page's own proof notices a slip (ARGS="--seed 7")
	$(BIN)/python -m bench.mutants $(ARGS)

golden: $(DEV) ## show old wording beside new, and accept the new
	$(BIN)/python -m pytest tests/golden --golden=accept $(ARGS)

map: ## rewrite the module map in ARCHITECTURE.md
	$(PYTHON) .ci/map

catalogue: $(DEV) ## add to every catalogue of translations what it lacks
	$(BIN)/python .ci/catalogue

lock: ## resolve the dependencies anew and pin what was found
	sh .ci/lock $(PYTHON)

wheel: $(DEV) ## build the wheel and the source archive into dist/
	$(BIN)/python -m build --no-isolation --outdir dist .

clean: ## remove outputs and caches (.venv stays: `rm -r .venv` for a new one)
	rm -rf dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find outputs -mindepth 1 -maxdepth 1 ! -name README.md -exec rm -rf {} +
	find pipeline templates tests bench -name __pycache__ -type d -prune -exec rm -rf {} +

# An environment made by hand is kept and brought to the pinned versions; a broken one is made anew.
$(VENV)/.made:
	@command -v $(PYTHON) >/dev/null || { echo "error: no $(PYTHON) here; install Python 3.11 or newer," \
	  "or name yours: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "error: $$($(PYTHON) --version) is too old," \
	  "Python 3.11 or newer is needed; name yours: make PYTHON=/path/to/python3" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "error: this Python cannot make virtual environments;" \
	  "on Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }
	@$(BIN)/python -c 'import pip, sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || $(PYTHON) -m venv --clear $(VENV)
	@touch $@

$(RUN): requirements.lock pyproject.toml | $(VENV)/.made
	$(PIP) install --quiet -r requirements.lock
	$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -m compileall -q pipeline
	@touch $@

$(DEV): requirements-dev.lock $(RUN)
	$(PIP) install --quiet -r requirements-dev.lock
	@touch $@
