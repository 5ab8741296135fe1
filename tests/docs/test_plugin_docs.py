"""What the documents say of plugins, configuration, metrics and page is so; their examples run."""

import inspect
import json
import re
import tomllib
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from fakes.distributions import drop
from qc_service.adapters.config import Config, PluginFile, PluginsSection, load_config, schema_text
from qc_service.adapters.plugin_offers import KINDS, RECORDS, Offers, collect
from qc_service.adapters.plugin_sources import load_plugins
from qc_service.api import hooks, testing
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
from qc_service.web.app import make_app
from qc_service.web.catalogue import CATALOGUE
from shared import REPO
from web_board import Clock, make_board


def text_of(name: str) -> str:
    return (REPO / "docs" / name).read_text(encoding="utf-8")


def blocks(name: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text_of(name), re.MULTILINE | re.DOTALL)


def offered(folder: Path, source: str) -> Offers:
    path = folder / "drops" / "example.py"
    file = PluginFile(str(path), drop(path, source))
    return collect(load_plugins(Config(plugins=PluginsSection(enable=(), file=(file,)))))


def test_the_first_example_loads_and_passes_the_kit(tmp_path: Path) -> None:
    plugin, trial = blocks("plugins.md", "python")[:2]
    (reader,) = offered(tmp_path, plugin).readers
    check_reader(reader)
    offered(tmp_path, f"{plugin}\n{trial}")


def test_the_other_examples_load_and_pass_the_kit(tmp_path: Path) -> None:
    examples = blocks("plugins.md", "python")[2:]
    assert len(examples) == 4
    kinds = set()
    for source in examples:
        given = offered(tmp_path, source)
        kinds |= {name for name in Offers.__dataclass_fields__ if getattr(given, name)}
        for locator in given.locators:
            check_locator(locator)
        for identifier in given.identifiers:
            check_identifier(identifier)
        for inspector in given.inspectors:
            check_inspector(inspector)
        for form in given.formats:
            check_format(form)
        for maker in given.makers:
            check_sink_maker(maker, {"url": "http://localhost", "number": "112"})
        for importer in given.importers:
            check_layout_importer(importer, [b"ballots:\nOne\nTwo\n"])
    assert kinds == {
        "locators", "identifiers", "inspectors", "sinks", "makers", "formats", "importers",
    }  # fmt: skip


