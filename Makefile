# Two commands do everything: `make demo` and `make test`. Needs Python 3.11 or later, and nothing else.

PYTHON ?= python3
VENV ?= .venv
FORKS ?= .venv-forks
INDEX ?= index
WHOOSH3 := whoosh3==3.54.0

BIN := $(VENV)/bin
PIP := -m pip --disable-pip-version-check install --quiet
DESK := $(BIN)/photodesk
STORY := seeds/000_4f349c41aa68770c.txt

.DEFAULT_GOAL := help
.PHONY: help demo test test-forks constraints clean

help:
	@echo 'make demo         install, read the sample story into $(INDEX)/, search, count and check it'
	@echo 'make test         lint, check types, run every test'
	@echo 'make test-forks   run the index tests on whoosh3, the way out from Whoosh'
	@echo 'make constraints  pin the newest versions that pyproject.toml allows (needs uv)'
	@echo 'make clean        remove the environments and caches; index/ stays'
	@echo
	@echo 'Variables: PYTHON=$(PYTHON) VENV=$(VENV) INDEX=$(INDEX)'

# A stamp a purpose: an environment is filled again only when the dependencies change.
$(VENV)/.run: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; v = sys.version_info; sys.exit(v < (3, 11) and "$(PYTHON) is Python %d.%d; Photodesk needs 3.11 or later: make PYTHON=python3.12" % v[:2])'
	@echo 'Installing Photodesk into $(VENV)/ (once; about a minute)'
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python $(PIP) -c constraints.txt -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	@$(BIN)/python $(PIP) -c constraints.txt -e '.[dev]'
	@touch $@

# whoosh3 is a fork under the same import name: it goes into an environment of its own, in Whoosh's place.
$(FORKS)/.dev: pyproject.toml constraints.txt
	@$(PYTHON) -m venv $(FORKS)
	@$(FORKS)/bin/python $(PIP) -c constraints.txt -e '.[dev]'
	@$(FORKS)/bin/python -m pip --disable-pip-version-check uninstall --quiet --yes Whoosh
	@$(FORKS)/bin/python $(PIP) --force-reinstall --no-deps $(WHOOSH3)
	@touch $@

demo: $(VENV)/.run
	@set -e; say() { printf '\n$$ photodesk %s\n' "$$*"; PHOTODESK_INDEX='$(INDEX)' $(DESK) "$$@"; }; \
	say index $(STORY) --published 2022-09-15; \
	say parse $(STORY) --published 2022-09-15; \
	say search by:tkachov; \
	say search 'agency:"getty images"'; \
	say report agencies; \
	say validate $(STORY) --published 2022-09-15 || test $$? -eq 1; \
	say parse seeds/formats/page.html; \
	say metadata seeds/formats/harbour.jpg

test: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest

test-forks: $(FORKS)/.dev
	$(FORKS)/bin/python -m pytest tests/test_search.py tests/test_segments.py

constraints:
	@{ sed -n 1p constraints.txt; uv pip compile pyproject.toml --extra dev --extra xlsx --universal --upgrade --quiet \
		--no-header --no-annotate --no-emit-index-url --python-version 3.11; } > constraints.new
	@mv constraints.new constraints.txt

clean:
	rm -rf $(VENV) $(FORKS) .mypy_cache .pytest_cache .ruff_cache .hypothesis
