# The service on a slim Python, not as root. Built and tried by `make image`.
FROM docker.io/library/python:3.13-slim AS build
WORKDIR /build
COPY requirements.lock ./
# Certificates and an index of one's own may be mounted at build time; none is named here.
RUN python -m venv /opt/qc && /opt/qc/bin/pip install --no-cache-dir --quiet --no-deps --require-hashes -r requirements.lock
COPY *.whl ./
RUN /opt/qc/bin/pip install --no-cache-dir --quiet --no-deps ./*.whl

FROM docker.io/library/python:3.13-slim
COPY --from=build /opt/qc /opt/qc
RUN mkdir /data && chown 10001:10001 /data
ENV PATH=/opt/qc/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 5557 8080
HEALTHCHECK --interval=10s --timeout=3s --start-period=10s \
  CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8080/healthz', timeout=2).read()"]
ENTRYPOINT ["qc"]
CMD ["serve", "--bind", "tcp://0.0.0.0:5557", "--web", "0.0.0.0:8080", "--ledger", "/data/ledger.sqlite"]
