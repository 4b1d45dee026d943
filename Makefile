# Two commands matter: `make run` and `make test`. Both set up .venv on first use.
#
#   make run ARGS="..."      the command line program, with its arguments
#   make test                every check, then the tests; seven to fourteen minutes on two cores
#   make results             every published result anew, from the calibration to the report
#   make test-deep           everything, before a version is released

SHELL := /bin/sh
.DEFAULT_GOAL := help
ifndef SIDE_BY_SIDE
.NOTPARALLEL:
endif
.DELETE_ON_ERROR:
MAKEFLAGS += --no-print-directory

# These would slow down or mislead the Python in .venv. Without byte code every start of the
# program compiles the libraries anew, which takes several seconds.
unexport PYTHONDONTWRITEBYTECODE PYTHONHOME PYTHONPATH VIRTUAL_ENV CONDA_PREFIX

BIN := .venv/bin
STAMP := .venv/.stamp
# Validators that some tests run, whose requirements clash with the program's.
VALIDATORS := .venv/validators
# The next major version of Mesa, over the same other libraries.
MESA4 := .venv/mesa4

# Arguments for the program and for pytest; the number of test processes.
ARGS ?=
PYTEST_ARGS ?=
TEST_WORKERS ?= auto

# ------------------------------------------------------------------------------ use

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' Makefile

.PHONY: run
run: $(STAMP) ## Run the program: make run ARGS="..."
	@$(BIN)/brokering $(ARGS)

# One run of pytest, so that its summary counts every test; conftest.py says what stays together and
# in which order.
PYTEST := $(BIN)/pytest -n $(TEST_WORKERS) --dist loadgroup --no-loadscope-reorder --benchmark-disable

.PHONY: test
test: ready $(VALIDATORS)/.stamp ## Every check, then the tests, slow ones last
	@$(PYTEST) $(PYTEST_ARGS)

.PHONY: test-deep
test-deep: ready $(VALIDATORS)/.stamp $(MESA4)/.stamp ## Every check, then all tests, also those that take minutes each
	@$(MESA4)/bin/python -m pytest -q tests/test_model.py tests/test_agents.py tests/contracts/test_twins.py tests/page
	@$(PYTEST) --deep $(PYTEST_ARGS)

.PHONY: quick
quick: $(STAMP) ## The fast tests, without those that run whole studies
	@$(PYTEST) -m "not slow and not browser and not whole" $(PYTEST_ARGS)

# Type checking keeps one core busy, compiling the rules another. Once compiled, no test process does it.
.PHONY: ready
ready: $(STAMP)
	@$(MAKE) --jobs=2 SIDE_BY_SIDE=yes compiled check

.PHONY: compiled
compiled: $(STAMP)
	@$(BIN)/python -c "from experiments.execution.pieces import compile_rules; compile_rules(); \
		from experiments.page.play import see_compiled; see_compiled()"

.PHONY: results
results: $(STAMP) ## Re-create all published results, from the calibration to the report; about two hours
	@$(BIN)/python -m docs.generated.chain

.PHONY: site
site: $(STAMP) ## Build the documentation site into build/site
	@$(BIN)/sphinx-build --quiet --fail-on-warning --keep-going --nitpicky -d build/doctrees docs build/site
	@echo "The site is at build/site/index.html."

.PHONY: benchmark
benchmark: $(STAMP) ## The speed measurements in tests/benchmarks
	@$(BIN)/pytest tests/benchmarks --benchmark-only $(PYTEST_ARGS)

# ------------------------------------------------------------------------------ checks

.PHONY: check
check: lint types imports ## Style, format, types and import rules

.PHONY: lint
lint: $(STAMP) ## Style and format (ruff)
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --quiet --check . || \
		{ echo "Some files are not formatted; 'make format' does it."; exit 1; }
	@echo "Style and format: fine."

.PHONY: types
types: $(STAMP) ## Types (mypy)
	@$(BIN)/mypy --no-error-summary
	@echo "Types: fine."

.PHONY: imports
imports: $(STAMP) ## Who may import whom (import-linter)
	@report=$$($(BIN)/lint-imports --no-logo 2>&1) || { echo "$$report"; exit 1; }
	@echo "Import rules: fine."

.PHONY: format
format: $(STAMP) ## Format the code and mend what can be mended
	@$(BIN)/ruff check --quiet --fix --exit-zero .
	@$(BIN)/ruff format --quiet .

