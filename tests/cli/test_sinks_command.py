"""`qc sinks`: which there are, and whether a trial gets through."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fakes.mail_server import mailbox
from fakes.programs import free_port
from fakes.web_server import receiver
from qc_service.cli.main import make_app
from qc_service.model.events import Entry
from qc_service.service.sink_trial import try_sinks


def qc(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(make_app(), ["sinks", *map(str, arguments)], standalone_mode=False)
    code = done.return_value if done.exception is None else 1
    return int(code), done.stdout


def written(folder: Path, text: str) -> Path:
    path = folder / "qc.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_without_a_table_there_is_the_log() -> None:
    assert qc() == (0, "log\n")


def test_a_trial_gets_through_and_says_what_it_is(tmp_path: Path) -> None:
    with receiver() as hook, receiver() as manager, mailbox() as box:
        path = written(
            tmp_path,
            f'[sinks.webhook]\nurl = "{hook.url}"\nlanguage = "en"\n'
            f'[sinks.alertmanager]\nurl = "{manager.url}"\n'
            f'[sinks.email]\nhost = "127.0.0.1"\nport = {box.port}\nsecurity = "none"\n'
            'from = "qc@voss.example"\nto = ["it@voss.example"]\n',
        )
        assert qc("--config", path) == (0, "log\nwebhook\nalertmanager\nemail\n")
        assert hook.taken == []
        code, said = qc("--config", path, "--try")
        assert (code, said.count("delivered")) == (0, 4)
        assert json.loads(hook.taken[0][2])["title"].startswith("Trial, no alarm")
        (raised,), (ended,) = (json.loads(body) for _, _, body in manager.taken)
        assert raised["labels"] == ended["labels"]
        assert raised["endsAt"] > ended["endsAt"]
    (message,) = box.taken
    assert message["Subject"] == "[qc-service] Prøve, ingen alarm: slik kommer en alarm fram"
    assert "Ingenting har skjedd" in message.get_content()


def test_what_does_not_get_through_is_told_and_the_others_are_tried(tmp_path: Path) -> None:
    with receiver() as hook:
        path = written(
            tmp_path,
            f'[sinks.alertmanager]\nurl = "http://127.0.0.1:{free_port()}"\n'
            f'[sinks.webhook]\nurl = "{hook.url}"\n',
        )
        code, said = qc("--config", path, "--try")
        assert len(hook.taken) == 1
    assert code == 7
    assert "alertmanager: TryAgainError: 127.0.0.1: " in said
    assert "webhook: delivered" in said


@pytest.mark.parametrize("trouble", [RuntimeError("no"), SystemExit(3)])
def test_whatever_a_sink_raises_is_told(trouble: BaseException) -> None:
    class Bad:
        name = "bad"

        def deliver(self, entry: Entry) -> None:
            raise trouble

    (told,) = try_sinks([Bad()])
    assert told == ("bad", f"{type(trouble).__name__}: {trouble}")
