# `make chat` sets up, indexes the documents and opens the chat; `make test` sets up and runs every test.
PYTHON ?= python3
DOCUMENTS ?= seeds
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
TORCH := $(shell sed -n 's/^torch==//p' constraints.txt)

.PHONY: setup chat test check bench clean

setup: $(READY)

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "policyqa needs Python 3.11 to 3.13, this is " + sys.version.split()[0] + "; name another: make PYTHON=python3.12 " + "$(MAKECMDGOALS)")'
	@test -x $(BIN)/python || { echo "Making the environment in $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@$(BIN)/python -m pip install --quiet --upgrade pip
	@$(BIN)/python -c 'import torch' 2>/dev/null || { \
	  echo "Installing torch $(TORCH): 200 MB as the CPU build, up to 3 GB where the CUDA build comes (see README) ..."; \
	  $(BIN)/python -m pip install "torch==$(TORCH)"; }
	@echo "Installing policyqa and what it needs (about 400 MB) ..."
	@$(BIN)/python -m pip install --quiet --progress-bar on --constraint constraints.txt --editable ".[dev]"
	@touch $(READY)

chat: setup
	@$(BIN)/policyqa index $(DOCUMENTS)
	@exec $(BIN)/policyqa chat

test: setup
	@$(BIN)/python -m pytest

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: setup
	@$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) .index .pytest_cache .ruff_cache .mypy_cache .hypothesis
