# Needlepoint. Two commands: make run, make test.
PYTHON ?= python3
PY := .venv/bin/python

.PHONY: run test prove bench census docs requirements

run: .venv/run
	@NEEDLEPOINT_MODE=$${NEEDLEPOINT_MODE:-demo} $(PY) manage.py serve

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

.venv/made: tools/fresh.py
	@$(PYTHON) tools/fresh.py
	@touch $@

# Pinned packages are installed only when the list of pins changed.
.venv/run: requirements.txt .venv/made
	@$(PY) tools/fresh.py install requirements.txt
	@touch $@

.venv/test: requirements-dev.txt .venv/made
	@$(PY) tools/fresh.py install requirements-dev.txt
	@touch $@ .venv/run