# ------------------------------------------------------------------------------ set-up

# The stamp holds the folder it was made in: an environment that was copied along with its folder
# would still run the code of the old one, and is therefore made anew.
ifneq ($(shell cat $(STAMP) 2>/dev/null),$(CURDIR))
.PHONY: $(STAMP)
endif

# Every lock entry has ready-made wheels for 3.12 to 3.14. Candidates are tried by running them, as
# a name on the path may be a shim which only prints an error.
#
# The stamp is written last: after a failure there is none, and the next call starts afresh.
$(STAMP): pyproject.toml requirements.lock
	@set -e; \
	usable() { \
		"$$1" -c 'import ensurepip, sys, venv; sys.exit(not (3, 12) <= sys.version_info[:2] <= (3, 14))' \
			>/dev/null 2>&1; \
	}; \
	if [ "$$(cat $(STAMP) 2>/dev/null)" = "$(CURDIR)" ] && usable $(BIN)/python; then \
		echo "Updating .venv ..."; \
	else \
		found=; \
		for python in "$$PYTHON" python3 python3.12 python3.13 python3.14 \
				"$${PYENV_ROOT:-$$HOME/.pyenv}"/versions/*/bin/python; do \
			if [ -n "$$python" ] && usable "$$python"; then found=$$python; break; fi; \
		done; \
		if [ -z "$$found" ]; then \
			echo "No Python 3.12, 3.13 or 3.14 (with venv) was found: install one, or name it: make PYTHON=/path/to/python." >&2; \
			exit 1; \
		fi; \
		if [ -n "$$PYTHON" ] && [ "$$found" != "$$PYTHON" ]; then \
			echo "PYTHON=$$PYTHON is not 3.12, 3.13 or 3.14; using $$found." >&2; \
		fi; \
		echo "Setting up .venv with $$("$$found" -V) (once; under a minute) ..."; \
		rm -f $(STAMP); \
		"$$found" -m venv --clear .venv; \
		$(BIN)/python -m pip install -qq --disable-pip-version-check 'uv>=0.8,<1'; \
	fi; \
	rm -f $(STAMP); \
	export UV_PYTHON_DOWNLOADS=never; \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes --compile-bytecode -r requirements.lock; \
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .; \
	$(BIN)/uv pip check --quiet --python $(BIN)/python; \
	echo "$(CURDIR)" > $(STAMP); \
	echo "Ready."

LOCK := uv pip compile --quiet --universal --python-version 3.12 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links

# Of cffconvert only the schema is used; what it requires is old and has no ready-made wheels.
$(VALIDATORS)/.stamp: $(STAMP) requirements-validators.lock
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(VALIDATORS)
	@$(BIN)/uv pip install --quiet --python $(VALIDATORS)/bin/python --require-hashes --no-deps -r requirements-validators.lock
	@touch $@

$(MESA4)/.stamp: $(STAMP) requirements-mesa4.lock
	@$(BIN)/uv venv --quiet --clear --python $(BIN)/python $(MESA4)
	@$(BIN)/python -c "import site, sys; print('import site; site.addsitedir(%r)' % site.getsitepackages()[0])" \
		> `$(MESA4)/bin/python -c "import site; print(site.getsitepackages()[0])"`/others.pth
	@ln -sfn ../etc ../share $(MESA4) # what the page reads of its libraries outside their packages
	@$(BIN)/uv pip install --quiet --python $(MESA4)/bin/python --require-hashes --no-deps -r requirements-mesa4.lock
	@touch $@

.PHONY: lock
lock: ## Renew the lock files after a change in pyproject.toml
	@test -x $(BIN)/uv || { echo "Run 'make run' once first."; exit 1; }
	@$(BIN)/$(LOCK) --extra dev --output-file requirements.lock pyproject.toml
	@{ echo roc-validator | $(BIN)/$(LOCK) - && echo cffconvert | $(BIN)/$(LOCK) --no-deps -; } \
		> requirements-validators.lock
	@echo "mesa>=4.0.0a0" | $(BIN)/$(LOCK) --prerelease allow --no-deps - > requirements-mesa4.lock
	@if grep -n '://' requirements*.lock; then echo "A lock file names an address."; exit 1; fi

.PHONY: clean
clean: ## Remove .venv, caches and build leftovers; results stay
	@rm -rf .venv .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks \
		build dist *.egg-info
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
