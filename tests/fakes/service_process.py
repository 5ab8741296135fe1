"""Runs the real service with a fake crew as a process; says on stdout where it listens."""

import json
import resource
import sys

import msgspec

from qc_service.adapters.config import Config
from qc_service.adapters.plugin_offers import collect
from qc_service.adapters.plugin_sources import load_plugins
from qc_service.adapters.sink_settings import make_sinks
from qc_service.api import Sink
from qc_service.cli.serve import make_face
from qc_service.model.errors import QcError
from qc_service.service.bootstrap import Crew
from qc_service.service.serve import Endpoints, serve


def announce(endpoints: Endpoints) -> None:
    """Print what a test needs to know, in one line."""
    said = {"feeders": endpoints.feeders, "web": endpoints.web, "workers": endpoints.workers()}
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def sinks_of(config: Config) -> tuple[Sink, ...]:
    """Make the sinks that the configuration has tables of, from the plugins it enables."""
    if not config.sinks:
        return ()
    return make_sinks(collect(load_plugins(config)).makers, config)


def main(config: str, factory: str, file_bytes: str) -> int:
    """Serve as the configuration (JSON) says; no file may grow above `file_bytes` if not 0."""
    if int(file_bytes):
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(file_bytes), int(file_bytes)))
    chosen = msgspec.json.decode(config, type=Config)
    face = make_face(chosen) if chosen.service.web else None
    try:
        crew = Crew(factory, sinks=sinks_of(chosen))
        return serve(chosen, ready=announce, face=face, crew=crew)
    except QcError as error:
        sys.stderr.write(f"{error.code}: {error}\n")
        return error.exit_code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
