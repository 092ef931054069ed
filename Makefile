# Everything a user or a developer calls. `make run` and `make test` are enough for a start.
# Paths are relative on purpose, so that a folder with a space in its name works.

SHELL := /bin/bash
PORT ?= 8080
HOST ?= 127.0.0.1
DATA ?= .tally
CRASH_ROUNDS ?= 20
API_EXAMPLES ?= 50
TALLY_BROWSER ?= all
BASE ?= HEAD

FIRST_BUILD := the first build takes some 5 to 15 minutes, later ones seconds

.PHONY: help man run build dist test test-crash test-browser test-api test-deploy test-tutorial bench bench-against lint format dependencies clean

run: build  ## build in release mode, start a private PostgreSQL, load the demo once, serve
	@exec .build/release/tally serve --demo --host "$(HOST)" --port "$(PORT)" --data "$(DATA)"

build: dependencies  ## the program in release mode
	@[ -x .build/release/tally ] || echo "tally: $(FIRST_BUILD)"
	swift build -c release --product tally

help:  ## this list
	@sed -n 's/^\([a-z-]*\):[^#]*## \(.*\)/\1\t\2/p' Makefile | while IFS=$$'\t' read -r name text; do \
	    printf '  make %-14s %s\n' "$$name" "$$text"; done

man: build  ## the manual page at .build/man/tally.1
	@mkdir -p .build/man && .build/release/tally man >.build/man/tally.1
	@echo "man -l .build/man/tally.1"

# Apart from `make build`: it links Swift's standard library and libcurl in, so it is compiled below .build/static, and
# neither build makes the other compile again.
dist:  ## .build/dist/tally-VERSION-linux-ARCH.tar.gz, which runs on a Debian 12 with libpq5 and postgresql
	scripts/dist.sh

test: dependencies  ## every test but those of the next targets, on a private PostgreSQL: under 5 minutes after the build
	@scripts/install-packages.sh pgbouncer
	@[ "$$(id -u)" -ne 0 ] || scripts/install-packages.sh iproute2 nftables  # tests that need root need these, too
	swift build --build-tests
	swift test --skip-build

test-crash: dependencies  ## processes, machines, networks, disks and clocks that fail under load; CRASH_ROUNDS rounds of kills
	@[ "$$(id -u)" -ne 0 ] || scripts/install-packages.sh iproute2 nftables  # tests that need root need these, too
	TALLY_CRASH_ROUNDS=$(CRASH_ROUNDS) swift test --filter CrashTests

test-browser: dependencies  ## the pages in headless Chromium: TALLY_BROWSER=core or all; TALLY_SCREENSHOTS=DIR keeps pictures
	@scripts/install-packages.sh chromium
	TALLY_BROWSER=$(TALLY_BROWSER) swift test --filter BrowserTests

test-api: dependencies  ## the OpenAPI document by a validator, and the service against it: API_EXAMPLES calls per route
	@scripts/install-packages.sh python3 python3-venv curl
	swift build --product tally
	API_EXAMPLES=$(API_EXAMPLES) scripts/test-api.sh

test-deploy: dist  ## the files of deploy/ as far as a machine without containers can, and the tarball in an empty Debian
	@scripts/install-packages.sh nginx-light openssl curl postgresql systemd prometheus python3-venv debootstrap iproute2 strace
	scripts/test-deploy.sh $(PARTS)

test-tutorial: dependencies  ## a copy of the tree with the tutorial of docs/extending.md applied: built, run and asked
	@scripts/install-packages.sh python3 curl
	scripts/test-tutorial.sh

bench: dependencies  ## figures of README.md, each beside a limit measured in the same run
	@scripts/install-packages.sh wrk nginx-light
	swift build -c release --product tally
	swift build -c release --product tally-bench
	@echo "tally: the service's own log is .build/bench.log"
	.build/release/tally-bench $(BENCH)

bench-against: dependencies  ## this version and that of the commit BASE, in turns on one PostgreSQL
	@scripts/install-packages.sh wrk
	rm -rf .build/base && git worktree prune && git worktree add --detach .build/base "$(BASE)"
	cd .build/base && swift build -c release --product tally
	swift build -c release --product tally
	swift build -c release --product tally-bench
	.build/release/tally-bench against .build/base/.build/release/tally
	git worktree remove --force .build/base

lint:  ## layout and lint rules, strictly
	swift format lint --strict --recursive --parallel Package.swift Sources Tests Benchmarks

format:  ## mend the layout
	swift format --in-place --recursive --parallel Package.swift Sources Tests Benchmarks

dependencies:
	@scripts/install-packages.sh libpq-dev libssl-dev libcurl4 pkg-config postgresql

clean:  ## remove everything that was built
	rm -rf .build
