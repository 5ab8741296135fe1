"""A whole evening at the check desk in a real browser: two people, a cut network, a restart."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from msgspec.structs import replace
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response, expect

from check_desks import PINS, attended, begun
from check_nights import SEED, truth
from fakes.running import entries
from qc_service.adapters.config import Config
from qc_service.flow.replaying import replay
from qc_service.model.acts import ActRecord, CheckEntered, RoundSigned
from qc_service.model.checks import Draw, Outcome, PaperShows, Sample

pytestmark = pytest.mark.browser

STAMP = "present"


@dataclass
class Screen:
    """One person's browser."""

    name: str
    context: BrowserContext
    page: Page
    heard: list[str]

    def sign_in(self, at: str) -> None:
        self.page.goto(f"{at}/checks?lang=en")
        self.page.get_by_label("Name or initials").fill(self.name)
        self.page.get_by_label("PIN", exact=True).fill(PINS[self.name])
        self.page.get_by_label(re.compile("I stand on no list")).check()
        look_well(self.page)
        self.page.get_by_role("button", name="Sign in").click()

    def together(self, what: str, other: str) -> None:
        form = self.page.locator(f'form[action*="/checks/{what}"]')
        form.get_by_label("The second one's name").fill(other)
        form.get_by_label("The second one's PIN").fill(PINS[other])
        form.get_by_label(re.compile("The second one stands on no list")).check()
        form.locator("button[type=submit]").click()

    def open(self, sample: str) -> None:
        """Open a sample as a barcode reader does: it types the label and Enter."""
        self.page.locator("#wanted").fill(sample)
        self.page.keyboard.press("Enter")
        expect(self.page.locator("#desk h2")).to_contain_text(sample)

    def enter(self, shows: PaperShows) -> None:
        """Fill in the open form with the keyboard alone, and save."""
        page, keyboard = self.page, self.page.keyboard
        if shows.counts:
            for field in page.locator("#desk [data-style]").all():
                keyboard.type(str(shows.counts.get(field.get_attribute("data-style") or "", 0)))
                keyboard.press("Enter")
        else:
            page.locator("#desk select").select_option(shows.style)
            page.locator("#desk select").press("Enter")
            for _, option in shows.marked:
                keyboard.type(str(int(option.removeprefix("k"))))
                keyboard.press("Enter")
            keyboard.press("Enter")
            keyboard.press("Tab")
            keyboard.press("Space")
            page.locator(f"#desk [name=stamp][value={STAMP}]").focus()
            keyboard.press("Space")
        page.locator("#desk button[type=submit]").focus()
        keyboard.press("Enter")


def state_of(one: Screen, sample: Sample) -> Locator:
    """Give where the list says how a sample stands."""
    return one.page.locator(f'[data-sample="{sample.id}"] .state')


def look_well(page: Page) -> None:
    """Hold a page against WCAG 2.2 AA."""
    options = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}
    found = Axe().run(page, options=options)
    assert found.violations_count == 0, found.generate_report()
    wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    assert not wide, "the page is wider than the screen"


def screen(browser: Browser, at: str, name: str) -> Screen:
    # One works in the dark and on a small screen.
    small = name == "CD"
    context = browser.new_context(
        viewport={"width": 390, "height": 900} if small else {"width": 1366, "height": 900},
        color_scheme="dark" if small else "light",
    )
    page = context.new_page()
    heard: list[str] = []

    def keep(response: Response) -> None:
        if response.url.startswith(at) and "/static/" not in response.url and response.status < 300:
            heard.append(response.text())

    page.on("response", keep)
    found = Screen(name, context, page, heard)
    found.sign_in(at)
    return found


def drawn(config: Config) -> Draw:
    (draw,) = [each for each in entries(config) if isinstance(each, Draw)]
    return draw


def said(sample: Sample) -> PaperShows:
    """Give what people enter: what truly is there, and a clear stamp."""
    return truth(sample)


def hold_the_ceremony(one: Screen, other: str) -> None:
    page = one.page
    look_well(page)
    one.together("commit", other)
    expect(page.get_by_role("heading", name="Round 1")).to_be_visible()
    page.get_by_label("The digits").fill(" ".join(re.findall("....", SEED)))
    look_well(page)
    one.together("seed", other)
    expect(page.get_by_text("Pick list, in the order of the boxes")).to_be_visible()
    look_well(page)


