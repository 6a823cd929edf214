# Everything one does with todoke. `make` alone lists it.
# 作業の入口。`make` だけで一覧を表示します。

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
PY := $(BIN)/python
PIP_INSTALL := $(BIN)/pip install -qq --disable-pip-version-check --no-input

RUNTIME_STAMP := $(VENV)/.runtime.stamp
DEV_STAMP := $(VENV)/.dev.stamp
PROJECT_STAMP := $(VENV)/.project.stamp
NODE_STAMP := node_modules/.installed.stamp

# Settings that `manage.py check --deploy` judges: a production instance that exists nowhere.
PRODUCTION_CHECK_ENV := TODOKE_MODE=production ALLOWED_HOSTS=todoke.example \
	SECRET_KEY=only-for-the-deployment-check-0123456789-abcdefghijklmnopqrstuvwxyz \
	TODOKE_KEYS=a0000001:MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY= TODOKE_BLIND_KEY=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=

.PHONY: help setup setup-dev system semantic engines letters run dev test check coverage format bench bench-match cluster lock messages docs clean

help: ## この一覧を表示 / list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- environment -----------------------------------------------------------------------------------------------

setup: $(RUNTIME_STAMP) $(PROJECT_STAMP) ## 実行環境を用意(2回目は一瞬) / install what running needs

setup-dev: $(DEV_STAMP) $(PROJECT_STAMP) ## 開発・検査の環境を用意 / install what developing needs

$(PY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo 'todoke needs Python 3.11 or later; set PYTHON=/path/to/python3.11' >&2; exit 1; }
	@$(PYTHON) -m venv $(VENV) \
		|| { echo 'python3 -m venv failed; on Debian: apt-get install python3-venv' >&2; exit 1; }

$(RUNTIME_STAMP): requirements/runtime.txt | $(PY)
	@echo 'Installing the runtime requirements ...'
	@$(PIP_INSTALL) --require-hashes -r requirements/runtime.txt
	@touch $@

$(DEV_STAMP): requirements/dev.txt requirements/runtime.txt | $(PY)
	@echo 'Installing the development requirements ...'
	@$(PIP_INSTALL) --require-hashes -r requirements/dev.txt
	@touch $(RUNTIME_STAMP) $@

# The build backend is among the locked requirements, so this step needs no network.
$(PROJECT_STAMP): pyproject.toml | $(RUNTIME_STAMP)
	@$(PIP_INSTALL) --no-index --no-deps --no-build-isolation --editable .
	@touch $@

system: ## 検査に使うDebianのパッケージを用意 / install Debian packages the tests use, if missing
	@missing=; \
	command -v chromium >/dev/null || missing+=' chromium'; \
	command -v npm >/dev/null || missing+=' npm'; \
	command -v java >/dev/null || missing+=' default-jre-headless'; \
	compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || missing+=' postgresql'; \
	compgen -G '/usr/share/fonts/opentype/noto/NotoSansCJK-*' >/dev/null || missing+=' fonts-noto-cjk'; \
	[ -n "$$missing" ] || exit 0; \
	if ! command -v apt-get >/dev/null; then \
		echo "The tests need these Debian packages or their like:$$missing" >&2; exit 1; fi; \
	as_root=; \
	if [ "$$(id -u)" != 0 ]; then \
		if ! sudo -n true 2>/dev/null; then \
			echo "Install these packages and run make again: sudo apt-get install$$missing" >&2; exit 1; fi; \
		as_root='sudo -n'; fi; \
	echo "Installing Debian packages:$$missing"; \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq update </dev/null; \
	$$as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends \
		$$missing </dev/null >/dev/null

# Only the browser tests need it: the accessibility checker they inject.
$(NODE_STAMP): package.json package-lock.json
	@npm ci --silent --no-audit --no-fund --ignore-scripts </dev/null
	@touch $@

semantic: setup ## 検索に単語ベクトルを足す(任意) / add word vectors to search (optional)
	@$(PIP_INSTALL) --require-hashes -r requirements/semantic.txt
	@$(BIN)/todoke search --rebuild

engines: setup ## SQL(DuckDB)とSparkで判定できるようにする(任意) / add the SQL and Spark engines (optional)
	@$(PIP_INSTALL) --require-hashes -r requirements/engines.txt

