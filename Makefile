# `make chat` sets up, indexes the documents and opens the chat; `make test` sets up and runs every test.
PYTHON ?= python3
DOCUMENTS ?= seeds
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip --disable-pip-version-check
TORCH := $(shell sed -n 's/^torch==//p' constraints.txt)

.PHONY: setup chat test check bench baseline clean

setup: $(READY)

# The torch that is there is kept, with the libraries it brought: their lines are left out of the constraints.
$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(0 if (3, 11) <= sys.version_info < (3, 14) else "policyqa needs Python 3.11 to 3.13, this is " + sys.version.split()[0] + "; name another: make PYTHON=python3.12 " + "$(MAKECMDGOALS)")'
	@$(PIP) --version >/dev/null 2>&1 || { echo "Making the environment in $(VENV) ..."; $(PYTHON) -m venv $(VENV); }
	@$(PIP) show torch >/dev/null 2>&1 || { \
	  echo "Installing torch $(TORCH): 200 MB as the CPU build, up to 3 GB where the CUDA build comes (see README) ..."; \
	  $(PIP) install "torch==$(TORCH)"; }
	@sed -E '/^(torch|triton|nvidia-.*|cuda-.*)==/d' constraints.txt > $(VENV)/constraints.txt
	@$(PIP) show torch | sed -n 's/^Version: /torch==/p' >> $(VENV)/constraints.txt
	@echo "Installing policyqa and what it needs: about 400 MB ..."
	@$(PIP) install --constraint $(VENV)/constraints.txt --editable ".[dev]"
	@touch $(READY)

chat: setup
	@$(BIN)/policyqa index $(DOCUMENTS)
	@exec $(BIN)/policyqa chat

# Two workers for what needs no browser; pages are looked at one at a time, for some of them are timed.
test: setup
	@$(BIN)/python -m pytest -m "not browser" -n 2 --dist loadfile
	@$(BIN)/python -m pytest -m browser

check: setup
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy

bench: setup
	@$(BIN)/python -m benchmarks

# When answers have changed on purpose: eval/baseline.json, which `make test` compares with, and docs/evaluation-report.html.
baseline: setup
	@$(BIN)/python -m eval.keep

clean:
	rm -rf $(VENV) .index .pytest_cache .ruff_cache .mypy_cache .hypothesis
