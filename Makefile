# Every target does its own set-up on a fresh machine (Debian 12, Python 3.11, git, make).
PYTHON ?= python3
RUN := .venv/bin/python
PORT ?= 8000
# The municipality's folder, with policy/ and providers/: make serve DATA=../our-folder. Without it, the demonstration here.
DATA ?=
unexport PYTHONDONTWRITEBYTECODE  # some machines set it: each process would compile the whole program again
IN := $(if $(DATA),--data "$(DATA)")

.PHONY: serve test setup check build demo package rehearse account deploy availability publish audit bench picture proof lock clean

serve: ## Build the catalogue and serve site, API and sign-in on http://127.0.0.1:8000
	@$(PYTHON) ops/setup.py serve
	@exec $(RUN) build.py serve --port $(PORT) $(IN)

ifeq ($(DATA),)
test: ## Everything: style, types, and all tests in a real browser too
	@$(PYTHON) ops/setup.py test
	@$(RUN) -m ruff check .
	@$(RUN) -m ruff format --check .
	@$(RUN) -m mypy
	@$(RUN) -m pytest -n 2 --dist loadgroup --ignore=tests/benchmarks
else
test: check build demo # DATA alone: the product was tested when it was released
endif

setup: ## The environment alone
	@$(PYTHON) ops/setup.py serve

check: setup ## Every problem of every profile and policy file
	@$(RUN) build.py check $(IN)

build: setup ## The site in dist/, and the register of rules
	@$(RUN) build.py build $(IN)

demo: setup ## The whole loop in the terminal
	@$(RUN) build.py demo $(IN)

package: build ## What travels to AWS: the zip and its template, in var/package; the same commit makes the same bytes
	@$(RUN) build.py package $(IN)

rehearse: package ## The whole deployment, and a step back, in an emulated AWS on this machine
	@$(RUN) build.py deploy --rehearse $(IN)

STACK ?= kundval
COMMIT ?= $(shell git -C "$(or $(DATA),.)" rev-parse HEAD)
deploy: ## What was packed, to AWS: BUCKET has to be set, and at first ALARM_EMAIL; sign in to the account first
	@$(RUN) build.py deploy $(IN) --stack "$(STACK)" --bucket "$(BUCKET)" $(if $(MAKER_ARN),--role "$(MAKER_ARN)") \
		$(if $(ALARM_EMAIL),--parameter "AlarmEmail=$(ALARM_EMAIL)") --parameter "Commit=$(COMMIT)" \
		$(if $(BOUNDARY_ARN),--parameter "RoleBoundary=$(BOUNDARY_ARN)")

ENVIRONMENT ?= staging
account: setup ## An account made ready for its first deployment: REPOSITORY, ALARM_EMAIL and ENVIRONMENT have to be set
	@$(RUN) build.py account --repository "$(REPOSITORY)" --environment "$(ENVIRONMENT)" --alarm-email "$(ALARM_EMAIL)"

availability: setup ## What providers have stated of waiting times and new clients, from the municipality's own address
	@$(RUN) build.py availability $(IN)

publish: availability build ## The site alone, built for today, to the stack that stands
	@$(RUN) build.py deploy $(IN) --site-only --stack "$(STACK)"

audit: ## What an advisory service knows of every package that the locks name; it says so when it cannot be asked
	@$(PYTHON) ops/setup.py audit
	@command -v npm >/dev/null || $(PYTHON) ops/setup.py node
	@$(PYTHON) ops/audit.py

PROOFS = tests/app/test_app_aws.py tests/browser tests/catalogue/build/test_swap.py tests/catalogue/profiles/test_fuzz.py \
	tests/chalicelib/test_privacy.py tests/figures/test_attack.py tests/figures/test_survey.py tests/model tests/municipalities tests/ops/aws \
	tests/ops/municipality/test_upgrade.py tests/ops/server/test_new_site.py tests/races tests/schemathesis \
	tests/test_foreign_issuer.py tests/test_fresh_clone.py tests/test_workflow_steps.py
proof: ## The same facts at full size: hostile files, killed builds, races, random years, years of up to 100,000 claims, each page in every look, deployments, upgrades, fresh clones
	@$(PYTHON) ops/setup.py test
	@KUNDVAL_PROOF=1 $(RUN) -m pytest -q -n 2 --dist loadgroup --timeout=7200 $(PROOFS)

picture: ## Every picture of the README and the handbook: the same day and data give the same bytes
	@$(PYTHON) ops/setup.py test
	@$(RUN) docs/pictures/make.py

bench: ## Side by side with the peers, once the tests of what measures have passed
	@$(PYTHON) ops/setup.py bench
	@$(RUN) -m pytest -q tests/benchmarks
	@$(RUN) -m benchmarks

LOCK = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --no-emit-find-links
NPM_LOCK = npm install --package-lock-only --omit-lockfile-registry-resolved --ignore-scripts --no-audit --no-fund
lock: ## Renew the locks (needs uv and npm), from the ranges in pyproject.toml, requirements/*.in and requirements/npm
	$(LOCK) pyproject.toml -o requirements/serve.lock
	$(LOCK) pyproject.toml --extra test -c requirements/serve.lock -o requirements/test.lock
	$(LOCK) pyproject.toml --extra test --extra bench -c requirements/test.lock -o requirements/bench.lock
	$(LOCK) requirements/ministack.in -o requirements/ministack.lock
	$(LOCK) requirements/checkov.in -o requirements/checkov.lock
	$(LOCK) requirements/node.in -o requirements/node.lock
	$(LOCK) requirements/audit.in -o requirements/audit.lock
	cd requirements/npm/browser && $(NPM_LOCK)
	cd requirements/npm/issuer && $(NPM_LOCK)

clean: ## Everything that was generated
	rm -rf dist dist.builds var functions/chalicelib/data/register.json
