# Needlepoint. Two commands: make run, make test.
PYTHON ?= python3
PY := .venv/bin/python

run: .venv/run
	@NEEDLEPOINT_MODE=$${NEEDLEPOINT_MODE:-demo} exec $(PY) manage.py serve

test: .venv/test
	@$(PY) tools/check.py

# The rest is for those who work on it.
prove: .venv/test
	@$(PY) -m prove

bench: .venv/test
	@$(PY) -m bench

census: .venv/test
	@$(PY) tools/census.py

docs: .venv/test
	@$(PY) tools/docs.py

# A maintainer's deed, in a commit of its own: new pins from pyproject.toml.
UV ?= uv
PINS := $(UV) pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-annotate --no-header --quiet
requirements:
	$(PINS) --upgrade --output-file requirements.txt
	$(PINS) --upgrade --group dev --output-file requirements-dev.txt

# A stamp is touched only when its step ended well, so an interrupted one is done again.
.venv/made: tools/fresh.py
	@$(PYTHON) tools/fresh.py
	@touch $@

# Pinned packages are installed only when the list of pins changed.
.venv/run: requirements.txt .venv/made
	@$(PY) tools/fresh.py install requirements.txt
	@touch $@

# The longer list holds the shorter one.
.venv/test: requirements-dev.txt .venv/made
	@$(PY) tools/fresh.py install requirements-dev.txt
	@touch $@ .venv/run

.PHONY: run test prove bench census docs requirements
