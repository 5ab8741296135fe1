"""Who is signed in: PINs tried with growing waits, sessions kept in memory and never on disk."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from qc_service.adapters.people_file import Enrolled, find, knows, load_people
from qc_service.model.acts import Refusal
from qc_service.model.errors import QcError
from qc_service.model.people import Person

SESSION_SECONDS = 12 * 3600.0
"""Longest one signs in for: a night of counting."""

IDLE_SECONDS = 3600.0
"""A screen that nobody touched for so long is nobody's any more."""

FREE_TRIES = 5
"""Wrong PINs in a row before one has to wait."""

WAIT_SECONDS, WAIT_MOST_SECONDS = 30.0, 900.0
"""The first wait, doubled with each further wrong PIN, and the longest."""

NAMES_MOST = 1000
"""Names whose tries are kept apart; what is more is no hall's staff, and waits together."""


@dataclass(frozen=True)
class Session:
    """Somebody signed in; `token` must come with everything they do (against forged requests)."""

    person: Person
    token: str


@dataclass
class _Kept:
    session: Session
    since: float
    seen: float


@dataclass
class _Tried:
    wrong: int = 0
    until: float = 0.0


class Doorkeeper:
    """Signs people in and knows them again. Any thread may call any method.

    `clock` gives seconds that only rise, `today` the day in which a confirmation holds.
    """

    def __init__(self, file: Path, clock: Callable[[], float], today: Callable[[], str]) -> None:
        """Read the file of people. Raises QcError `people.*`."""
        self._file, self._clock, self._today = file, clock, today
        self._people: tuple[Enrolled, ...] = load_people(file)
        self._lock = Lock()
        self._trying = Lock()
        self._sessions: dict[str, _Kept] = {}
        self._tried: dict[str, _Tried] = {}

    def today(self) -> str:
        """Give the day in which a confirmation holds."""
        return self._today()

    def sign_in(
        self, name: str, pin: str, lets_in: Callable[[Person], Refusal | None]
    ) -> str | Refusal:
        """Sign somebody in; give the secret of the session, for the cookie, or why not.

        `lets_in` is asked about whoever gave the right PIN, before anybody is signed in.
        """
        person = self.vouch(name, pin)
        if isinstance(person, Refusal):
            return person
        if (refusal := lets_in(person)) is not None:
            return refusal
        with self._lock:
            now = self._clock()
            self._forget(now)
            secret = secrets.token_urlsafe(32)
            session = Session(person, secrets.token_urlsafe(32))
            self._sessions[_key(secret)] = _Kept(session, now, now)
            return secret

    def vouch(self, name: str, pin: str) -> Person | Refusal:
        """Give the person whose name and PIN these are, or why not; wrong ones must wait."""
        with self._lock:
            tried = self._tries(name)
            wait = tried.until - self._clock()
            if wait > 0:
                return Refusal("people.wait", f"too many wrong PINs: wait {wait:.0f} s")
            # Counted before it is tried: many tries at one time are many tries.
            tried.wrong += 1
            if tried.wrong > FREE_TRIES:
                doubled = WAIT_SECONDS * 2.0 ** min(tried.wrong - FREE_TRIES - 1, 10)
                tried.until = self._clock() + min(doubled, WAIT_MOST_SECONDS)
            enrolled = find(self._now(), name)
        # One at a time: each try takes 16 MiB.
        with self._trying:
            right = knows(enrolled, pin)
        if not right or enrolled is None:
            return Refusal("people.wrong", "name or PIN is wrong")
        with self._lock:
            self._tried.pop(name, None)
        return enrolled.person()

    def session(self, secret: str, *, touched: bool = True) -> Session | None:
        """Give the session of a cookie while it lasts; `touched` where a person did something."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            kept = self._sessions.get(_key(secret))
            if kept is None:
                return None
            enrolled = find(self._now(), kept.session.person.name)
            if enrolled is None or enrolled.person() != kept.session.person:
                return None
            if touched:
                kept.seen = now
            return kept.session

    def sign_out(self, secret: str) -> None:
        """End a session."""
        with self._lock:
            self._sessions.pop(_key(secret), None)

    def _now(self) -> tuple[Enrolled, ...]:
        """Give the people as the file has them now; as before where it cannot be read."""
        try:
            self._people = load_people(self._file)
        except QcError:
            return self._people
        return self._people

    def _tries(self, name: str) -> _Tried:
        if name not in self._tried and len(self._tried) >= NAMES_MOST:
            name = ""
        return self._tried.setdefault(name, _Tried())

    def _forget(self, now: float) -> None:
        for key, kept in list(self._sessions.items()):
            if now - kept.since > SESSION_SECONDS or now - kept.seen > IDLE_SECONDS:
                del self._sessions[key]


def _key(secret: str) -> str:
    """Give what a session is kept under: a copy of the memory gives no cookie away."""
    return hashlib.sha256(secret.encode()).hexdigest()
