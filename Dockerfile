# Two stages: the first builds an environment from the locks, the second carries it and what sets type, and no tools.
#
#   docker build --tag makegood .
#   docker run --rm -v makegood:/data makegood makegood migrate        # before the first start and after each new version
#   docker run --rm -v makegood:/data makegood makegood create-admin --name "..." --email "..."
#   docker run -v makegood:/data -p 8000:8000 makegood
#
# For PostgreSQL add --env MAKEGOOD_DATABASE_URL=postgresql+psycopg://user:password@host/database to each.

FROM debian:bookworm-slim AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates python3 python3-venv \
 && rm -rf /var/lib/apt/lists/*
RUN python3 -m venv /opt/makegood
WORKDIR /src
# The locks first: a change of the source then costs no new download.
COPY requirements-build.lock requirements.lock ./
RUN /opt/makegood/bin/pip install --no-cache-dir --require-hashes -r requirements-build.lock -r requirements.lock
COPY pyproject.toml requirements.in README.md LICENSE ./
COPY app app
COPY migrations migrations
COPY rubrics rubrics
COPY scoring scoring
RUN /opt/makegood/bin/pip install --no-cache-dir --no-deps --no-build-isolation . \
 && /opt/makegood/bin/pip uninstall --yes setuptools pip

FROM debian:bookworm-slim
# Pango sets the type of the PDFs; the HarfBuzz subsetter embeds only the glyphs that are used. The document font came
# with the locks; DejaVu, for what it lacks, comes with Pango. tzdata: deadlines are read in London time.
RUN apt-get update \
 && apt-get install -y --no-install-recommends \
      libharfbuzz-subset0 libpango-1.0-0 libpangoft2-1.0-0 python3 tzdata \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 10001 --no-log-init --no-create-home --home-dir /data --shell /usr/sbin/nologin makegood \
 && install --directory --owner makegood --mode 0750 /data
COPY --from=build /opt/makegood /opt/makegood
ENV PATH=/opt/makegood/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    MAKEGOOD_DATA_DIR=/data \
    MAKEGOOD_HOST=0.0.0.0 \
    MAKEGOOD_PORT=8000
USER makegood
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python3", "-c", \
  "import os, urllib.request as r; r.urlopen('http://127.0.0.1:' + os.environ['MAKEGOOD_PORT'] + '/health', timeout=4)"]
CMD ["makegood", "serve"]
