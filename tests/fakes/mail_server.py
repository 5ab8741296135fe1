"""A small real SMTP server: takes messages, or refuses as the test says."""

import base64
import email
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import cast


@dataclass
class Mailbox:
    """A running server: its port, what it says to whom (`refused`, by address), what it took."""

    port: int = 0
    refused: dict[str, int] = field(default_factory=dict)
    data_reply: int = 250
    logins: list[str] = field(default_factory=list)
    taken: list[EmailMessage] = field(default_factory=list)
    encrypted: list[bool] = field(default_factory=list)
    hang: bool = False
    over: threading.Event = field(default_factory=threading.Event)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    box = Mailbox()
    context: ssl.SSLContext | None = None
    wrapped = False
    password = ""

    def handle_error(self, request: object, client_address: object) -> None:
        """Say nothing of lines that the other side cut."""


class _Handler(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.mine = cast("_Server", self.server)
        self.box, self.secure = self.mine.box, self.mine.wrapped
        if self.box.hang:
            self.box.over.wait(30)
            return
        self.say("220 test")
        while line := self.rfile.readline().decode().strip():
            word, _, rest = line.partition(" ")
            if not getattr(self, f"smtp_{word.lower()}")(rest):
                return

    def finish(self) -> None:
        super().finish()
        self.request.close()

    def say(self, text: str) -> bool:
        self.wfile.write(text.encode() + b"\r\n")
        return True

    def smtp_ehlo(self, _rest: str) -> bool:
        self.say("250-test")
        if self.mine.context and not self.secure:
            self.say("250-STARTTLS")
        if self.mine.password:
            self.say("250-AUTH PLAIN")
        return self.say("250 SMTPUTF8")

    def smtp_starttls(self, _rest: str) -> bool:
        assert self.mine.context is not None
        self.say("220 go on")
        self.request = self.mine.context.wrap_socket(self.request, server_side=True)
        self.secure = True
        self.setup()
        return True

    def smtp_auth(self, rest: str) -> bool:
        _, user, told = base64.b64decode(rest.split()[1]).decode().split("\0")
        self.box.logins.append(user)
        return self.say("235 welcome" if told == self.mine.password else "535 no")

    def smtp_mail(self, _rest: str) -> bool:
        return self.say("250 well")

    def smtp_rcpt(self, rest: str) -> bool:
        address = rest.split("<")[1].split(">", maxsplit=1)[0]
        return self.say(f"{self.box.refused.get(address, 250)} {address}")

    def smtp_data(self, _rest: str) -> bool:
        self.say("354 go on")
        lines = []
        while (line := self.rfile.readline()) != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        if self.box.data_reply < 400:
            self.box.taken.append(email.message_from_bytes(b"".join(lines), policy=default))
            self.box.encrypted.append(self.secure)
        return self.say(f"{self.box.data_reply} taken")

    def smtp_rset(self, _rest: str) -> bool:
        return self.say("250 well")

    def smtp_quit(self, _rest: str) -> bool:
        self.say("221 bye")
        return False


@contextmanager
def mailbox(
    certificate: tuple[Path, Path] | None = None, *, wrapped: bool = False, password: str = ""
) -> Iterator[Mailbox]:
    """Have a server; with a certificate it offers STARTTLS, or is encrypted from the start."""
    with _Server(("127.0.0.1", 0), _Handler) as server:
        server.wrapped, server.password = wrapped, password
        if certificate:
            server.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            server.context.load_cert_chain(*certificate)
            if wrapped:
                server.socket = server.context.wrap_socket(server.socket, server_side=True)
        server.box = Mailbox(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield server.box
        finally:
            server.box.over.set()
            server.shutdown()
            thread.join()
