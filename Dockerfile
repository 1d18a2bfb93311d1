# The portal's image: one for web, worker, beat and every one-off command. Built in stages, so that the last holds no
# compiler, no Node and no translation tools; it runs as a user who may write to /data and nowhere else.

FROM node:22-bookworm-slim AS assets
WORKDIR /portal
COPY package.json package-lock.json ./
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

# The same Python as the tests run on.
FROM python:3.11-slim-bookworm AS system
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
RUN apt-get update \
    && apt-get install -y --no-install-recommends \
        libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fontconfig libmagic1 \
    && rm -rf /var/lib/apt/lists/*

FROM system AS built
RUN apt-get update && apt-get install -y --no-install-recommends gettext
RUN python -m venv /opt/venv
ENV PATH=/opt/venv/bin:$PATH
WORKDIR /portal
COPY requirements.txt ./
RUN pip install --no-cache-dir --require-hashes -r requirements.txt
COPY --from=assets /portal/node_modules node_modules
COPY manage.py ./
COPY applications applications
COPY portal portal
COPY regions regions
COPY static static
COPY templates templates
COPY locale locale
ENV LOCAL_DIR=/tmp/build STATIC_ROOT=/portal/collected PDF_FONT_DIR=/portal/fonts
RUN python manage.py compilemessages --verbosity 0 \
    && python manage.py build_fonts \
    && python manage.py collectstatic --noinput --verbosity 0 \
    && python -m compileall -q applications portal regions

FROM system
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin portal \
    && install -d -o portal -g portal /data /run/portal
COPY --from=built /opt/venv /opt/venv
COPY --from=built /portal /portal
WORKDIR /portal
ENV PATH=/opt/venv/bin:$PATH LOCAL_DIR=/data STATIC_ROOT=/portal/collected PDF_FONT_DIR=/portal/fonts LOG_JSON=true
USER portal
EXPOSE 8000
# Asked as the proxy would ask, under a name that the portal answers to.
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s CMD ["python", "-c", "import http.client, os; \
web = http.client.HTTPConnection('127.0.0.1', 8000, timeout=4); \
name = os.environ.get('ALLOWED_HOSTS', '127.0.0.1').split(',')[0]; \
web.request('GET', '/halsa/', headers={'Host': name}); \
raise SystemExit(web.getresponse().status != 200)"]
CMD ["gunicorn", "portal.wsgi", "--bind=0.0.0.0:8000", "--workers=2", "--threads=4"]
