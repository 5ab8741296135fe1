"""The observer's page in a real browser, opened from a file: whole bundles and tampered ones."""

import hashlib
import json
import random
import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import FilePayload, Page

from browser import chromium, need_chromium
from bundles import (
    DICE,
    DOCUMENT,
    OTHER,
    OURS,
    TAMPERINGS,
    bundle_of,
    changed,
    draw,
    public_of,
    sealed_rows,
    story,
)
from qc_service.flow.verifying import CHECKS
from qc_service.model.checks import SampleKind
from qc_service.model.events import Genesis
from qc_service.recording.chain import leaf
from qc_service.recording.checkpoints import fingerprint
from qc_service.recording.merkle import root_of
from qc_service.reports.observer_page import observer_page
from qc_service.sampling.bounds import Prior, Sample, ppr_upper

pytestmark = pytest.mark.browser

FINGERPRINT = fingerprint(public_of(OURS))


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """Open the page from a file, as an observer does, with the network cut."""
    need_chromium()
    file = tmp_path_factory.mktemp("page") / "observer.html"
    file.write_bytes(observer_page())
    with chromium() as browser:
        context = browser.new_context(offline=True, locale="en-GB")
        page = context.new_page()
        page.goto(file.as_uri())
        yield page


@pytest.fixture
def page(opened: Page) -> Page:
    """Begin anew; anything written to the console is a fault of the page."""
    opened.reload()
    return opened


def drop(page: Page, data: bytes, document: bytes = DOCUMENT, paper: str = FINGERPRINT) -> None:
    """Type the fingerprint, give the page a bundle and a document, and wait for its verdict."""
    page.fill("#fingerprint", paper)
    files: list[FilePayload] = [
        {"name": "control.json", "mimeType": "", "buffer": data},
        {"name": "log.pdf", "mimeType": "", "buffer": document},
    ]
    page.set_input_files("#files", files)
    page.wait_for_selector(".verdict.good, .verdict.bad")


def states(page: Page) -> dict[str, str]:
    steps = page.query_selector_all("[data-check]")
    return {
        str(each.get_attribute("data-check")): str(each.get_attribute("data-state"))
        for each in steps
    }