def test_the_example_of_a_sink_keeps_alarms(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source,) = [each for each in blocks("plugins.md", "python") if "AlarmFile" in each]
    (sink,) = offered(tmp_path, source).sinks
    monkeypatch.chdir(tmp_path)
    check_sink(sink)
    lines = (tmp_path / "alarms.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["entry"] for line in lines] == ["alarm", "alarm"]


def test_the_toml_of_the_plugin_page_is_read(tmp_path: Path) -> None:
    dropped, entry_point = blocks("plugins.md", "toml")
    path = tmp_path / "qc.toml"
    path.write_text(dropped.replace("…", "0" * 64), encoding="utf-8")
    assert load_config(path).plugins.file[0].path.endswith("plugins/middle.py")
    assert "qc_service.plugins" in tomllib.loads(entry_point)["project"]["entry-points"]


def test_every_hook_is_listed_with_its_signature() -> None:
    rows = re.findall(r"^\| `(qc_\w+)\(\) -> ([^`]+)` \|", text_of("plugins.md"), re.MULTILINE)
    assert [name for name, _ in rows] == list(KINDS)
    for name, result in rows:
        signature = inspect.signature(getattr(hooks, name))
        assert not signature.parameters
        assert result == f"Sequence[{KINDS[name].__name__}]"
        assert signature.return_annotation.__args__ == (KINDS[name],)


def test_every_method_is_listed_with_its_arguments() -> None:
    rows = re.findall(r"^\| (\w+) \| (`.*`) \| `(\w+)` \|$", text_of("plugins.md"), re.MULTILINE)
    protocols = {kind.__name__: kind for kind in KINDS.values() if kind not in RECORDS}
    assert {name for name, _, _ in rows} == set(protocols)
    for name, methods, check in rows:
        assert callable(getattr(testing, check))
        told = dict(re.findall(r"`(\w+)\(([^)]*)\)", methods))
        own = {
            method: list(inspect.signature(member).parameters)[1:]
            for method, member in vars(protocols[name]).items()
            if inspect.isfunction(member) and not method.startswith("_")
        }
        assert {method: arguments.split(", ") for method, arguments in told.items()} == own


def schema_defaults() -> dict[str, object]:
    """Give every key of the schema, dotted, with its default; keys of files stand for all files."""
    schema = json.loads(schema_text())
    records = schema["$defs"]
    found: dict[str, object] = {}
    for section, reference in records["Config"]["properties"].items():
        if section == "sinks":
            continue  # the plugins' own records, in docs/watching.md
        record = records[reference["$ref"].rpartition("/")[2]]
        for key, value in record["properties"].items():
            found[f"{section}.{key}"] = value["default"]
    for key in records["PluginFile"]["properties"]:
        found[f"plugins.file.{key}"] = None
    return found


def test_every_key_is_described_with_its_default() -> None:
    row = r"^\| `([a-z_0-9.]+)` \| (required|`.*?`) \| .+ \| .+ \|$"
    rows = re.findall(row, text_of("configuration.md"), re.MULTILINE)
    told = {
        key: None if value == "required" else json.loads(value.strip("`")) for key, value in rows
    }
    assert len(rows) == len(told)
    assert told == schema_defaults()


def test_the_ranges_described_are_those_of_the_schema() -> None:
    records = json.loads(schema_text())["$defs"]
    for section in ("limits", "plan", "service"):
        for key, value in records[f"{section.capitalize()}Section"]["properties"].items():
            (allowed,) = re.findall(
                rf"^\| `{section}\.{key}` \| [^|]+ \| ([^|]+) \|",
                text_of("configuration.md"),
                re.MULTILINE,
            )
            for bound in ("minimum", "maximum", "exclusiveMaximum"):
                if bound in value:
                    assert f"{value[bound]:.10g}" in re.findall(r"[\d.]+", allowed), key
            if "exclusiveMinimum" in value:
                assert re.search(r"above|between|^1 to", allowed), key


def test_the_schema_file_is_current() -> None:
    assert text_of("config.schema.json") == schema_text(), (
        "run: qc config schema > docs/config.schema.json"
    )


def test_the_example_configuration_is_read(tmp_path: Path) -> None:
    (example,) = blocks("configuration.md", "toml")
    path = tmp_path / "qc.toml"
    path.write_text(example, encoding="utf-8")
    assert load_config(path).plan.scanners == 4


def test_every_address_of_the_page_is_described() -> None:
    told = {
        path
        for page in ("page.md", "checks.md")
        for cell in re.findall(r"^\| (`/[^|]*) \|", text_of(page), re.MULTILINE)
        for path in re.findall(r"`(/[^`?]*)", cell)
    }
    app = make_app(make_board(Clock()), CollectorRegistry())
    routes = {re.sub(r":\w+\}", "}", str(getattr(route, "path", ""))) for route in app.routes}
    # Names of a sheet's address may hold slashes, so the page takes it apart itself.
    parted = {path for path in told if path.startswith(("/sheets/", "/crops/"))}
    named = told - parted | {path.partition("{")[0] + "{rest}" for path in parted}
    assert named == routes - {"/static"}


def test_every_part_of_the_page_is_described() -> None:
    templates = REPO / "qc_service" / "web" / "templates"
    titles = {
        CATALOGUE.texts[name].en
        for path in templates.glob("_*.html")
        for name in re.findall(
            r"""<h2[^>]*>\{\{ t\("([a-z-]+)"\) \}\}""", path.read_text(encoding="utf-8")
        )
    }
    told = set(re.findall(r"^\| ([A-Z][\w ]+) \|", text_of("page.md"), re.MULTILINE))
    assert titles == told
