.DEFAULT_GOAL := help
PRESET ?= dev
SOURCES = $(shell find src bench test -name '*.h' -o -name '*.cc')

.PHONY: help setup build demo test unit integration web e2e asan tsan fmt lint layers structure check fuzz bench clean

help: ## This list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "%-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: ## Install what a build needs, and use the repository's git hooks
	scripts/setup
	git config core.hooksPath tools/hooks

build: ## Build the release: build/release/lakeport
	scripts/build release

demo: ## Ingest a real Hive-style warehouse, and leave the portal open
	scripts/demo

test: ## Every test, with the servers and readers that they need
	scripts/test

unit integration web e2e: ## One kind of test (make unit, make integration, make web, make e2e)
	scripts/test $@

dev: ## Build and run the unit tests with warnings and debug information (PRESET=dev|asan|tsan)
	cmake --workflow --preset $(PRESET)

asan: ## Unit tests under the address and undefined-behaviour sanitizers
	$(MAKE) dev PRESET=asan

tsan: ## Unit tests under the thread sanitizer
	$(MAKE) dev PRESET=tsan

fmt: ## Rewrite the sources in house format
	clang-format -i $(SOURCES)

lint: layers structure-check ## Format, layers, structure, clang-tidy
	clang-format --dry-run -Werror $(SOURCES)
	clang-tidy -p build/dev --quiet $(filter src/%.cc,$(SOURCES))

layers: ## Who may include whom (tools/layers.txt)
	python3 tools/check_layers.py

structure: ## The tree, with each folder's purpose; also brings README's copy up to date
	python3 tools/structure.py --write

structure-check: # README's copy is not stale
	python3 tools/structure.py --check

check: dev lint ## What must pass before a commit is pushed

fuzz: ## Ten minutes of fuzzing for each reader of bytes from outside (test/fuzz/README.md)
	scripts/fuzz

bench: ## Measure against Spark and PyIceberg, side by side (bench/README.md)
	bench/ingest/run

clean: ## Remove build trees (not what was downloaded)
	rm -rf build/dev build/asan build/tsan build/fuzz build/release
