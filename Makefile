# Everything that is done to this repository, by name. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run test race build connector connectortest web generate generated lint bench day fuzz stress screenshots tools testtools clean

# A checkout without git, or with a git that refuses the folder, still builds.
VERSION := $(shell git describe --tags --always --dirty 2>/dev/null || echo unknown)
GOBUILD := CGO_ENABLED=0 go build -buildvcs=false -trimpath -ldflags '-s -w -X main.version=$(VERSION)'

# The connector for ConductorOne is a module of its own: its SDK has a hundred modules that nothing else needs.
CONNECTOR := cmd/baton-ninja-one

STATICCHECK := go run honnef.co/go/tools/cmd/staticcheck@v0.8.2

# One PostgreSQL server for all test binaries; PKG, TESTFLAGS, FUZZTIME and KILLED may be given on the command line.
PGSERVE   := go run -buildvcs=false ./adapters/postgres/pgtest/pgserve
PKG       ?= ./...
TESTFLAGS ?=
FUZZTIME  ?= 10s
KILLED    ?= 20000

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: build ## set up what is missing, build, and start the demo
	bin/coresync demo

test: testtools web lint ## set up what is missing, lint, and run every test, with the race detector where it pays
	@mkdir -p bin
	TESTFLAGS='$(TESTFLAGS)' $(PGSERVE) -- .ci/tests $(PKG) 2>&1 | .ci/summary
	$(if $(filter ./...,$(PKG)),@$(MAKE) --no-print-directory connectortest)

race: testtools web ## run every test with the race detector (an hour)
	TESTFLAGS='$(TESTFLAGS)' RACE=all $(PGSERVE) -- .ci/tests $(PKG) 2>&1 | .ci/summary

connectortest: # The tests run the linked program as people do, so the race detector would see little and build long.
	cd $(CONNECTOR) && go test -buildvcs=false -timeout 15m ./...

connector: ## build bin/baton-ninja-one, the connector for ConductorOne
	@mkdir -p bin
	cd $(CONNECTOR) && $(GOBUILD) -o ../../bin/baton-ninja-one .

build: tools web ## build bin/coresync and bin/ninjasim
	@mkdir -p bin
	@for main in cmd/*/main.go; do \
		[ -e "$$main" ] || { echo "nothing to build below cmd/"; break; }; \
		[ ! -e "$$(dirname "$$main")/go.mod" ] || continue; \
		dir=$$(dirname "$$main"); name=$$(basename "$$dir"); \
		echo "bin/$$name $(VERSION)"; $(GOBUILD) -o "bin/$$name" "./$$dir" || exit 1; \
	done

# What browsers get: bundled from npm's packages, embedded in the program, not committed.
BUNDLE := http/web/assets/dist/packages.txt

web: $(BUNDLE) ## bundle the styles and scripts of the pages

$(BUNDLE): node_modules/.package-lock.json http/web/assets/bundle.mjs http/web/assets/icons.txt $(wildcard http/web/assets/src/*)
	node http/web/assets/bundle.mjs

node_modules/.package-lock.json: package.json package-lock.json
	npm ci --ignore-scripts --no-audit --no-fund --loglevel=error
	@touch $@

generate: web ## make generated code anew
	go generate ./...
	.ci/notices

generated: ## fail where generated code is not current
	.ci/generated

lint: generated ## gofmt, go vet, staticcheck, and whether generated code is current
	@unformatted=$$(gofmt -l $(CONNECTOR) $$(go list -buildvcs=false -f '{{.Dir}}' ./...)); \
		[ -z "$$unformatted" ] || { echo "not formatted (gofmt -w FILE):"; echo "$$unformatted"; exit 1; }
	go vet ./...
	$(STATICCHECK) ./...
	cd $(CONNECTOR) && go vet -buildvcs=false ./... && $(STATICCHECK) ./...

bench: build ## measure against the baselines, on a scratch server
	bin/coresync bench

fuzz: ## fuzz every parser for FUZZTIME each (10s)
	.ci/fuzz $(FUZZTIME)

stress: testtools web ## the tests of PKG ten times over
	$(PGSERVE) -- go test -buildvcs=false -race -count=10 -timeout 60m $(TESTFLAGS) $(PKG) 2>&1 | .ci/summary

day: testtools web ## the day on which rules change, killed at each step, with KILLED devices (20000)
	CORESYNC_KILLED_DAY=$(KILLED) $(PGSERVE) -- go test -buildvcs=false -count=1 -v -timeout 60m -run TestADayOnWhich ./cmd/internal/e2e

screenshots: testtools web ## take the pictures in docs/screenshots anew, by the browser's walk over all pages
	rm -rf bin/screenshots && mkdir -p bin/screenshots docs/screenshots
	SCREENSHOTS=$(CURDIR)/bin/screenshots $(PGSERVE) -- go test -buildvcs=false -count=1 -run FirstDay ./cmd/internal/browser
	for page in assets inbox operations reports_devices '*_mappings' '*_rules' '*_contacts'; do \
		cp bin/screenshots/$$page-wide-light.png "docs/screenshots/$$(echo "$$page" | sed 's/.*_//').png"; \
	done

tools: ## install what building and running need (PostgreSQL, Node.js), or print the one command that would
	@.ci/setup

testtools: # what testing needs besides (a C compiler, Chromium)
	@.ci/setup test

clean: ## remove what building and testing made
	rm -rf bin node_modules
	find http/web/assets/dist -type f ! -name .gitignore -delete