def test_a_whole_bundle_passes_every_check_without_a_word_to_the_console(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.reload()
    drop(page, bundle_of())
    assert states(page) == dict.fromkeys(CHECKS, "holds")
    assert page.inner_text(".verdict") == "Everything that can be checked holds."
    assert page.inner_text("[data-fact=key]") == FINGERPRINT
    root = json.loads(bundle_of().split(b"\n")[0])["root"]
    assert page.inner_text("[data-fact=root]") == root
    assert "the same as published" in page.inner_text("main")
    assert said == []


@pytest.mark.parametrize("name", TAMPERINGS)
def test_each_tampering_is_named_by_the_right_check(page: Page, name: str) -> None:
    check, make = TAMPERINGS[name]
    drop(page, make())
    assert "bad" in str(page.get_attribute("#verdict > div", "class"))
    failed = [each for each, state in states(page).items() if state == "fails"]
    assert failed[0] == check
    reason = page.inner_text(f"[data-check={check}] .wrong")
    assert reason
    assert "{" not in reason
    assert reason in page.inner_text(".verdict")


def test_a_document_that_is_not_the_published_one_is_named(page: Page) -> None:
    drop(page, bundle_of(), document=b"forged")
    assert states(page)["documents"] == "fails"
    assert "log.pdf" in page.inner_text("[data-check=documents] .wrong")


def test_a_fingerprint_typed_afterwards_is_compared_at_once(page: Page) -> None:
    drop(page, bundle_of(), paper="")
    page.fill("#digits-1", "123")
    page.fill("#fingerprint", fingerprint(public_of(OTHER)))
    assert states(page)["key"] == "fails"
    page.fill("#fingerprint", FINGERPRINT.upper().replace(" ", ""))
    assert states(page)["key"] == "holds"
    assert page.input_value("#digits-1") == "123"


def test_a_root_that_was_noted_on_the_way_is_looked_for(page: Page) -> None:
    data = bundle_of()
    drop(page, data)
    checkpoint = re.search(rb'\\"root\\":\\"([0-9a-f]{64})', data)
    assert checkpoint is not None
    first_row = sealed_rows(story(), OURS, public_of(OURS))[:1]
    after_one = root_of([leaf(*first_row[0])]).hex()
    for root in (checkpoint[1].decode(), after_one.upper(), ""):
        page.fill("#root", root)
        page.press("#root", "Tab")
        assert states(page)["end"] == "holds"
    page.fill("#root", "ab" * 32)
    page.press("#root", "Tab")
    assert states(page)["end"] == "fails"


def test_without_a_fingerprint_people_are_told_to_compare_it(page: Page) -> None:
    drop(page, bundle_of(), paper="")
    assert "compare the fingerprint" in page.inner_text(".verdict")


def test_an_unsigned_bundle_is_told_to_be_unsigned(page: Page) -> None:
    without_key = changed(Genesis, lambda first: Genesis(first.made_at, first.version, ()))
    drop(page, bundle_of(without_key, key=None), paper="")
    assert states(page) == dict.fromkeys(CHECKS, "holds")
    assert "nobody has signed it" in page.inner_text(".verdict")


@pytest.mark.parametrize(
    ("code", "verdict", "holds"),
    [
        ("nb", "Alt som kan kontrolleres, stemmer.", "Stemmer"),
        ("nn", "Alt som kan kontrollerast, stemmer.", "Stemmer"),
        ("en", "Everything that can be checked holds.", "Holds"),
    ],
)
def test_it_speaks_three_languages(page: Page, code: str, verdict: str, holds: str) -> None:
    drop(page, bundle_of())
    page.click(f"button[lang={code}]")
    assert page.get_attribute("html", "lang") == code
    assert page.inner_text(".verdict") == verdict
    assert page.inner_text("[data-check=seal] .said") == holds


def test_every_text_is_there_in_every_language(page: Page) -> None:
    keys = page.evaluate(
        """() => Object.values(WORDS).map((words) => JSON.stringify([
          Object.keys(words).sort(), Object.keys(words.checks), Object.keys(words.broken).sort(),
          Object.values(words.broken).map((text) => (text.match(/[{]\\w+[}]/g) || []).sort()),
        ]))"""
    )
    assert len(keys) == 3
    assert len(set(keys)) == 1


def test_an_observer_draws_again_with_the_digits_read_aloud(page: Page) -> None:
    drop(page, bundle_of())
    page.fill("#digits-1", " ".join(DICE))
    page.click("form.redo button")
    assert page.get_attribute("[data-same]", "data-same") == "true"
    recorded = draw()
    first = [
        each.name
        for each in recorded.samples
        if each.kind is SampleKind.RANDOM and each.name and each.order == 1
    ]
    tables = [each.inner_text() for each in page.query_selector_all("form.redo ~ div table")]
    assert all(any(name in text for text in tables) for name in first)
    assert "no" not in " ".join(tables).split()
    page.fill("#digits-1", "1234")
    page.click("form.redo button")
    assert page.get_attribute("[data-same]", "data-same") == "false"


def test_its_own_arithmetic_is_that_of_the_service(page: Page) -> None:
    dice = random.Random(20270913)  # noqa: S311 - samples, not secrets
    samples = []
    for _ in range(300):
        papers = dice.randint(1, 50_000)
        checked = dice.randint(0, min(papers, 2000))
        samples.append(Sample(papers, checked, min(checked, dice.randint(0, 9))))
    for risk, prior in ((0.05, Prior()), (0.0125, Prior(1.0, 100.0))):
        ours = [ppr_upper(each, risk, prior) for each in samples]
        cases = [
            [each.papers, each.checked, each.errors, risk, [prior.a, prior.b]] for each in samples
        ]
        assert page.evaluate("(all) => all.map((each) => upperBound(...each))", cases) == ours
    texts = ["", "abc", "é" * 200, "x" * 119, "x" * 120, "x" * 55, "x" * 56, "x" * 64]
    for name, algorithm in (("sha256", hashlib.sha256), ("sha512", hashlib.sha512)):
        theirs = page.evaluate(f"(all) => all.map((each) => toHex({name}(utf8(each))))", texts)
        assert theirs == [algorithm(text.encode()).hexdigest() for text in texts]


def test_its_own_signature_check_is_the_browser_s(page: Page) -> None:
    message = b"some words"
    public, signature = public_of(OURS), OURS.sign(message).hex()
    cases = [
        [public, signature],
        [public_of(OTHER), signature],
        [public, "00" * 64],
        [public, signature[:64] + "ff" * 32],
        ["ff" * 32, signature],
    ]
    both = page.evaluate(
        """async (cases) => Promise.all(cases.map(async ([key, signature]) => [
          isSignedHere(fromHex(key), utf8("some words"), fromHex(signature)),
          await isSigned(key, utf8("some words"), signature),
        ]))""",
        cases,
    )
    assert both == [[True, True]] + [[False, False]] * 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_is_accessible(page: Page, scheme: str) -> None:
    page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
    drop(page, TAMPERINGS["a bound is made smaller"][1]())
    found = Axe().run(page).response["violations"]
    assert [(each["id"], each["nodes"][0]["html"]) for each in found] == []


def test_the_page_is_one_file_that_points_nowhere_and_runs_only_its_own_script() -> None:
    text = observer_page().decode()
    assert text == observer_page().decode()
    assert not re.search(r"https?://|\bsrc=|@import|url\(", text)
    policy = text.split('Content-Security-Policy" content="')[1].split('"')[0]
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    assert "{{" not in text.split("<script>")[0]
