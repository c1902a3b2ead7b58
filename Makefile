# make run     everything on this machine, until Ctrl-C
# make test    everything that must hold
# make bench   what it costs, measured here
# The work is in scripts/ and in manage.py; this only names it.

.DEFAULT_GOAL := help
.PHONY: help run test bench lint fmt types lock

export PYTHON

help: ## Say what there is
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "make %-6s %s\n", $$1, $$2}' Makefile

run: ## Run everything on this machine (ARGS="--port 8100 --no-demo --no-sandbox")
	@scripts/prepare
	@exec .venv/bin/python manage.py up $(ARGS)

test: ## Lint, types, and all tests with real servers and a real browser
	@scripts/prepare dev
	@scripts/test

bench: ## Measure on servers of its own and write docs/figures-*.md (some minutes)
	@scripts/prepare dev
	@.venv/bin/python -m tests.bench

lint: ## Find mistakes without running anything
	@scripts/prepare dev
	@.venv/bin/ruff check
	@.venv/bin/ruff format --check
	@.venv/bin/lint-imports

fmt: ## Put the code into its form
	@scripts/prepare dev
	@.venv/bin/ruff check --fix
	@.venv/bin/ruff format

types: ## Check the types
	@scripts/prepare dev
	@.venv/bin/mypy

lock: ## Pin what pyproject.toml asks for (ARGS=--upgrade for the newest)
	@scripts/prepare
	@.boot/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-header --no-annotate -o requirements.lock $(ARGS)
	@.boot/bin/uv pip compile pyproject.toml --quiet --universal --generate-hashes --no-header --no-annotate --extra dev -o requirements-dev.lock $(ARGS)
