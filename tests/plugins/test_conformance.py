"""Every installed plugin of ours keeps what its Protocol promises, by the kit that others use."""

import time
import tomllib
from collections.abc import Callable

import pytest

from fakes.mail_server import mailbox
from qc_service.adapters.config import Config, PluginsSection
from qc_service.adapters.plugin_offers import Offers, collect
from qc_service.adapters.plugin_sources import available, load_plugins
from qc_service.api.testing import (
    check_format,
    check_identifier,
    check_inspector,
    check_layout_importer,
    check_locator,
    check_reader,
    check_sink,
    check_sink_maker,
)
from shared import REPO, real_data

SHIPPED = tuple(
    tomllib.loads((REPO / "pyproject.toml").read_text("utf-8"))["project"]["entry-points"][
        "qc_service.plugins"
    ]
)


def offers() -> Offers:
    return collect(load_plugins(Config(plugins=PluginsSection(enable=SHIPPED))))


@pytest.fixture(scope="module")
def offered() -> Offers:
    return offers()


def test_what_is_shipped_is_installed_and_enabled_by_default() -> None:
    assert set(SHIPPED) <= set(available())
    assert set(Config().plugins.enable) == set(SHIPPED)


def test_every_kind_has_a_shipped_plugin(offered: Offers) -> None:
    for kind in Offers.__dataclass_fields__:
        assert getattr(offered, kind), kind


CHECKS: dict[str, Callable[..., None]] = {
    "locators": check_locator,
    "identifiers": check_identifier,
    "readers": check_reader,
    "inspectors": check_inspector,
}


@pytest.mark.parametrize("kind", CHECKS)
def test_what_looks_at_pages(offered: Offers, kind: str) -> None:
    for each in getattr(offered, kind):
        CHECKS[kind](each, clock=time.perf_counter)


def test_formats(offered: Offers) -> None:
    for form in offered.formats:
        check_format(form)


def test_sinks(offered: Offers) -> None:
    for sink in offered.sinks:
        check_sink(sink)


def test_sink_makers(offered: Offers) -> None:
    with mailbox() as box:
        tables: dict[str, dict[str, object]] = {
            "webhook": {"url": "http://localhost", "token_file": "token"},
            "alertmanager": {"url": "http://localhost", "token_file": "token"},
            "email": {
                "host": "127.0.0.1",
                "port": box.port,
                "security": "none",
                "from": "qc@voss.example",
                "to": ["it@voss.example"],
            },
        }
        assert {maker.name for maker in offered.makers} == set(tables)
        for maker in offered.makers:
            check_sink_maker(maker, tables[maker.name])
        assert len(box.taken) == 2


def test_importers(offered: Offers) -> None:
    for importer in offered.importers:
        check_layout_importer(importer)


@pytest.mark.real
def test_importers_on_a_real_election(offered: Offers) -> None:
    samples = [path.read_bytes() for path in sorted(real_data().rglob("election.json"))]
    assert samples
    for importer in offered.importers:
        check_layout_importer(importer, samples)


@pytest.mark.real
def test_formats_on_real_records(offered: Offers) -> None:
    samples = [path.read_bytes() for path in sorted(real_data().rglob("*report*.json"))[:3]]
    assert samples
    reading = [form for form in offered.formats if all(form.sniff(each[:4096]) for each in samples)]
    assert reading
    for form in reading:
        check_format(form, samples)
