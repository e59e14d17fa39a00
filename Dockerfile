# Kundval in a container: `serve --production` behind a reverse proxy, as the handbook describes it (Operate >
# Deploy > In a container). The base image is named by version, since a digest would have to be renewed with each of
# Debian's corrections: build anew each month. The packages are locked by hash, in requirements/serve.lock.
FROM python:3.13-slim-bookworm AS packages
WORKDIR /opt/kundval
COPY requirements requirements
COPY ops/setup.py ops/setup.py
RUN python3 ops/setup.py serve

FROM python:3.13-slim-bookworm
# git reads the data folder's history: when each text was last changed, and why a price may be.
# hadolint ignore=DL3008
RUN apt-get update \
 && apt-get install --yes --no-install-recommends git \
 && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/kundval
COPY --from=packages /opt/kundval/.venv .venv
COPY . .
RUN .venv/bin/python -m compileall -q build.py functions office ops site
# KUNDVAL_SECRETS is where the secret will be mounted; no layer has one.
# hadolint ignore=DL3064
ENV HOME=/tmp \
    PYTHONUNBUFFERED=1 \
    KUNDVAL_DATA=/var/lib/kundval/data \
    KUNDVAL_LEDGER=sqlite:/var/lib/kundval/ledger.sqlite \
    KUNDVAL_SECRETS=file:/run/secrets/kundval
USER 10001:10001
VOLUME /var/lib/kundval
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD [".venv/bin/python", "ops/self_hosted/health.py"]
ENTRYPOINT [".venv/bin/python", "build.py"]
CMD ["serve", "--production", "--listen", "0.0.0.0", "--port", "8000"]
