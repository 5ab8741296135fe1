"""The options that several commands share: which layouts, which profile, which configuration."""

from pathlib import Path

import msgspec

from qc_service.adapters.config import Config, load_config


def reading_config(config: Path | None, layouts: Path | None, profile: str) -> Config:
    """Load the configuration and put the command line's layouts and profile in place of its own.

    Raises:
        QcError: `config.*` where the file is not as it must be.
    """
    loaded = load_config(config)
    reading = loaded.reading
    if layouts is not None:
        reading = msgspec.structs.replace(reading, layouts=str(layouts))
    if profile:
        reading = msgspec.structs.replace(reading, profile=profile)
    return msgspec.structs.replace(loaded, reading=reading)
