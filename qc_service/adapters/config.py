"""The one configuration file: its sections as records, and reading it strictly.

Every key has a default and may be left out. The environment is never read.
"""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from qc_service.adapters import json_schema
from qc_service.adapters.address import endpoint_complaint, web_complaint
from qc_service.adapters.config_checking import Source, read_record
from qc_service.adapters.toml_lines import Place
from qc_service.model.checks import CheckPlan
from qc_service.model.errors import ExitCode, QcError
from qc_service.model.words import Language
from qc_service.sampling.rounds import plan_complaint

DAY_SECONDS = 86_400.0
"""No wait of the service is meant to be longer than a day; what is, was typed in other units."""

Bytes = Annotated[int, Meta(gt=0, le=2_147_483_647, description="bytes")]
"""Up to 2 GiB - 1: what the codecs and one frame can hold."""

Seconds = Annotated[float, Meta(gt=0, le=DAY_SECONDS, description="seconds")]
Count = Annotated[int, Meta(ge=1, le=1_000_000_000)]
CountOrNone = Annotated[int, Meta(ge=0, le=1_000_000_000)]
Baseline = Annotated[float, Meta(gt=0, lt=0.27, description="disagreements a ballot")]
"""Just below `detecting.mixture.HIGHEST_BASELINE`, from where no rate is left to listen for."""

Shape = Annotated[float, Meta(ge=0, le=100, description="0 for equal boxes, else 0.1 to 100")]

Digest = Annotated[str, Meta(description="SHA-256, 64 hexadecimal digits in lower case")]


class ServiceSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the service listens and keeps its ledger. `workers` 0 means one for each core.

    `key` signs the ledger's checkpoints; without one they are unsigned.
    """

    bind: Annotated[str, Meta(description="ZeroMQ endpoint for feeders")] = "tcp://127.0.0.1:5557"
    ledger: Annotated[str, Meta(min_length=1, description="ledger file")] = "qc-ledger.sqlite"
    key: Annotated[str, Meta(description="private key of the ledger")] = ""
    web: Annotated[str, Meta(description="HOST:PORT of page and metrics")] = "127.0.0.1:8080"
    workers: Annotated[int, Meta(ge=0, le=1024, description="worker processes")] = 0


class LimitsSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one sender may ask of the service; sizes in bytes, times in seconds."""

    image_bytes: Bytes = 33_554_432
    images_per_sheet: Annotated[int, Meta(ge=1, le=1000)] = 8
    reported_bytes: Bytes = 1_048_576
    examine_seconds: Seconds = 30.0
    heartbeat_seconds: Seconds = 1.0
    silence_seconds: Seconds = 10.0
    credit: Annotated[int, Meta(ge=1, le=10_000, description="sheets")] = 16
    drain_seconds: Annotated[float, Meta(ge=0, le=DAY_SECONDS, description="seconds")] = 30.0


class ReadingSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which profile judges, and the folder of layouts; empty means the shipped ones."""

    profile: Annotated[str, Meta(min_length=1, description="id of a profile")] = "default"
    layouts: Annotated[str, Meta(description="folder of layout files")] = ""


class PluginFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One dropped-in plugin: its file and the SHA-256 its bytes must have."""

    path: Annotated[str, Meta(min_length=1, description="Python file")]
    sha256: Digest


class PluginsSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The plugins in use, in order, by entry-point name; nothing else is loaded."""

    enable: tuple[str, ...] = (
        "locate-timing-marks",
        "locate-corner-marks",
        "identify-timing-code",
        "identify-number-line",
        "read-ovals",
        "read-fields",
        "inspect-image",
        "inspect-fields",
        "format-nist-cvr",
        "format-eml",
        "format-totals-csv",
        "layout-vxsuite",
        "sink-log",
        "sink-webhook",
        "sink-email",
        "sink-alertmanager",
        "calibration",
    )
    file: tuple[PluginFile, ...] = ()


class PlanSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The statistical plan, fixed before the night.

    `alpha`: the largest chance of any false alarm in a night, over everything watched.
    `baseline_option`, `baseline_scanner`: rates of disagreement a ballot that we do not want to
    hear about, at one option and anywhere on a ballot. `burst_option`, `burst_scanner`: how unequal
    boxes are (shape of a gamma distribution, 0 for equal ones), for stretches of `burst_length`.
    `direct`: part of `alpha` that direct checks may spend. `jump_ratio`: how many times the odds of
    its peers a scanner's blank, overvoted or doubtful ballots may have without being told.
    `peers_*`, `rank_least`, `deck_*`, `running`, `image_*`: as `detecting.plan` has them.
    """

    alpha: Annotated[float, Meta(gt=0, lt=1, description="chance of a false alarm a night")] = 0.05
    scanners: Count = 12
    ballots_per_scanner: Count = 30_000
    options: Count = 100
    baseline_option: Baseline = 2e-5
    baseline_scanner: Baseline = 2e-3
    burst_option: Shape = 1.0
    burst_scanner: Shape = 0.5
    burst_length: Count = 300
    direct: Annotated[float, Meta(gt=0, lt=1, description="part of alpha")] = 0.2
    jump_ratio: Annotated[float, Meta(ge=1, le=1000, description="times the peers' odds")] = 3.0
    peers_block: Annotated[float, Meta(ge=0, le=1_000_000_000)] = 5
    peers_tolerance: Annotated[float, Meta(ge=1, le=2)] = 1.0
    rank_least: CountOrNone = 50
    deck_ballots: CountOrNone = 0
    deck_wrong: CountOrNone = 0
    deck_option: CountOrNone = 0
    running: Annotated[float, Meta(ge=0, lt=1)] = 0.0
    image_alpha: Annotated[float, Meta(ge=0, lt=1)] = 0.05
    image_every: Count = 20


class BoxesSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which boxes of ballots there will be; without a plan none is missed."""

    plan: Annotated[str, Meta(description="CSV file of boxes")] = ""


class PageSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the pages show: the language without a wish, and the hour before which no list is named.

    `embargo` is a time of day with its zone, `2027-09-13T21:00:00+02:00` (valgloven § 21-8); empty
    for none.
    """

    language: Annotated[Language, Meta(description="language of the pages")] = Language.NB
    embargo: Annotated[str, Meta(description="time before which no list is named")] = ""


class PeopleSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who may sign in; without a file nobody can, and the pages only show."""

    file: Annotated[str, Meta(description="file of people, made by `qc people`")] = ""


class SeatsSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How seats are shared out, so that an alarm can say what is at stake; 0 where none are."""

    number: Annotated[int, Meta(ge=0, le=100_000, description="seats")] = 0
    method: Literal["modified-sainte-lague", "sainte-lague", "dhondt"] = "modified-sainte-lague"
    weight: Annotated[int, Meta(ge=1, le=100_000, description="list votes of one ballot")] = 1


class EvidenceSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where crops of disputed fields are kept until the board lets them be deleted."""

    folder: Annotated[str, Meta(description="folder of crops; empty: none are cut")] = ""


class DecksSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the ledgers of test decks lie, for the scanners' pages, `qc decks` and `qc ros`."""

    folder: Annotated[str, Meta(description="folder of test decks' ledgers; empty: none")] = ""


