# The two commands are `make demo` and `make test`; each does all the set-up by itself.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test kernels pictures test-slow test-cluster cluster check quality bench lock clean

$(READY): requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Masdar needs Python 3.11 to 3.13; this is " + sys.version.split()[0]) if not (3, 11) <= sys.version_info[:2] <= (3, 13) else None'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $(READY)

demo: $(READY)
	$(BIN)/masdar demo

check: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

QUICK := -m "not slow and not browser"
# Rooms with kernels, which are compiled once on a machine: by their own tests, while mypy keeps the other processor busy.
KERNELS := tests/reuse tests/stories tests/search
kernels: $(READY)
	$(BIN)/python -m pytest $(QUICK) $(KERNELS)

test: $(READY)
	@$(MAKE) --no-print-directory --jobs 2 --output-sync=target check kernels
	$(BIN)/python -m tests.sharing $(QUICK) $(KERNELS:%=--ignore=%)

pictures: $(READY)
	$(BIN)/python -m pytest -m browser tests/browser/test_browser_house.py
	$(BIN)/python -m tests.browser.pictures

test-slow: $(READY)
	$(BIN)/python -m pytest -m "slow and not browser"
	$(BIN)/python -m pytest -m "hypothesis and not slow" --examples 300
	$(BIN)/python -m pytest -m browser

# Three OpenSearch nodes and a PostgreSQL on this machine; `deploy/cluster stop` ends them.
cluster: $(READY)
	deploy/cluster up

# The tests that want a cluster, on one that is brought up for them and stopped behind them.
CLUSTER := $(CURDIR)/masdar-data/cluster-of-tests
PORT := 9301
test-cluster: $(READY)
	deploy/cluster up $(CLUSTER) --port $(PORT)
	TEST_CLUSTER=$(CLUSTER) $(BIN)/python -m pytest tests/cluster tests/contract/test_index_contract.py; \
	    code=$$?; deploy/cluster stop $(CLUSTER) --port $(PORT); exit $$code

quality: $(READY)
	$(BIN)/python -m quality

bench: $(READY)
	$(BIN)/python -m benchmarks

lock:
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --output-file requirements.txt

clean:
	rm -rf $(VENV) build dist output
