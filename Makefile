# Two commands: `make run` serves the site, `make test` proves it. Everything they need is installed into .venv.

PYTHON ?= python3
PORT ?= 8000
CORPUS ?=
ENCODE ?=
DERIVED ?=
DESKS ?=
DIGESTS ?=
BIN := .venv/bin
PIP := $(BIN)/pip --disable-pip-version-check --quiet

.PHONY: run test bench format install install-dev browser clean
.DEFAULT_GOAL := run

run: install
	@exec $(BIN)/jinghe serve --prepare --port $(PORT)

test: install-dev browser
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/pytest -n 2 --dist loadfile

bench: install-dev browser
	@$(BIN)/python -m app.bench $(if $(CORPUS),--corpus $(CORPUS)) $(if $(ENCODE),--encode $(ENCODE)) $(if $(DERIVED),--derived $(DERIVED)) $(if $(DESKS),--desks) $(if $(DIGESTS),--digests $(DIGESTS))

format: install-dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

install: .venv/.installed
install-dev: .venv/.installed-dev

.venv/bin/python:
	@command -v $(PYTHON) >/dev/null || { echo "没有找到 $(PYTHON)：请先安装 Python 3.11 或更新版本。/ Please install Python 3.11 or newer."; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "$(PYTHON) 版本过低：需要 Python 3.11 或更新版本。/ Python 3.11 or newer is needed."; exit 1; }
	@$(PYTHON) -c 'import shutil, sys; sys.exit(shutil.disk_usage(".").free < 4 << 30)' || { echo "磁盘空间不足：安装需要约 4 GB。/ About 4 GB of free disk space is needed."; exit 1; }
	@$(PYTHON) -m venv .venv || { echo "无法建立 .venv：请安装 python3-venv。/ Could not make .venv: please install python3-venv."; exit 1; }

# torch comes first and by itself: asked for together with others, a plain resolve may take a CUDA build of gigabytes.
.venv/.installed: pyproject.toml constraints.txt | .venv/bin/python
	@echo "正在安装依赖，首次需要几分钟…… / Installing, a few minutes the first time…"
	@$(PIP) install --constraint constraints.txt torch
	@$(PIP) install --constraint constraints.txt --editable .
	@touch $@

.venv/.installed-dev: .venv/.installed
	@$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

# The browser tests drive Debian's chromium. As root it is installed when missing; otherwise those tests say what to do.
browser:
	@if [ ! -x /usr/bin/chromium ] || ! fc-list 2>/dev/null | grep -qi 'noto.*cjk'; then \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq chromium fonts-noto-cjk fontconfig >/dev/null; \
	  fi; \
	fi

clean:
	rm -rf .venv var build *.egg-info
