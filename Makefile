# Sổ 2282: every task is a target here; `make demo` and `make test` set everything up by themselves.
.PHONY: demo run test check core bench faults fuzz build docs lock setup clean

PROGRAM := .venv/bin/so2282
PYTHON := .venv/bin/python
DEMO ?= demo

setup: .venv/.ready ## environment and Debian packages of the program
.venv/.ready: requirements/dev.txt requirements/uv.txt installer/setup.sh installer/debian-packages.txt pyproject.toml
	sh installer/setup.sh run

.venv/.ready-test: .venv/.ready
	sh installer/setup.sh test

.venv/.ready-build: .venv/.ready
	sh installer/setup.sh build

demo: setup ## the whole loop on invented people, into ./demo
	$(PROGRAM) demo --out $(DEMO)

run: setup ## the window
	$(PROGRAM) ui

check: setup ## style, architecture, types
	$(PYTHON) -m ruff format --check app db ui tests installer
	$(PYTHON) -m ruff check app db ui tests installer
	.venv/bin/lint-imports
	$(PYTHON) -m mypy

test: .venv/.ready-test check ## everything that must hold, under 15 minutes
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -n auto --maxprocesses 4 --dist loadfile -m "not faults and not fuzz and not frozen"

core: setup ## only the core's tests
	$(PYTHON) -m pytest -q tests/core

faults: .venv/.ready-test ## slow sweeps of injected faults
	QT_QPA_PLATFORM=offscreen $(PYTHON) -m pytest -q -m faults

fuzz: .venv/.ready-test ## mutated bytes: slow sweeps, and the coverage-guided fuzzer over all that reads a package
	$(PYTHON) -m pytest -q -m fuzz

bench: setup ## ratios measured in one run, as JSON and a table
	$(PYTHON) -m tests.bench

build: .venv/.ready-build ## the frozen program, one folder, with its smoke test
	$(PYTHON) installer/build.py

docs: setup ## the pages that are made of the code
	$(PYTHON) -m tests.docs

lock: setup ## new hashes after a change of pyproject.toml
	sh installer/lock.sh

clean:
	rm -rf .venv build dist demo
