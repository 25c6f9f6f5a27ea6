# `make demo` and `make test` need Python 3.11 or later and make; they set up the rest.

# The first that runs and is new enough: a name on the PATH may be a shim of nothing.
PYTHON ?= $(shell for name in python3 python3.14 python3.13 python3.12 python3.11; do \
	$$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$name && break; done)
VENV := .venv
RUN := $(VENV)/bin

# Every stage and every output once: what a missing or changed name in a library would break.
OLDEST := $(patsubst %,tests/test_%.py,seeds records fields csv parquet json feeds in_memory copies \
	join levels sweep news docs graphml gexf tables_export explorer_data)

.DEFAULT_GOAL := help
.PHONY: help demo test check oldest lock explorer clean

help: ## what can be made
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-9s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: $(VENV)/.demo ## build the seeds and say which file to open
	@$(RUN)/storygraph build seeds --output output

test: $(VENV)/.test ## set up everything the tests need, and run them all
	@bash tests/browser-setup.sh
	@$(RUN)/python -m pytest -n auto

check: $(VENV)/.test ## style and types, and the explorer's own tests where there is npm
	@$(RUN)/ruff check .
	@$(RUN)/ruff format --check .
	@$(RUN)/mypy
	@if command -v npm >/dev/null 2>&1; then \
		cd explorer && { test node_modules/.package-lock.json -nt package-lock.json || \
			npm ci --no-fund --no-audit; } && npm run --silent check && npm test --silent; \
	else echo "no npm: the explorer's own checks were skipped"; fi

oldest: $(VENV)-oldest/.test ## test with the oldest versions of all dependencies (Python 3.11)
	@$(VENV)-oldest/bin/python -m pytest -n auto $(OLDEST)

lock: $(VENV)/.test ## write the lock files anew from pyproject.toml
	@$(RUN)/python -m pip install --quiet "uv>=0.5,<1"
	@$(RUN)/uv pip compile --universal --upgrade --quiet --no-emit-index-url --no-header \
		--no-annotate --python-version 3.11 pyproject.toml --output-file requirements.lock
	@$(RUN)/uv pip compile --universal --upgrade --quiet --no-emit-index-url --no-header \
		--no-annotate --python-version 3.11 --extra test pyproject.toml \
		--output-file requirements-test.lock

explorer: ## rebuild the explorer's script and style from explorer/ (needs Node.js)
	@cd explorer && npm ci --no-fund --no-audit && npm run build

clean: ## remove the environment and the outputs
	@rm -rf $(VENV) $(VENV)-oldest explorer/node_modules
	@find output -mindepth 1 -not -name .gitkeep -delete

$(VENV)/bin/python:
	@test -n "$(PYTHON)" || \
		{ echo "storygraph needs Python 3.11 or later; say which with PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "cannot make a virtual environment; on Debian: apt-get install python3-venv"; exit 1; }

$(VENV)/.demo: $(VENV)/bin/python requirements.lock pyproject.toml
	@echo "Installing storygraph into $(VENV)"
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.test: $(VENV)/bin/python requirements-test.lock pyproject.toml
	@echo "Installing storygraph and its tests into $(VENV)"
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check -r requirements-test.lock
	@$(RUN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@ $(VENV)/.demo

$(VENV)-oldest/.test: tests/oldest.py pyproject.toml
	@echo "Installing storygraph with its oldest dependencies into $(VENV)-oldest"
	@rm -rf $(VENV)-oldest
	@$(PYTHON) -m venv $(VENV)-oldest
	@$(PYTHON) tests/oldest.py > $(VENV)-oldest/oldest.txt
	@$(VENV)-oldest/bin/python -m pip install --quiet --disable-pip-version-check --only-binary numpy,scipy,scikit-learn \
		-r $(VENV)-oldest/oldest.txt hypothesis igraph lxml playwright pytest pytest-xdist
	@$(VENV)-oldest/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	@touch $@