def take_out(one: Screen, box: str, other: str) -> None:
    one.page.get_by_role("link", name=box).click()
    one.page.get_by_label("Number on the seal").fill("4711")
    one.page.get_by_label("The seal was unbroken.").check()
    look_well(one.page)
    one.together("take", other)
    expect(one.page.locator("#samples button").first).to_be_visible()


def put_back(one: Screen, other: str) -> None:
    one.page.get_by_label("Number on the new seal").fill("4712")
    one.together("return", other)
    expect(one.page.get_by_text("Take the box out")).to_be_visible()
    one.page.get_by_role("link", name="to the pick list").click()


def agree(ann: Screen, bo: Screen, sample: Sample) -> None:
    """Both see the same, with the keyboard and the barcode reader alone."""
    for each in (ann, bo):
        each.open(sample.id)
        look_well(each.page)
        each.enter(said(sample))
        expect(each.page.locator("#announce")).to_have_text(f"{sample.id} is saved.")
    expect(state_of(ann, sample)).to_contain_text("Settled")


def differ(ann: Screen, bo: Screen, sample: Sample) -> None:
    """Neither is told what the other saw before both have entered; then they look together."""
    ann.open(sample.id)
    ann.enter(said(sample))
    expect(state_of(ann, sample)).to_contain_text("You have")
    bo.open(sample.id)
    bo.enter(PaperShows("H", (("personstemmer", "k02"),)))
    expect(state_of(bo, sample)).to_contain_text("look together")
    bo.open(sample.id)
    expect(bo.page.get_by_role("heading", name="AB entered")).to_be_visible()
    look_well(bo.page)
    bo.page.get_by_role("button", name="Look at the paper together").click()
    bo.page.get_by_label("The second one's name").first.fill("AB")
    bo.page.get_by_label("The second one's PIN").first.fill("000000")
    look_well(bo.page)
    fill_together(bo, said(sample))
    expect(bo.page.locator("#desk .refusal")).to_have_text("Name or PIN is wrong.")
    bo.page.get_by_label("The second one's PIN").first.fill(PINS["AB"])
    bo.page.locator("#desk button[type=submit]").click()
    expect(state_of(bo, sample)).to_contain_text("Settled")


def cut(ann: Screen, sample: Sample) -> None:
    """Without the network entries wait in the browser, and are told as unsent."""
    ann.context.set_offline(True)
    ann.open(sample.id)
    ann.enter(PaperShows("SS", (("personstemmer", "k03"),)))
    expect(ann.page.locator("#contact")).to_contain_text("No contact")
    expect(ann.page.locator("#contact")).to_contain_text("1 not sent")
    expect(state_of(ann, sample)).to_contain_text("not sent")
    look_well(ann.page)


def go_on(ann: Screen, bo: Screen, sample: Sample) -> None:
    """After a restart both sign in again; nothing is lost, and a wrong entry is corrected."""
    ann.context.set_offline(False)
    expect(ann.page.locator("#contact")).to_contain_text("signed out", timeout=20_000)
    ann.page.get_by_role("link", name="Sign in").click()
    sign_in_again(ann)
    expect(state_of(ann, sample)).to_contain_text("You have")
    correct(ann, sample, "typed the wrong number")
    bo.page.goto(ann.page.url)
    sign_in_again(bo)
    bo.open(sample.id)
    bo.enter(said(sample))
    expect(state_of(bo, sample)).to_contain_text("Settled")


def test_an_evening_at_the_check_desk(browser: Browser, tmp_path: Path) -> None:
    config = begun(tmp_path)
    with attended(config) as at:
        ann, bo = screen(browser, at, "AB"), screen(browser, at, "CD")
        hold_the_ceremony(ann, "CD")
        samples = drawn(config).samples
        whole, one, two = [each for each in samples if each.batch == samples[0].batch][:3]
        take_out(ann, f"Box {whole.batch}", "CD")
        bo.page.goto(ann.page.url)
        look_well(ann.page)
        agree(ann, bo, whole)
        differ(ann, bo, one)
        cut(ann, two)
        port = at.rpartition(":")[2]
    again = replace(config, service=replace(config.service, web=f"127.0.0.1:{port}"))
    with attended(again):
        go_on(ann, bo, two)
        finish(ann, bo, samples, {whole.id, one.id, two.id})
        look_well(ann.page)
    kept = entries(config)
    acts = [each.act for each in kept if isinstance(each, ActRecord)]
    assert isinstance(acts[-1], RoundSigned)
    looks = [each for each in acts if isinstance(each, CheckEntered)]
    assert [each.sample for each in looks if each.third] == [one.id]
    corrected = [(each.sample, each.reason) for each in looks if each.revision > 1]
    assert corrected == [(two.id, "typed the wrong number")]
    assert replay(kept).difference == ""