letters: setup ## 手紙をPDFで印刷できるようにする(任意) / add letters as accessible PDF (optional)
	@$(PIP_INSTALL) --require-hashes -r requirements/letters.txt

# --- running ---------------------------------------------------------------------------------------------------

run: setup ## 起動(http://127.0.0.1:8000/) / start the site and all that runs beside it on this machine
	@$(PY) manage.py prepare --port '$(PORT)'
	@PORT='$(PORT)' exec $(BIN)/todoke serve --port '$(PORT)'

dev: setup-dev ## 開発用サーバー(自動で読み直す) / development server with reload
	@DEBUG=1 $(PY) manage.py prepare
	@DEBUG=1 $(PY) manage.py runserver 127.0.0.1:$(PORT)

# --- judging ---------------------------------------------------------------------------------------------------

MEASURED := tests/unit tests/spec tests/generative todoke/base todoke/rules

# What `coverage` has run already is not run again; pytest's closing line comes last.
test: setup-dev system $(NODE_STAMP) check coverage ## すべての検査 / every check and every test
	@$(BIN)/pytest -n auto --dist worksteal --quiet $(addprefix --ignore=,$(MEASURED))

check: setup-dev ## 書式・型・設計の検査 / lint, types, contracts, settings, migrations, rules
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet . || { echo 'Run: make format' >&2; exit 1; }
	@$(BIN)/mypy --no-error-summary
	@$(BIN)/lint-imports --no-logo
	@$(PRODUCTION_CHECK_ENV) $(PY) manage.py check --deploy --fail-level WARNING
	@$(PY) manage.py makemigrations --check --dry-run
	@$(PY) manage.py messages check
	@$(BIN)/uv pip check --quiet --python $(PY)
	@$(BIN)/todoke rules validate

coverage: setup-dev ## baseとrulesの分岐網羅率(100%でなければ失敗) / branch coverage of base and rules
	@$(BIN)/coverage erase
	@$(BIN)/coverage run -m pytest -n auto --dist worksteal --quiet \
		$(MEASURED)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report --include='todoke/base/*,todoke/rules/*' --fail-under=100

format: setup-dev ## 書式を整える / format the code
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

bench: setup-dev ## 速さを測る / measure
	@LOG_LEVEL=WARNING $(PY) -m bench

bench-match: setup-dev ## 全都民の照合の速さを測る(引数は ARGS=) / measure matching at Tokyo's size
	@LOG_LEVEL=WARNING $(PY) -m bench.matching $(ARGS)

cluster: setup-dev ## この計算機の中にSparkクラスターを起動 / run a Spark cluster of two workers on loopback
	@exec $(PY) -m todoke.engines.spark.standalone

# --- keeping ---------------------------------------------------------------------------------------------------

UV_COMPILE := $(BIN)/uv pip compile --quiet --generate-hashes --universal --python-version 3.11 \
	--custom-compile-command 'make lock' pyproject.toml --extra postgres

lock: setup-dev ## 依存関係を固定 / write requirements/*.txt from pyproject.toml
	@$(UV_COMPILE) -o requirements/runtime.txt
	@$(UV_COMPILE) --group dev -c requirements/runtime.txt -o requirements/dev.txt
	@$(UV_COMPILE) --extra sql --extra spark -c requirements/runtime.txt -o requirements/engines.txt
	@$(UV_COMPILE) --extra letters -c requirements/runtime.txt -o requirements/letters.txt
	@$(UV_COMPILE) --extra semantic -c requirements/runtime.txt -o requirements/semantic.txt
	@! grep -n '://' requirements/*.txt

messages: setup-dev ## 翻訳を集めて組み立てる / collect and compile translations
	@$(PY) manage.py messages collect
	@$(PY) manage.py prepare --only messages

docs: setup-dev ## 参照資料を作り直す / regenerate docs/reference
	@$(BIN)/todoke docs

clean: ## 作られたものを消す(データベースは残す) / remove what was made, keep the database
	@rm -rf .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .coverage .coverage.* \
		htmlcov var/static
	@find todoke tests -name __pycache__ -type d -prune -exec rm -rf {} +
	@find locale -name '*.mo' -delete 2>/dev/null || true
