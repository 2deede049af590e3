# Every command of the project. `make run` and `make test` install what they need.

SHELL := /bin/bash
RELEASE := .build-release
PORT ?= 9797

.PHONY: run test test-tsan bench format docs release clean

run: ## Installs what is missing, builds, starts, prints one URL.
	@bash .ci/setup.sh run
	@bash .ci/build.sh release
	@$(RELEASE)/release/interleave serve --port $(PORT)

test: ## Everything that CI checks.
	@bash .ci/test.sh

test-tsan: ## The concurrent modules under Thread Sanitizer.
	@bash .ci/setup.sh run
	@bash .ci/test-tsan.sh

bench: ## The budgets of the design, measured; figures only, no verdict.
	@bash .ci/setup.sh test
	@bash .ci/build.sh release
	@bash .ci/bench.sh

format: ## Formats Swift and the page's files.
	@swift format format -i --parallel --recursive Package.swift Plugins Sources Tests
	@.build-tools/venv/bin/deno fmt -q --config .ci/deno.json

docs: ## Reference pages of the library modules.
	@bash .ci/docs.sh

release:
	@bash .ci/build.sh release

clean:
	rm -rf .build .build-*