def fill_together(one: Screen, shows: PaperShows) -> None:
    page = one.page
    page.locator("#desk select").select_option(shows.style)
    for _, option in shows.marked:
        page.locator("#desk .entry input[inputmode=numeric]").fill(option.removeprefix("k"))
        page.keyboard.press("Enter")
    page.locator(f"#desk [name=stamp][value={STAMP}]").check()
    page.locator("#desk button[type=submit]").click()


def sign_in_again(one: Screen) -> None:
    one.page.get_by_label("Name or initials").fill(one.name)
    one.page.get_by_label("PIN", exact=True).fill(PINS[one.name])
    one.page.get_by_label(re.compile("I stand on no list")).check()
    one.page.get_by_role("button", name="Sign in").click()
    expect(one.page.locator("#contact")).to_contain_text("In contact")


def correct(one: Screen, sample: Sample, why: str) -> None:
    one.open(sample.id)
    one.page.get_by_role("button", name="Correct what I entered").click()
    one.page.get_by_label("Why is it corrected?").fill(why)
    fill_together(one, said(sample))
    expect(one.page.locator("#announce")).to_have_text(f"{sample.id} is saved.")


def finish(ann: Screen, bo: Screen, samples: tuple[Sample, ...], done: set[str]) -> None:
    """Enter what is left, box by box, return the boxes, and sign; not before all is settled."""
    boxes = list(dict.fromkeys(each.batch for each in samples))
    for box in boxes:
        if box != boxes[0]:
            take_out(ann, f"Box {box}", "CD")
            bo.page.goto(ann.page.url)
        for each in (sample for sample in samples if sample.batch == box):
            if each.id in done:
                continue
            for one in (ann, bo):
                one.open(each.id)
                if each is samples[-1]:
                    one.page.get_by_label("Not found").check()
                    one.page.locator("#desk button[type=submit]").click()
                else:
                    one.enter(said(each))
                expect(one.page.locator("#announce")).to_have_text(f"{each.id} is saved.")
        expect(ann.page.locator("#samples .done")).to_have_count(
            sum(sample.batch == box for sample in samples), timeout=20_000
        )
        if box == boxes[-1]:
            ann.page.get_by_role("link", name="to the pick list").click()
            expect(ann.page.get_by_text("Cannot be signed yet.")).to_be_visible()
            expect(ann.page.get_by_role("button", name="Sign", exact=True)).to_have_count(0)
            expect(ann.page.get_by_text(f"Not returned: box {box}")).to_be_visible()
            ann.page.get_by_role("link", name=f"Box {box}").click()
        put_back(ann, "CD")
    ann.together("sign", "CD")
    expect(ann.page.get_by_text("Signed by AB + CD")).to_be_visible()


def test_nothing_that_would_steer_is_sent_to_a_browser(browser: Browser, tmp_path: Path) -> None:
    config = begun(tmp_path)
    with attended(config) as at:
        ann, bo = screen(browser, at, "AB"), screen(browser, at, "CD")
        hold_the_ceremony(ann, "CD")
        samples = drawn(config).samples
        take_out(ann, f"Box {samples[0].batch}", "CD")
        bo.page.goto(ann.page.url)
        expect(bo.page.locator("#samples button").first).to_be_visible()
        secret = PaperShows("GF", (("personstemmer", "k07"),))
        ballot = next(each for each in samples if each.sheet is not None)
        ann.open(ballot.id)
        ann.enter(secret)
        expect(bo.page.locator("#contact")).to_contain_text("In contact")
        bo.page.wait_for_timeout(3500)
        states = [text for text in bo.heard if text.startswith("[")]
        assert states
        for text in states:
            assert "k07" not in text
            assert '"looks":[]' in text
        for text in bo.heard:
            for word in ("unsure", '"ticket"', "stratum=", "reread", "night/", ballot.ticket):
                assert word not in text, word
        assert Outcome.SEEN.value not in states[-1]
