#!/bin/sh
# Makes .venv from requirements-dev.lock. Only the names, versions and hashes in the lock get in.
set -eu

fits='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))'
python=
for candidate in ${PYTHON:-python3 python3.13 python3.12 python3.11}; do
  if "$candidate" -c "$fits" 2>/dev/null; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
  echo "Python 3.11, 3.12 or 3.13 is needed, and ${PYTHON:-python3} is $(${PYTHON:-python3} -V 2>&1 || true)." >&2
  echo "Install one of them, or name it: make PYTHON=/path/to/python3.12" >&2
  exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
  echo "$python has no venv. On Debian and Ubuntu: apt-get install python3-venv" >&2
  exit 1
fi

echo "making .venv with $("$python" -V), once; about a minute"
rm -f .venv/.ready
if [ -x .venv/bin/python ] && [ "$(.venv/bin/python -V)" = "$("$python" -V)" ]; then
  "$python" -m venv .venv
else
  "$python" -m venv --clear .venv
fi
pip=".venv/bin/python -m pip --disable-pip-version-check install --quiet"
# The lock is complete, so nothing is resolved: older pips ask for newer releases of a package with extras.
$pip --no-deps --require-hashes --only-binary :all: -r requirements-dev.lock
# The build tools are in the lock, too: nothing is fetched that has no hash.
$pip --no-deps --no-build-isolation --editable .
touch .venv/.ready
