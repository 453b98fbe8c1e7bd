# Two commands are enough: `make run` opens the shop, `make test` runs the suite. Both set up what they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
ROOMS := bot dialogue matching orders locales
JOBS ?= 2
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: run test check bench soak format clean

run: $(VENV)/.run
	$(BIN)/shopkeep demo

test: $(VENV)/.dev
	@# Tests that fork processes wait for ever on a thread of OpenBLAS that another thread's sum has in use.
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m pytest -m "not soak" -n $(JOBS) --dist loadfile --cov --cov-report=term:skip-covered $(ARGS)

check: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy bot dialogue matching orders locales
	$(BIN)/lint-imports
	$(BIN)/shopkeep locales check

bench: $(VENV)/.bench
	$(BIN)/python -m benchmarks $(ARGS)

soak: $(VENV)/.dev
	$(BIN)/python -m pytest -m "soak" $(ARGS)

format: $(VENV)/.dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

clean:
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("shopkeep needs Python 3.11 or newer, found " + sys.version.split()[0]) if sys.version_info < (3, 11) else 0'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up (once, about a minute) ..."
	$(PIP) -e .
	$(BIN)/python -m compileall -q $(ROOMS)
	$(BIN)/python -m locales
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(BIN)/python
	@echo "Setting up with what the tests need (once) ..."
	$(PIP) -e ".[dev]"
	$(BIN)/python -m compileall -q $(ROOMS)
	$(BIN)/python -m locales
	$(BIN)/shopkeep locales learn
	@touch $@ $(VENV)/.run

$(VENV)/.bench: pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) -e ".[dev,bench]"
	@touch $@ $(VENV)/.dev $(VENV)/.run