class DocumentsSection(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the documents say of election and municipality, and whose clock they read.

    `number` is the municipality's, `body` who answers for the count.
    """

    event: Annotated[str, Meta(max_length=120, description="name of the election")] = ""
    municipality: Annotated[str, Meta(max_length=120)] = ""
    number: Annotated[str, Meta(max_length=12)] = ""
    body: Annotated[str, Meta(max_length=120)] = ""
    zone: Annotated[str, Meta(min_length=1, description="time zone (IANA)")] = "Europe/Oslo"


class Config(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of the configuration."""

    service: ServiceSection = ServiceSection()
    limits: LimitsSection = LimitsSection()
    reading: ReadingSection = ReadingSection()
    plugins: PluginsSection = PluginsSection()
    plan: PlanSection = PlanSection()
    boxes: BoxesSection = BoxesSection()
    page: PageSection = PageSection()
    checks: CheckPlan = CheckPlan()
    people: PeopleSection = PeopleSection()
    seats: SeatsSection = SeatsSection()
    evidence: EvidenceSection = EvidenceSection()
    decks: DecksSection = DecksSection()
    sinks: Annotated[
        dict[str, dict[str, Any]], Meta(description="settings of sinks, by the sink's name")
    ] = {}
    documents: DocumentsSection = DocumentsSection()


def load_config(path: Path | None) -> Config:
    """Read a configuration file strictly; None gives the defaults.

    Paths in the file are taken from the file's own folder, and come out absolute. Only where the
    file has settings of sinks are the enabled plugins loaded, for the settings are theirs.

    Raises:
        QcError: `config.*` naming file, line, key, what is expected and the nearest right key;
            `plugins.*` as said.
    """
    if path is None:
        return Config()
    source = Source(str(path), _text(path))
    config = read_record(source, Config)
    for place, complaint in _complaints(config):
        source.refuse("config.bad-value", place, complaint)
    folder = path.resolve().parent
    rooted = _rooted(config, folder)
    if not rooted.sinks:
        return rooted
    # Here, not above: what may stand in these tables only the plugins know, and they need `Config`.
    from qc_service.adapters.sink_settings import checked  # noqa: PLC0415 - as said

    return msgspec.structs.replace(rooted, sinks=checked(source, rooted, folder))


def embargo_seconds(page: PageSection) -> float | None:
    """Give the embargo hour in seconds since 1970: 0 for none, None for what is no time."""
    if not page.embargo:
        return 0.0
    try:
        hour = datetime.fromisoformat(page.embargo)
    except ValueError:
        return None
    return hour.timestamp() if hour.tzinfo is not None else None


def config_digest(config: Config) -> str:
    """Give the SHA-256 of a configuration as canonical JSON."""
    return hashlib.sha256(msgspec.json.encode(config, order="sorted")).hexdigest()


def schema_text() -> str:
    """Give the JSON Schema of the configuration, as it stands in `docs/config.schema.json`."""
    return json_schema.schema_text(Config, "qc-service configuration")


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise QcError(
            "config.missing-file",
            f"{path}: there is no such file",
            "Name another file, or leave it out to run with the defaults.",
            ExitCode.CONFIG,
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise QcError(
            "config.unreadable",
            f"{path}: {error}",
            "The file must be readable and UTF-8 text.",
            ExitCode.CONFIG,
        ) from error


def _complaints(config: Config) -> Iterator[tuple[Place, str]]:
    """Give what types and ranges cannot say, by place."""
    service, limits, plugins = config.service, config.limits, config.plugins
    if complaint := endpoint_complaint(service.bind):
        yield ("service", "bind"), f"{complaint}, got {service.bind!r}"
    if service.web and (complaint := web_complaint(service.web)):
        yield ("service", "web"), f'{complaint} or "" for no page, got {service.web!r}'
    if config.page.embargo and embargo_seconds(config.page) is None:
        example = "2027-09-13T21:00:00+02:00"
        yield ("page", "embargo"), f"expected a time with its zone such as {example}"
    if limits.silence_seconds <= limits.heartbeat_seconds:
        expected = f"more than heartbeat_seconds ({limits.heartbeat_seconds:g})"
        complaint = f"expected {expected}, or every feeder is taken for gone"
        yield ("limits", "silence_seconds"), f"{complaint}; got {limits.silence_seconds:g}"
    if complaint := plan_complaint(config.checks):
        yield ("checks",), complaint
    for number, name in enumerate(plugins.enable):
        if name in plugins.enable[:number]:
            yield ("plugins", "enable", number), f"`{name}` is enabled twice"
    for number, file in enumerate(plugins.file):
        if not re.fullmatch(r"[0-9a-f]{64}", file.sha256):
            yield (
                ("plugins", "file", number, "sha256"),
                f"expected 64 hexadecimal digits in lower case (sha256sum {file.path})",
            )


def _rooted(config: Config, folder: Path) -> Config:
    """Make every path of the configuration absolute."""
    replace = msgspec.structs.replace
    layouts, boxes = config.reading.layouts, config.boxes.plan
    people = config.people.file
    ledger, key = config.service.ledger, config.service.key
    evidence, decks = config.evidence.folder, config.decks.folder
    return replace(
        config,
        service=replace(
            config.service, ledger=str(folder / ledger), key=str(folder / key) if key else ""
        ),
        reading=replace(config.reading, layouts=str(folder / layouts) if layouts else ""),
        boxes=replace(config.boxes, plan=str(folder / boxes) if boxes else ""),
        people=replace(config.people, file=str(folder / people) if people else ""),
        evidence=replace(config.evidence, folder=str(folder / evidence) if evidence else ""),
        decks=replace(config.decks, folder=str(folder / decks) if decks else ""),
        plugins=replace(
            config.plugins,
            file=tuple(replace(each, path=str(folder / each.path)) for each in config.plugins.file),
        ),
    )
