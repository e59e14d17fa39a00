# Every target does its own set-up on a fresh machine (Debian 12, Python, git, make).
PYTHON ?= python3
RUN := .venv/bin/python
PORT ?= 8000
# The municipality's folder, with policy/ and providers/: make serve DATA=../our-folder. Without it, the demonstration here.
DATA ?=
unexport PYTHONDONTWRITEBYTECODE  # some machines set it: each process would compile the whole program again
IN := $(if $(DATA),--data "$(DATA)")

.PHONY: serve test setup check build demo package rehearse account deploy availability publish audit release bench picture proof lock clean

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

ENVIRONMENT ?= staging
STACK ?= kundval-$(ENVIRONMENT)
COMMIT ?= $(shell git -C "$(or $(DATA),.)" rev-parse HEAD)
deploy: ## What was packed, to AWS: BUCKET has to be set, and at first ALARM_EMAIL; sign in to the account first
	@$(RUN) build.py deploy $(IN) --stack "$(STACK)" --bucket "$(BUCKET)" $(if $(MAKER_ARN),--role "$(MAKER_ARN)") \
		$(if $(ALARM_EMAIL),--parameter "AlarmEmail=$(ALARM_EMAIL)") --parameter "Commit=$(COMMIT)" \
		$(if $(BOUNDARY_ARN),--parameter "RoleBoundary=$(BOUNDARY_ARN)")

account: setup ## An account made ready for its first deployment: REPOSITORY, ALARM_EMAIL and ENVIRONMENT have to be set
	@$(RUN) build.py account --repository "$(REPOSITORY)" --environment "$(ENVIRONMENT)" --alarm-email "$(ALARM_EMAIL)" \
		$(if $(BRANCHES_LIMITED),--branches-limited)

availability: setup ## What providers have stated of waiting times and new clients, from the municipality's own address
	@$(RUN) build.py availability $(IN)

publish: availability build ## The site alone, built for today, to the stack that stands
	@$(RUN) build.py deploy $(IN) --site-only --stack "$(STACK)"

audit: ## What an advisory service knows of every package that the locks name; it says so when it cannot be asked
	@$(PYTHON) ops/setup.py audit
	@command -v npm >/dev/null || $(PYTHON) ops/setup.py node
	@$(PYTHON) ops/audit.py

release: setup ## A tagged version as files in var/release: source, bill of materials, what changed, checksums
	@PYTHONPATH=site:functions $(RUN) -m ops.release

PROOFS = tests/app/test_app_aws.py tests/app/test_app_finance.py tests/browser tests/catalogue/build/test_swap.py tests/catalogue/profiles/test_fuzz.py \
	tests/chalicelib/service tests/chalicelib/test_privacy.py tests/chalicelib/test_sqlite_layout.py tests/figures/test_attack.py tests/figures/test_survey.py \
	tests/model tests/municipalities tests/ops/aws tests/ops/municipality/test_upgrade.py tests/ops/self_hosted/test_container.py \
	tests/ops/server/test_new_site.py tests/ops/server/test_serve.py tests/races tests/schemathesis \
	tests/test_foreign_issuer.py tests/test_fresh_clone.py tests/test_second_python.py tests/workflows/test_another_municipality.py
proof: ## The same facts at full size: hostile files, killed builds, races, random years, years of up to 100,000 claims, each page in every look, deployments, upgrades, fresh clones, another Python
	@$(PYTHON) ops/setup.py test
	@KUNDVAL_PROOF=1 $(RUN) -m pytest -q -n 2 --dist loadgroup --timeout=7200 $(PROOFS)

picture: ## Every picture of the README and the handbook: the same day and data give the same bytes
	@$(PYTHON) ops/setup.py test
	@$(RUN) docs/pictures/make.py

bench: ## Side by side with the peers, once the tests of what measures have passed
	@$(PYTHON) ops/setup.py test
	@$(RUN) -m pytest -q tests/benchmarks
	@$(RUN) -m benchmarks

# Renovate repeats these commands from the head of each lock, in the order of the names, and knows options in this form alone.
LOCK = uv pip compile --quiet --universal --python-version=3.11 --generate-hashes
NPM_LOCK = npm install --package-lock-only --ignore-scripts --no-audit --no-fund
lock: ## Renew the locks (needs uv and npm), from the ranges in pyproject.toml, requirements/*.in and requirements/npm
	$(LOCK) --output-file=requirements/serve.lock pyproject.toml
	$(LOCK) --group=test --constraint=requirements/serve.lock --output-file=requirements/test.lock pyproject.toml
	$(LOCK) --output-file=requirements/ministack.lock requirements/ministack.in
	$(LOCK) --output-file=requirements/checkov.lock requirements/checkov.in
	$(LOCK) --output-file=requirements/node.lock requirements/node.in
	$(LOCK) --output-file=requirements/audit.lock requirements/audit.in
	cd requirements/npm/browser && $(NPM_LOCK)
	cd requirements/npm/issuer && $(NPM_LOCK)

clean: ## Everything that was generated
	rm -rf dist dist.builds var functions/chalicelib/data/register.json
