"""The observer's page: one HTML file that checks a bundle in any browser, without a network.

It is put together from the parts in `observer/`. Its policy allows exactly its own script and
style, by their hashes, and no source of anything else.
"""

import base64
import hashlib
from importlib.resources import files

SCRIPTS = ("hashes.js", "ed25519.js", "draw.js", "checks.js", "words.js", "page.js")
"""In the order in which they need each other."""


def observer_page() -> bytes:
    """Give the page; the same version of the program gives the same bytes."""
    script = '"use strict";\n' + "\n".join(map(_part, SCRIPTS))
    style = _part("page.css")
    policy = (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "base-uri 'none'; form-action 'none'"
    )
    page = _part("page.html")
    for name, text in (("policy", policy), ("style", style), ("script", script)):
        page = page.replace("{{ " + name + " }}", text)
    return page.encode()


def _part(name: str) -> str:
    return files("qc_service.reports").joinpath("observer", name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """Give a hash as a content security policy names it (CSP Level 3, 2.3.1)."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
