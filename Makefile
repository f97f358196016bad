# The README's two commands need no make; these are for work on Détente itself.
PYTHON := .venv/bin/python
BIN := .venv/bin

.PHONY: check format lint types contracts test fuzz bench docs serve audit messages lock

check: lint types contracts test

format:
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lint:
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .

types:
	$(BIN)/mypy
	@if command -v npm >/dev/null; then \
	  npm ci --prefix frontend --ignore-scripts --silent --no-fund --no-audit && npm run --silent --prefix frontend types; \
	else echo "the TypeScript in frontend/ is not checked: there is no npm"; fi

contracts:
	$(BIN)/lint-imports

test:
	$(PYTHON) -m pytest

# Properties with new examples, not the same as last time.
fuzz:
	DETENTE_FUZZ=1 $(PYTHON) -m pytest tests/core tests/formats -n 2

bench:
	$(PYTHON) benchmarks/record.py
	$(PYTHON) benchmarks/standing.py
	$(PYTHON) benchmarks/agreement.py
	$(PYTHON) benchmarks/stability.py
	$(PYTHON) benchmarks/exchange.py
	$(PYTHON) benchmarks/web.py

docs:
	$(BIN)/sphinx-build -W --keep-going -n -b html docs build/docs
	$(PYTHON) -m pytest -q tests/house/test_documentation.py

serve: docs
	$(PYTHON) -m http.server --bind 127.0.0.1 --directory build/docs 8000

# Known weaknesses of what is locked; needs a network with the services that know them.
audit:
	uvx pip-audit --disable-pip --require-hashes -r requirements/run.txt
	uvx pip-audit --disable-pip --require-hashes -r requirements/dev.txt
	npm audit --prefix frontend
	npm audit --prefix tests/exchange/npm

# The words of the pages' frame, for translators; see docs/decisions/0020.
messages:
	mkdir -p build
	$(BIN)/pybabel -q extract -F pyproject.toml -k about --no-location --sort-output --project=Détente \
	  -o build/messages.pot src/detente

# Locks in requirements form, for Python 3.11 to 3.14 on every platform, with hashes.
lock:
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml --group build -o requirements/run.txt
	uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header \
	  pyproject.toml --group dev -o requirements/dev.txt
