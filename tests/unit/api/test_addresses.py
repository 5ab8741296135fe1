"""Web addresses: what is none, and where a secret may go."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qc_service.api.addresses import address_complaint, keeps_secrets


@pytest.mark.parametrize(
    "url",
    ["http://localhost", "https://a.example:8443/in?x=y", "http://[::1]:9093/", "http://127.0.0.1"],
)
def test_good_addresses(url: str) -> None:
    assert address_complaint(url) == ""


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("", "expected http://HOST"),
        ("a.example/in", "expected http://HOST"),
        ("ftp://a.example", "expected http://HOST"),
        ("https://", "expected http://HOST"),
        ("https://a.example:0", "expected http://HOST"),
        ("https://a.example/ b", "expected http://HOST"),
        ("https://a.example/\r\nX: y", "expected http://HOST"),
        ("https://å.example", "expected http://HOST"),
        ("https://a.example:99999", "not a web address"),
        ("https://[a.example", "not a web address"),
        ("https://x.example:word@a.example", "does not belong into an address"),
    ],
)
def test_bad_addresses(url: str, said: str) -> None:
    assert said in address_complaint(url)


@given(st.text())
def test_any_text_is_judged(url: str) -> None:
    assert isinstance(address_complaint(url), str)


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://a.example", True),
        ("http://a.example", False),
        ("http://localhost:9", True),
        ("http://[::1]/", True),
        ("http://127.0.0.1", True),
        ("http://127.0.0.1.example", False),
    ],
)
def test_secrets_go_only_where_nobody_listens(url: str, *, safe: bool) -> None:
    assert keeps_secrets(url) is safe
