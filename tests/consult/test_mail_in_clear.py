"""Letters hold links that let people in, so they leave this machine encrypted or not at all."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import select

from consult.config import read_settings
from consult.mail import send_waiting_mail
from consult.outbox import Mail, queue_mail
from surveys.database import Database
from tests import make

NEXT_DOOR = "127.0.0.2"  # reached like another machine: it is not one of the names of this one


class Postbox(socketserver.StreamRequestHandler):
    """A mail server that says what it can do and writes down what it is told."""

    def handle(self) -> None:
        self.wfile.write(b"220 here\r\n")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            self.server.told.append(word)  # type: ignore[attr-defined]
            answers = {"EHLO": self.server.greeting, "STARTTLS": b"454 not now\r\n"}  # type: ignore[attr-defined]
            self.wfile.write(answers.get(word, b"250 fine\r\n"))


@pytest.fixture
def postbox(request: pytest.FixtureRequest) -> Iterator[socketserver.ThreadingTCPServer]:
    server = socketserver.ThreadingTCPServer((NEXT_DOOR, 0), Postbox)
    server.told, server.greeting = [], request.param  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize(
    ("postbox", "told"),
    [(b"250-here\r\n250 STARTTLS\r\n", ["EHLO", "STARTTLS"]), (b"250 here\r\n", ["EHLO"])],
    indirect=["postbox"],
)
def test_a_password_or_a_letter_never_goes_to_another_machine_in_clear(
    database: Database, environ: dict[str, str], postbox: socketserver.ThreadingTCPServer, told: list[str]
):
    port = postbox.server_address[1]
    settings = replace(
        read_settings(environ), mail_url=f"smtp://heed:hush@{NEXT_DOOR}:{port}", mail_from="h@wexmoor.example"
    )
    with database.unit_of_work() as db:
        queue_mail(db, "it@wexmoor.example", "A link", "https://heed.example/account/new-password/x", at=make.NOON)
    assert send_waiting_mail(database, settings, at=make.NOON) == 0
    seen = [word for word in postbox.told if word not in ("QUIT", "RSET")]  # type: ignore[attr-defined]
    assert seen == told, "neither AUTH nor MAIL nor DATA"
    with database.reading() as db:
        mail = db.scalars(select(Mail)).one()
    assert mail.sent_at is None and mail.last_error and mail.body, "it waits for a server that can"
