# The commands of the house. `make` without a name lists them.
PYTHON ?= python3
BIN = .venv/bin
# The suite starts hundreds of processes: compiled modules are kept between them.
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL = help
.PHONY: help demo install quick test lint format bench faults system pictures docs locks eval-reading bench-reading train-reading

help: ## this list
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-13s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## a running county on this machine (ARGS="--as-of 2026-03-05 --no-serve")
	@$(PYTHON) tools/demo.py $(ARGS)

install: ## the virtual environment with everything that tests and checks
	@$(PYTHON) tools/install.py dev

quick: install ## pure and room tests on SQLite, 90 seconds at most
	$(BIN)/pytest -q -n 2 -m "not journey and not long"

test: install system ## everything: lint, both databases, journeys in a real browser
	@$(PYTHON) tools/test.py

lint: install ## format, style, types, directions
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/lint-imports
	$(BIN)/mypy

format: install ## put every file into form
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

bench: install ## measured work beside the naive way, on both databases (ARGS="--quick --database sqlite --redmine")
	@$(BIN)/python -m tools.bench $(ARGS)

faults: install ## a day in which things break, 50 times on each database (ARGS="--runs 5")
	$(BIN)/python tools/faults.py $(ARGS)

system: ## browser, fonts, office and servers for the journeys (Debian, as root)
	@$(PYTHON) tools/system.py

pictures: install system ## every page as a picture, both languages, three sizes
	$(BIN)/python tools/pictures.py $(ARGS)

docs: install ## write the generated pages of docs/ anew
	$(BIN)/python tools/docs.py

locks: install ## write requirements/*.txt anew from pyproject.toml
	$(BIN)/python tools/locks.py

bench-reading: install ## how fast documents are read, and how evenly (ARGS="--counts 250 --times 3")
	@$(BIN)/python -m tools.reading.speed $(ARGS)

eval-reading: install ## how well documents are read, with what is behind the figures (ARGS="--errors --shared FOLDER")
	@$(BIN)/python -m tools.reading.evaluate $(ARGS)

train-reading: install ## learn the model's weights anew from the labels (ARGS="--check --shared FOLDER")
	@$(BIN)/python -m tools.reading.train $(ARGS)
