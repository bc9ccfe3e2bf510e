# Two commands do everything: `make` (build) and `make test`. Both set up .venv first, once.
PYTHON ?= python3
VENV := .venv
ifeq ($(OS),Windows_NT)
BIN := $(VENV)/Scripts
else
BIN := $(VENV)/bin
endif
INSTALLED := $(VENV)/.installed

MKDIR = $(BIN)/python -c "import pathlib; pathlib.Path('build').mkdir(exist_ok=True)"
EXTRACT = $(BIN)/pybabel --quiet extract --no-default-keywords -k say -k plural:2,3 --add-location=file --no-wrap --sort-by-file \
	-o build/par_analysis.pot par_analysis
CATALOGUE := --domain=par_analysis --locale=vi -d par_analysis/words/locale -i build/par_analysis.pot \
	--no-wrap --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

.DEFAULT_GOAL := build
.PHONY: build test lab lint words docs bench clean

build: $(INSTALLED)
	$(BIN)/par-analysis build

test: $(INSTALLED)
	$(BIN)/python -m pytest

lab: $(INSTALLED)
	$(BIN)/jupyter lab notebooks

lint: $(INSTALLED)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	@$(MKDIR)
	$(EXTRACT)
	$(BIN)/pybabel update --check $(CATALOGUE)

# Brings the Vietnamese catalogue up to date with the sentences of the code; new ones are to be translated in it.
words: $(INSTALLED)
	@$(MKDIR)
	$(EXTRACT)
	$(BIN)/pybabel update $(CATALOGUE)

docs: $(INSTALLED)
	$(BIN)/sphinx-build -W --keep-going -q -c docs . build/docs

bench: $(INSTALLED)
	$(BIN)/python -m pytest tests/benchmarks --benchmark-enable --benchmark-only -p no:nbval -o addopts=""

# The stamp is written last, so an interrupted set-up starts again; afterwards nothing here needs a network.
$(INSTALLED): requirements.lock pyproject.toml
	@$(PYTHON) -c "import sys; sys.exit(0 if sys.version_info >= (3, 11) else 'par_analysis needs Python 3.11 or newer; this is ' + sys.version.split()[0] + '. Name another one: make PYTHON=python3.12')"
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --no-build-isolation --editable .
	@$(BIN)/python -c "import pathlib; pathlib.Path('$(INSTALLED)').touch()"

# Removes what `make` builds and nothing that is committed; the environment goes too.
clean:
	@$(PYTHON) -c "import pathlib, shutil; \
	[shutil.rmtree(p, ignore_errors=True) for p in ('$(VENV)', 'build', 'dist', '.pytest_cache', '.ruff_cache', '.mypy_cache', '.hypothesis', '.benchmarks')]; \
	[shutil.rmtree(p, ignore_errors=True) for r in ('par_analysis', 'tests', 'notebooks') for p in list(pathlib.Path(r).rglob('__pycache__')) + list(pathlib.Path(r).rglob('.ipynb_checkpoints'))]; \
	[p.unlink() for s in ('svg', 'pdf') for p in pathlib.Path('figures').glob('*.' + s)]"
