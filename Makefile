# Everything a newcomer needs: `make demo` to see it, `make test` to trust it. The work is done by tools/dev.py.
PYTHON ?= python3
.DEFAULT_GOAL := help
.PHONY: help demo thorough test check bench promises lock

help: ## Say what can be made
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## Show Heed at work on this machine, with invented people and answers
	@$(PYTHON) tools/dev.py demo $(ARGS)

thorough: ## Install the sentence model for the thorough engine of theme discovery (50 MB)
	@$(PYTHON) tools/dev.py thorough

test: ## Check everything: style, types, every test on SQLite and on PostgreSQL
	@$(PYTHON) tools/dev.py test $(ARGS)

check: ## Check style, types, templates and the rules of the house (seconds)
	@$(PYTHON) tools/dev.py check

bench: ## Measure rates and ratios (minutes)
	@$(PYTHON) tools/dev.py bench

promises: ## Crash, load and attack at full counts (minutes)
	@$(PYTHON) tools/dev.py promises

lock: ## Pin every package anew, with hashes, and list their licences
	@$(PYTHON) tools/dev.py lock
