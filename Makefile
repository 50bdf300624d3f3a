# Everything a newcomer needs: `make demo`, `make test`.

PYTHON ?= python3
VENV := .venv
PIP := $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: help demo test check bench studio setup clean

help:  ## what there is to type
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 12

demo: $(VENV)/.run  ## set up, then read, write, check and publish from the shipped news, offline
	@rm -rf data/var/demo/*.sqlite* data/var/demo/outbox.jsonl
	@UNDERSTUDY_VAR=data/var/demo $(VENV)/bin/python main.py run-loop --turns 1

test: $(VENV)/.dev  ## set up, then run the tests
	@$(VENV)/bin/python -m pytest

check: $(VENV)/.dev  ## lint and types
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/mypy .

bench: $(VENV)/.dev  ## the figures, each beside what a user would pick instead
	@for file in benchmarks/[a-z]*.py; do $(VENV)/bin/python -m benchmarks.$$(basename $$file .py); done

studio: $(VENV)/.dev  ## LangGraph Studio's server, no account needed
	@LANGSMITH_TRACING=false $(VENV)/bin/langgraph dev --no-browser

setup: $(VENV)/.run  ## only set up

clean:  ## remove the virtual environment
	@rm -rf $(VENV)

$(VENV)/.made:
	@$(PYTHON) -c 'import sys; sys.exit("Understudy needs Python 3.11 or later; try: make PYTHON=python3.11 ...") if sys.version_info < (3, 11) else None'
	@echo "Setting up $(VENV) (a few minutes, once) ..."
	@$(PYTHON) -m venv $(VENV) && touch $@

$(VENV)/.run: $(VENV)/.made requirements.txt constraints.txt
	@$(PIP) torch==2.13.0 -r requirements.txt && touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@$(PIP) torch==2.13.0 -r requirements-dev.txt && touch $@
