"""The one loader: exactly what is enabled, in its order, and a refusal for all that differs."""

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import cv2
import msgspec
import pytest

from fakes.distributions import drop, install, whole
from qc_service import __version__
from qc_service.adapters.config import (
    Config,
    PluginFile,
    PluginsSection,
    ReadingSection,
    config_digest,
)
from qc_service.adapters.plugin_loading import (
    bill_of_materials,
    importers,
    load_formats,
    load_lineup,
    record_digest,
)
from qc_service.adapters.plugin_offers import KINDS
from qc_service.adapters.plugin_sources import available, load_plugins
from qc_service.api import hooks
from qc_service.model.errors import ExitCode, QcError

SINK = """
from qc_service.api import hookimpl

class Sink:
    name = "{name}"
    def deliver(self, entry):
        return None

@hookimpl
def qc_sinks():
    return [Sink()]
"""


@pytest.fixture(autouse=True)
def _modules() -> Iterator[None]:
    """Forget the modules a test loaded."""
    before = set(sys.modules)
    yield
    for name in set(sys.modules) - before:
        if name.startswith(("fake_", "qc_dropin_")):
            del sys.modules[name]


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder on the path with one distribution that has all a lineup needs."""
    folder = tmp_path / "site"
    folder.mkdir()
    install(folder, "fake-one", {"fake_one": whole("one", cv2.__version__)}, {"one": "fake_one"})
    monkeypatch.syspath_prepend(str(folder))
    return folder


@pytest.fixture
def drops(tmp_path: Path) -> Path:
    """Give a folder for dropped-in files, which nobody else may write to."""
    folder = tmp_path / "drops"
    folder.mkdir(mode=0o755)
    return folder


def config(
    *enable: str, files: tuple[PluginFile, ...] = (), profile: str = "one-profile"
) -> Config:
    return Config(
        plugins=PluginsSection(enable=enable or ("one",), file=files),
        reading=ReadingSection(profile=profile),
    )


def dropped(path: Path, source: str = SINK) -> PluginFile:
    return PluginFile(str(path), drop(path, source))


def refused(which: Config, code: str, exit_code: ExitCode = ExitCode.PLUGINS) -> str:
    with pytest.raises(QcError) as raised:
        load_lineup(which)
    assert raised.value.code == code
    assert raised.value.exit_code is exit_code
    assert raised.value.hint
    return raised.value.message


def test_what_is_enabled_is_loaded_and_nothing_else(site: Path) -> None:
    install(site, "fake-idle", {"fake_idle": "raise SystemExit('loaded')"}, {"idle": "fake_idle"})
    lineup = load_lineup(config())
    assert [each.name for each in lineup.readers] == ["one"]
    assert lineup.profile.id == "one-profile"
    assert [layout.id for layout in lineup.layouts] == ["one-layout"]
    assert "fake_idle" not in sys.modules
    assert available()["idle"] == ("fake-idle 1.2",)


@pytest.mark.parametrize("order", [("one", "two"), ("two", "one")])
def test_the_order_is_that_of_the_configuration(site: Path, order: tuple[str, str]) -> None:
    install(site, "fake-two", {"fake_two": whole("two", cv2.__version__)}, {"two": "fake_two"})
    lineup = load_lineup(config(*order))
    for objects in (lineup.locators, lineup.identifiers, lineup.readers):
        assert tuple(each.name for each in objects) == order
    listed = [each.name for each in lineup.components if each.kind == "plugin"]
    assert listed == list(order)


def test_one_plugin_may_stand_in_a_package_or_behind_a_name(site: Path) -> None:
    source = whole("two", cv2.__version__) + "\nimport sys\nplugin = sys.modules[__name__]\n"
    install(site, "fake-two", {"fake_two": source}, {"two": "fake_two:plugin"})
    assert load_lineup(config("two", profile="two-profile")).profile.id == "two-profile"


def test_an_unknown_name_is_refused_with_the_known_and_the_nearest(site: Path) -> None:
    message = refused(config("oen"), "plugins.unknown")
    assert "did you mean one?" in message
    assert "known are" in message
    assert site.exists()


def test_two_distributions_with_one_name_are_both_named(site: Path) -> None:
    install(site, "fake-twin", {"fake_twin": whole("x", "5")}, {"one": "fake_twin"})
    message = refused(config(), "plugins.double")
    assert "fake-one 1.2 and fake-twin 1.2" in message


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("import nowhere_at_all", "ModuleNotFoundError"),
        ("x = = 1", "SyntaxError"),
        ("raise SystemExit(0)", "SystemExit"),
        ("1 / 0", "ZeroDivisionError"),
        (SINK.replace("return [Sink()]", "raise OSError('no')"), "hook qc_sinks failed: OSError"),
    ],
)
def test_a_plugin_that_breaks_at_start_is_named(site: Path, source: str, said: str) -> None:
    install(site, "fake-bad", {"fake_bad": source}, {"bad": "fake_bad"})
    message = refused(config("one", "bad"), "plugins.broken")
    assert "plugin bad:" in message
    assert said in message


@pytest.mark.parametrize(
    ("old", "new", "code", "said"),
    [
        ("qc_sinks", "qc_sniks", "hook", "unknown hook qc_sniks; did you mean qc_sinks?"),
        ("qc_sinks", "frobnicate", "hook", "unknown hook frobnicate; known are"),
        ("qc_sinks()", "qc_sinks(service)", "hook", "service"),
        ("@hookimpl", "", "hook", "qc_sinks is not marked as a hook"),
        ("@hookimpl\ndef qc_sinks", "def sinks", "empty", "implements none of the hooks"),
        ("[Sink()]", "Sink()", "unfit", "gave Sink, not a tuple or a list"),
        ("[Sink()]", "[3]", "unfit", "int is no Sink"),
        ('name = "{name}"', "", "unfit", "`name` must be a text of printable characters"),
        ('name = "{name}"', 'name = ""', "unfit", "`name` must be"),
        ('name = "{name}"', "name = 7", "unfit", "`name` must be"),
        ("def deliver", "def delvier", "unfit", "it has no method `deliver`"),
        ("deliver(self, entry)", "deliver(self)", "unfit", "`deliver()` cannot be called"),
        ("deliver(self, entry)", "deliver(self, a, b)", "unfit", "`deliver(a, b)` cannot"),
        ("[Sink()]", "[Sink(), Sink()]", "double", "both bad and bad offer '{name}'"),
    ],
)
def test_a_plugin_that_is_not_what_its_hook_is_for(
    site: Path, old: str, new: str, code: str, said: str
) -> None:
    assert old in SINK
    install(site, "fake-bad", {"fake_bad": SINK.replace(old, new)}, {"bad": "fake_bad"})
    message = refused(config("one", "bad"), f"plugins.{code}")
    assert said in message


def test_a_record_of_another_kind_is_refused(site: Path) -> None:
    source = "from qc_service.api import hookimpl\n@hookimpl\ndef qc_profiles():\n    return [{}]\n"
    install(site, "fake-bad", {"fake_bad": source}, {"bad": "fake_bad"})
    assert "dict is no Profile" in refused(config("one", "bad"), "plugins.unfit")


def test_two_plugins_with_one_objects_name(site: Path) -> None:
    install(site, "fake-two", {"fake_two": whole("one", cv2.__version__)}, {"two": "fake_two"})
    assert "both one and two offer 'one'" in refused(config("one", "two"), "plugins.double")


def test_every_hook_has_a_kind() -> None:
    offered = {name for name, each in vars(hooks).items() if hasattr(each, "qc_service_spec")}
    assert set(KINDS) == offered


def test_a_lineup_without_a_reader_is_refused(site: Path) -> None:
    install(site, "fake-sink", {"fake_sink": SINK}, {"sink": "fake_sink"})
    assert "locators" in refused(config("sink"), "plugins.incomplete")


def test_a_dropped_in_file_runs_from_the_bytes_that_were_hashed(site: Path, drops: Path) -> None:
    file = dropped(drops / "my_sink.py")
    lineup = load_lineup(config("one", files=(file,)))
    assert [sink.name for sink in lineup.sinks] == ["{name}"]
    (component,) = [each for each in lineup.components if each.name == "qc_dropin_my_sink"]
    assert component.digest == file.sha256
    assert component.origin == file.path
    assert site.exists()


def test_a_changed_file_is_refused_before_it_runs(site: Path, drops: Path) -> None:
    file = dropped(drops / "my_sink.py")
    drop(drops / "my_sink.py", SINK + "\nraise SystemExit('it ran')\n")
    message = refused(config("one", files=(file,)), "plugins.changed")
    assert file.sha256 in message
    assert "qc_dropin_my_sink" not in sys.modules
    assert site.exists()


def test_a_dropped_in_json_does_not_become_json(site: Path, drops: Path) -> None:
    source = SINK + "\nimport json\nassert json.loads('[1]') == [1]\n"
    lineup = load_lineup(config("one", files=(dropped(drops / "json.py", source),)))
    assert len(lineup.sinks) == 1
    assert sys.modules["json"] is json
    assert "qc_dropin_json" in sys.modules
    assert str(drops) not in sys.path
    assert site.exists()


def test_nothing_runs_where_one_file_is_refused(site: Path, drops: Path) -> None:
    first = dropped(drops / "first.py", "raise SystemExit('it ran')")
    second = PluginFile(str(drops / "second.py"), "0" * 64)
    assert "cannot be read" in refused(config(files=(first, second)), "plugins.missing-file")
    assert site.exists()


def test_a_file_that_others_may_write_is_refused(site: Path, drops: Path) -> None:
    for mode in (0o666, 0o664):
        file = dropped(drops / "my_sink.py")
        Path(file.path).chmod(mode)
        assert "may write it" in refused(config(files=(file,)), "plugins.unsafe-file")
    assert site.exists()


@pytest.mark.parametrize("mode", [0o777, 0o1777])
def test_a_folder_that_everybody_may_write_to_is_refused(
    site: Path, drops: Path, mode: int
) -> None:
    file = dropped(drops / "my_sink.py")
    drops.chmod(mode)
    assert "everybody may write" in refused(config(files=(file,)), "plugins.unsafe-folder")
    assert site.exists()


def test_a_folder_within_one_that_everybody_may_write_to_is_refused(
    site: Path, drops: Path
) -> None:
    file = dropped(drops / "inner" / "my_sink.py")
    drops.chmod(0o777)
    assert f"may write to {drops}" in refused(config(files=(file,)), "plugins.unsafe-folder")
    assert site.exists()


def test_the_working_folder_and_data_folders_are_no_place_for_plugins(
    site: Path, drops: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = dropped(drops / "my_sink.py")
    which = config(files=(file,))
    ledger = msgspec.structs.replace(which.service, ledger=str(drops / "night.sqlite"))
    layouts = msgspec.structs.replace(which.reading, layouts=str(drops))
    replace = msgspec.structs.replace
    assert "ledger's" in refused(replace(which, service=ledger), "plugins.unsafe-folder")
    assert "layouts" in refused(replace(which, reading=layouts), "plugins.unsafe-folder")
    monkeypatch.chdir(drops)
    assert "the working folder" in refused(which, "plugins.unsafe-folder")
    assert site.exists()


@pytest.mark.parametrize("name", ["my-sink.py", "my_sink.txt", "1.py"])
def test_file_names_that_are_no_module_names(site: Path, drops: Path, name: str) -> None:
    assert "name" in refused(config(files=(dropped(drops / name),)), "plugins.file-name")
    assert site.exists()


def test_two_files_of_one_name_are_refused(site: Path, drops: Path) -> None:
    files = (dropped(drops / "a" / "x.py"), dropped(drops / "b" / "x.py"))
    assert "two are called x.py" in refused(config(files=files), "plugins.double")
    assert site.exists()


def test_an_unknown_profile_is_answered_with_the_known(site: Path) -> None:
    message = refused(config(profile="one-prfile"), "profile.unknown", ExitCode.PROFILE)
    assert "did you mean one-profile? known are one-profile" in message
    assert site.exists()


def test_a_profile_of_another_opencv(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    major, minor, _ = cv2.__version__.split(".", 2)
    sources = {"fake_old": whole("old", "4.10"), "fake_near": whole("near", f"{major}.99")}
    sources |= {"fake_same": whole("same", f"{major}.{minor}"), "fake_any": whole("any", major)}
    install(site, "fake-x", sources, {name.removeprefix("fake_"): name for name in sources})
    message = refused(config("old", profile="old-profile"), "profile.opencv", ExitCode.PROFILE)
    assert "made with OpenCV 4.10" in message
    for name, warned in (("near", True), ("same", False), ("any", False)):
        lineup = load_lineup(config(name, profile=f"{name}-profile"))
        assert any(each.kind == "warning" for each in lineup.components) is warned
        assert ("profile.opencv" in capsys.readouterr().err) is warned


def test_no_layouts_is_exit_6(site: Path) -> None:
    source = whole("bare", cv2.__version__).split("@hookimpl\ndef qc_layouts")[0]
    install(site, "fake-bare", {"fake_bare": source}, {"bare": "fake_bare"})
    message = refused(config("bare", profile="bare-profile"), "layouts.none", ExitCode.PROFILE)
    assert "no enabled plugin offers layouts" in message


def test_the_bill_of_materials_names_every_part(site: Path) -> None:
    which = config()
    lineup = load_lineup(which)
    bill = {(each.kind, each.name): each for each in bill_of_materials(lineup)}
    digest = hashlib.sha256((site / "fake_one.py").read_bytes()).hexdigest()
    plugin = bill["plugin", "one"]
    assert (plugin.version, plugin.origin, plugin.digest) == ("1.2", "fake-one 1.2", digest)
    assert bill["service", "qc-service"].version == __version__
    assert len(bill["service", "qc-service"].digest) == 64
    assert bill["profile", "one-profile"].digest == record_digest(lineup.profile)
    assert bill["layout", "one-layout"].digest == record_digest(lineup.layouts[0])
    assert bill["library", "cv2"].version == cv2.__version__
    assert {"python", "numpy"} <= {name for kind, name in bill if kind == "library"}
    assert bill["config", "configuration"].digest == config_digest(which)
    assert len(bill) == len(lineup.components)


def test_one_changed_byte_of_a_package_changes_its_digest(site: Path) -> None:
    package = site / "fake_package"
    package.mkdir()
    (package / "__init__.py").write_text(SINK, encoding="utf-8")
    (package / "limits.toml").write_text("a = 1\n", encoding="utf-8")
    install(site, "fake-package", {}, {"package": "fake_package"})
    (before,) = load_plugins(config("package"))
    (package / "limits.toml").write_text("a = 2\n", encoding="utf-8")
    (after,) = load_plugins(config("package"))
    assert before.component.digest != after.component.digest
    (package / "__pycache__").mkdir(exist_ok=True)
    (package / "__pycache__" / "x.pyc").write_bytes(b"x")
    (cached,) = load_plugins(config("package"))
    assert cached.component.digest == after.component.digest


def test_importers_and_formats_need_neither_profile_nor_layouts(site: Path) -> None:
    source = SINK.replace("qc_sinks", "qc_layout_importers").replace(
        "deliver(self, entry)", "convert(self, data, name)"
    )
    install(site, "fake-import", {"fake_import": source}, {"import": "fake_import"})
    which = config("import", profile="nowhere")
    assert [each.name for each in importers(which)] == ["{name}"]
    assert load_formats(which) == ()


def test_importing_the_loader_imports_no_plugin_and_no_opencv() -> None:
    code = (
        "import sys, qc_service.adapters.plugin_loading; "
        "print([name for name in sys.modules "
        "if name == 'cv2' or name.startswith('qc_') and not name.startswith('qc_service')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
