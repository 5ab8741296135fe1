#!/usr/bin/env bash
# Builds the image, starts it as it should run, checks that it answers, and stops it.
# Takes docker or podman, whichever works; as root on Debian it installs podman where neither is there.
set -euo pipefail
cd "$(dirname "$0")/.."

name=${1:-qc-service}
base=docker.io/library/python:3.13-slim
work=$(mktemp -d "${TMPDIR:-/var/tmp}/qc-image-XXXXXX")
container=
log=$work/log

say() { printf 'image: %s\n' "$*"; }
fail() {
  [ -s "$log" ] && tail -n 30 "$log" >&2
  printf 'image: %s\n' "$*" >&2
  exit 1
}
leave() {
  [ -n "$container" ] && "${engine[@]}" rm --force --volumes "$container" >/dev/null 2>&1
  rm -rf "$work"
}
trap leave EXIT

install() {
  if ! command -v apt-get >/dev/null || [ "$(id -u)" != 0 ]; then
    fail "neither docker nor podman works here: install one of them"
  fi
  say "installing $*"
  apt-get update -qq
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >>"$log" 2>&1 \
    || fail "apt-get could not install $*"
}

make_base() {
  # The slim Python base, made of Debian packages: for machines that reach no image registry.
  command -v mmdebstrap >/dev/null || install mmdebstrap
  say "no image registry here: making the base from Debian packages"
  # shellcheck disable=SC2016 # $1 is mmdebstrap's
  mmdebstrap --quiet --variant=minbase \
    --include=ca-certificates,netbase,python3,python3-venv,python3-pip \
    --customize-hook='ln -sf python3 "$1/usr/bin/python"' \
    --customize-hook='rm -f "$1"/usr/lib/python3*/EXTERNALLY-MANAGED' \
    trixie "$work/base.tar" >>"$log" 2>&1 || fail "mmdebstrap could not make the base"
  "${engine[@]}" import --quiet \
    --change ENV=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
    "$work/base.tar" "$base" >>"$log" 2>&1 || fail "podman could not import the base"
}

mkdir "$work/context"
.venv/bin/python -m build --wheel --no-isolation --outdir "$work/context" >>"$log" 2>&1 \
  || fail "the wheel cannot be built"
cp Dockerfile requirements.lock "$work/context"

build=(build --quiet --tag "$name")
if docker info >/dev/null 2>&1; then
  engine=(docker)
else
  podman info >/dev/null 2>&1 || install podman runc iptables netavark aardvark-dns
  engine=(podman)
  command -v runc >/dev/null && engine+=(--runtime "$(command -v runc)")
  "${engine[@]}" image exists "$base" || timeout 60 "${engine[@]}" pull --quiet "$base" >>"$log" 2>&1 \
    || make_base
  # Health checks are of docker's format; chroot needs no rights a sandbox may lack.
  build+=(--format docker --isolation chroot --pull=never)
  # What the machine itself needs to reach its package index: certificates, pip's settings.
  [ -d /etc/ssl/certs ] && build+=(--volume /etc/ssl/certs:/etc/ssl/certs:ro)
  settings=${PIP_CONFIG_FILE:-}
  if [ -z "$settings" ] && [ -n "${PIP_CERT:-}" ]; then
    settings=$work/pip.conf
    printf '[global]\ncert = %s\n' "$PIP_CERT" >"$settings"
  fi
  [ -n "$settings" ] && build+=(--volume "$settings:/etc/pip.conf:ro")
fi
say "building with ${engine[0]}"
"${engine[@]}" "${build[@]}" "$work/context" >>"$log" 2>&1 || fail "the image cannot be built"

# As it should run: nothing but /data and /tmp can be written, and it may do nothing special.
strict=(--read-only --tmpfs /tmp --cap-drop=ALL --network none)
strict+=(--ulimit nofile=4096:4096 --ulimit nproc=2048:2048)
[ "${engine[0]}" = podman ] && strict+=(--no-healthcheck) # it needs systemd; asked for below
once() { "${engine[@]}" run --rm "${strict[@]}" "$@" 2>>"$log"; }

version=$(once "$name" --version) || fail "qc --version fails in the image"
once "$name" plugins >"$work/plugins" || fail "qc plugins fails in the image"
grep -q read-ovals "$work/plugins" || fail "the plugins are missing in the image"
[ "$(once --entrypoint id "$name" -u)" = 10001 ] || fail "the image does not run as user 10001"
once --entrypoint touch "$name" /opt/qc/x && fail "the image can change its own program"

container=$("${engine[@]}" run --detach "${strict[@]}" "$name" 2>>"$log") || fail "it does not start"
healthy='import urllib.request as r; r.urlopen("http://127.0.0.1:8080/healthz", timeout=2)'
for _ in $(seq 60); do
  if "${engine[@]}" exec "$container" python -c "$healthy" >>"$log" 2>&1; then answers=yes; break; fi
  sleep 0.5
done
if [ -z "${answers:-}" ]; then
  "${engine[@]}" logs "$container" >>"$log" 2>&1
  fail "the service does not answer at /healthz"
fi
"${engine[@]}" stop --time 30 "$container" >>"$log" 2>&1
code=$("${engine[@]}" inspect --format '{{.State.ExitCode}}' "$container")
if [ "$code" != 0 ]; then
  "${engine[@]}" logs "$container" >>"$log" 2>&1
  fail "SIGTERM ended it with exit code $code, not 0"
fi
size=$("${engine[@]}" image inspect --format '{{.Size}}' "$name")
say "$name ($version, $((size / 1000000)) MB) runs read-only as user 10001, answers, and stops cleanly"
