# Everything a person does with the repository. Needs python3 (3.11 to 3.13) with venv, and make.

BIN := .venv/bin
READY := .venv/.ready
ARGS ?=

.PHONY: help demo demo-us check accuracy nights incidents bench dashboard pictures image fmt lint type imports wheel test lock clean

help:                     ## these lines
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 12

# Made once; made again when the lock or the package's own description changes.
$(READY): requirements-dev.lock pyproject.toml
	@sh scripts/make-environment.sh

demo: $(READY)            ## a small municipality's count, under two minutes; ARGS=--stay keeps its pages up
	@$(BIN)/python -m qc_calibration.municipality $(ARGS)

demo-us: $(READY)         ## two scanners of American ballots, one begins to lose faint marks
	@$(BIN)/python -m qc_calibration.demo $(ARGS)

check: lint type imports wheel  ## everything that must hold before a change lands
	@rm -f .coverage .coverage.*
	@$(BIN)/python -m pytest --cov --cov-report= --floors $(ARGS)

lint: $(READY)            ## ruff: the rules and the one form of code
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

type: $(READY)            ## mypy, strict
	@$(BIN)/mypy

imports: $(READY)         ## import-linter: floors, purity, plugins, one way
	@PYTHONPATH=.:plugins:calibration $(BIN)/lint-imports --no-cache

wheel: $(READY)           ## build the wheel, install it elsewhere, run it
	@$(BIN)/python scripts/try_wheel.py

test: $(READY)            ## the tests; ARGS="tests/unit -q" runs a part
	@$(BIN)/python -m pytest $(ARGS)

fmt: $(READY)             ## put the code in its one form
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

accuracy: $(READY)        ## measure the reading against real scans (QC_SHARED_DATA)
	@$(BIN)/python -m qc_calibration.accuracy $(ARGS)

nights: $(READY)          ## thousands of made-up nights: false alarms, delays, right cells
	@$(BIN)/python -m qc_calibration.nights $(ARGS)

incidents: $(READY)       ## documented incidents as nights, and a thousand clean ones
	@$(BIN)/python -m bench.incidents $(ARGS)

bench: $(READY)           ## time every stage; the gates are ratios within one run
	@$(BIN)/python -m pytest bench --benchmark-enable --gate $(ARGS)

dashboard: $(READY)       ## write Grafana's dashboard from scripts/grafana_panels.py
	@$(BIN)/python scripts/grafana_dashboard.py > deploy/grafana/qc-service.json

pictures: $(READY)        ## take the documents' pictures of pages, of the demo's night and others
	@$(BIN)/python -m pytest -q tests/calibration/test_municipality_night.py tests/web/test_views_pictured.py --pictures docs/pictures $(ARGS)

image: $(READY)           ## build the container image, start it, stop it
	@bash scripts/make-image.sh $(ARGS)

lock: $(READY)            ## write both lock files from pyproject.toml; ARGS=--upgrade raises all
	@$(BIN)/python scripts/make_locks.py $(ARGS)

clean:                    ## remove the environment and everything made
	@rm -rf .venv dist build qc-demo qc-nights qc-incidents .coverage* .mypy_cache .ruff_cache .pytest_cache .hypothesis .benchmarks .import_linter_cache
