"""What must stand before the first sheet: a ledger gone on with is the desk as it was."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from fakes.running import configured
from nights import faulty_night
from qc_service.adapters.config import BoxesSection, PlanSection, load_config
from qc_service.adapters.ledger import Ledger
from qc_service.adapters.plugin_loading import load_lineup
from qc_service.adapters.signing import make_key
from qc_service.flow.replaying import replay
from qc_service.model.batch import BatchPlan
from qc_service.model.errors import QcError
from qc_service.model.events import Component, Entry, Genesis, SheetRecord
from qc_service.service.bootstrap import load_crew, open_ledger, worker_count

PART = Component("plugin", "read-ovals", "1", "qc-service", "0" * 64)


def test_a_new_ledger_begins_with_the_parts_and_the_plan(tmp_path: Path) -> None:
    config = configured(tmp_path)
    open_ledger(config, (PART,)).ledger.close()
    with Ledger.read(Path(config.service.ledger)) as ledger:
        (genesis,) = ledger.entries()
    assert isinstance(genesis, Genesis)
    assert genesis.components == (PART,)
    assert genesis.plan["alpha"] == config.plan.alpha


def test_an_opened_ledger_gives_the_desk_as_it_was(tmp_path: Path) -> None:
    config = configured(tmp_path)
    first = open_ledger(config, (PART,))
    for record in faulty_night():
        first.ledger.append([record, *first.desk.handle(record)])
    first.ledger.close()
    again = open_ledger(config, (PART,))
    again.ledger.close()
    assert again.desk.digest() == first.desk.digest()
    assert [kind for kind, _ in again.notes] == ["started"]
    assert again.rows > len(list(faulty_night()))


def test_other_parts_and_a_replay_that_differs_are_noted(tmp_path: Path) -> None:
    config = configured(tmp_path)
    first = open_ledger(config, (PART,))
    for record in faulty_night():
        assert isinstance(record, SheetRecord)
        first.ledger.append([record])  # without what the desk says of it
    first.ledger.close()
    again = open_ledger(config, (replace(PART, version="2"),))
    again.ledger.close()
    assert [kind for kind, _ in again.notes] == ["started", "replay-differs", "components"]


def test_another_plan_is_refused(tmp_path: Path) -> None:
    config = configured(tmp_path)
    open_ledger(config, ()).ledger.close()
    with pytest.raises(QcError) as error:
        open_ledger(replace(config, plan=PlanSection(alpha=0.01)), ())
    assert (error.value.code, error.value.exit_code) == ("ledger.plan", 3)
    open_ledger(config, ()).ledger.close()


def test_a_ledger_is_gone_on_with_under_its_own_key_only(tmp_path: Path) -> None:
    config = configured(tmp_path)
    made = make_key(tmp_path / "one.pem")
    make_key(tmp_path / "other.pem")
    signing = replace(config, service=replace(config.service, key=str(tmp_path / "one.pem")))
    opened = open_ledger(signing, ())
    opened.ledger.append([opened.notary.checkpoint("t")])
    report = opened.ledger.verify()
    opened.ledger.close()
    assert (report.key, report.covered, report.broken) == (made.public, 1, 0)
    secret = (tmp_path / "one.pem").read_bytes().split(b"\n")[1]
    assert secret not in Path(config.service.ledger).read_bytes()
    other = replace(config, service=replace(config.service, key=str(tmp_path / "other.pem")))
    for wrong in (other, config):
        with pytest.raises(QcError) as error:
            open_ledger(wrong, ())
        assert (error.value.code, error.value.exit_code) == ("ledger.other-key", 3)
    open_ledger(signing, ()).ledger.close()


def test_the_plan_of_boxes_is_written_once_and_known_after_a_restart(tmp_path: Path) -> None:
    plan = tmp_path / "boxes.csv"
    config = replace(configured(tmp_path), boxes=BoxesSection(str(plan)))
    seen: list[list[str]] = []
    entries: list[Entry] = []
    for text in ("id\nK1\nK2\n", "id\nK1\nK2\n", "id\nK1\n"):
        plan.write_text(text)
        opened = open_ledger(config, ())
        seen.append([box.batch.id for box in opened.desk.figures().boxes])
        entries = list(opened.ledger.entries())
        opened.ledger.close()
        assert opened.rows == len(entries)
        assert replay(entries).desk.digest() == opened.desk.digest()
    assert seen == [["K1", "K2"], ["K1", "K2"], ["K1"]]
    assert [len(entry.boxes) for entry in entries if isinstance(entry, BatchPlan)] == [2, 1]
    # Without a plan in the configuration the last one stands.
    opened = open_ledger(configured(tmp_path), ())
    opened.ledger.close()
    assert [box.batch.id for box in opened.desk.figures().boxes] == ["K1"]


def test_a_plan_of_boxes_that_cannot_be_read_begins_no_ledger(tmp_path: Path) -> None:
    config = replace(configured(tmp_path), boxes=BoxesSection(str(tmp_path / "none.csv")))
    with pytest.raises(QcError) as error:
        open_ledger(config, ())
    assert (error.value.code, error.value.exit_code) == ("boxes.unreadable", 3)
    assert not Path(config.service.ledger).exists()


def test_workers_are_as_many_as_configured_or_one_a_core(tmp_path: Path) -> None:
    config = configured(tmp_path)
    assert worker_count(config) == 2
    assert worker_count(replace(config, service=replace(config.service, workers=0))) >= 1


def test_the_crew_has_the_sinks_that_the_configuration_has_tables_of(tmp_path: Path) -> None:
    secret = tmp_path / "token"
    secret.write_text("hush\n", encoding="ascii")
    secret.chmod(0o600)
    path = tmp_path / "qc.toml"
    path.write_text(
        '[sinks.webhook]\nurl = "https://a.example"\ntoken_file = "token"\n', encoding="utf-8"
    )
    config = load_config(path)
    crew = load_crew(config)
    assert [sink.name for sink in crew.sinks] == ["log", "webhook"]
    assert {"sink-webhook", "sink-email"} <= {component.name for component in crew.components}
    secret.unlink()
    with pytest.raises(QcError, match="token: cannot be read"):
        load_crew(config)
    # A worker has no use for them, and needs no secret.
    assert [sink.name for sink in load_lineup(config).sinks] == ["log"]
