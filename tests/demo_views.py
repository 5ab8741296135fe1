"""A person before the demo's pages in a real browser, and all that must never happen there."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, Response

LAPTOP = (1366, 768)

WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

POLICY = """document.addEventListener("securitypolicyviolation", (event) =>
  console.error("against the policy: " + event.violatedDirective + " " + event.blockedURI));"""
"""A page that breaks its own content security policy says so on the console."""

REFUSED = "Failed to load resource"
"""What a browser writes to the console of a page that is answered with a code of 400 or more."""


@dataclass
class Visit:
    """One person's browser on the pages; `told` is what its console complained of."""

    at: str
    page: Page
    asked: list[str] = field(default_factory=list)
    told: list[str] = field(default_factory=list)

    def go(self, path: str, lang: str = "nb") -> Response:
        """Open a view as a link does, and give what the service answered."""
        address, _, place = path.partition("#")
        sign = "&" if "?" in address else "?"
        answer = self.page.goto(f"{self.at}{address}{sign}lang={lang}{place and f'#{place}'}")
        assert answer is not None
        if answer.status >= 400:
            self.told = [text for text in self.told if REFUSED not in text]
        return answer

    def sign_in(self, name: str, pin: str) -> None:
        """Sign in on the page for it."""
        self.go("/sign-in?next=/checks")
        self.page.fill("[name=name]", name)
        self.page.fill("[name=pin]", pin)
        self.page.check("[name=no_candidate]")
        self.page.click("main button[type=submit]")
        self.page.wait_for_url(lambda url: "/sign-in" not in url)

    def live(self) -> None:
        """Wait until the page hears the service."""
        self.page.wait_for_selector('#contact[data-state="live"]')

    def accessible(self) -> list[str]:
        """Give what keeps anybody from reading the page."""
        found = Axe().run(self.page, options={"runOnly": WCAG}).response["violations"]
        return [
            f"{fault['id']}: {node['html'][:200]}" for fault in found for node in fault["nodes"]
        ]

    def fits(self) -> bool:
        """Say whether nothing is to be scrolled sideways."""
        wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        return bool(self.page.evaluate(wide) <= 0)

    def elsewhere(self) -> list[str]:
        """Give the requests that did not go to the service."""
        return [url for url in self.asked if not url.startswith(f"{self.at}/")]

    def shoot(self, folder: Path | None, name: str, size: tuple[int, int]) -> None:
        """Take a picture for the documents, where they are asked for."""
        if folder is None:
            return
        self.page.set_viewport_size({"width": size[0], "height": size[1]})
        self.page.wait_for_timeout(300)
        (folder / name).write_bytes(self.page.screenshot())


@contextmanager
def visiting(browser: Browser, at: str, size: tuple[int, int] = LAPTOP) -> Iterator[Visit]:
    """Open a browser for one person, and hold at the end what must hold all the time."""
    context = browser.new_context(
        viewport={"width": size[0], "height": size[1]},
        color_scheme="light",
        locale="nb-NO",
        timezone_id="Europe/Oslo",
    )
    context.add_init_script(POLICY)
    visit = Visit(at, context.new_page())
    visit.page.on("request", lambda request: visit.asked.append(request.url))
    visit.page.on("console", lambda message: visit.told.append(message.text))
    visit.page.on("pageerror", lambda error: visit.told.append(str(error)))
    try:
        yield visit
        assert visit.told == []
        assert visit.elsewhere() == []
    finally:
        context.close()
