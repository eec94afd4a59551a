"""Mail leaves once, after the commit, by a real SMTP conversation; what does not go is tried again, not lost."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from consult.config import Settings, read_settings
from consult.mail import MOST_TRIES, send_waiting_mail
from consult.outbox import Mail, queue_mail
from surveys.database import Database
from tests import make

LINK = "https://heed.example/account/reset/abc"


class Postbox(socketserver.StreamRequestHandler):
    """As much of an SMTP server as one letter needs."""

    def handle(self) -> None:
        self._say("220 here")
        while line := self.rfile.readline().decode().strip():
            word = line.split()[0].upper()
            if word == "DATA":
                self._say("354 go on")
                lines = iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), ".")
                self.server.letters.append("\n".join(lines))  # type: ignore[attr-defined]
                self._say("250 kept")
            elif word == "QUIT":
                self._say("221 bye")
                return
            elif word == "RCPT" and "nobody" in line:
                self._say("550 no such person")
            else:
                self._say("250 fine")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def postbox() -> Iterator[socketserver.ThreadingTCPServer]:
    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Postbox)
    server.letters = []  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def settings(environ: dict[str, str], postbox: socketserver.ThreadingTCPServer) -> Settings:
    port = postbox.server_address[1]
    return replace(read_settings(environ), mail_url=f"smtp://127.0.0.1:{port}", mail_from="heed@wexmoor.example")


def put(database: Database, recipient: str = "it@wexmoor.example") -> int:
    with database.unit_of_work() as db:
        mail = queue_mail(db, recipient, "A new\npassword", f"Dear Ida,\n\n{LINK}\n", at=make.NOON)
        db.flush()
        return mail.id


def look(database: Database, mail_id: int) -> Mail:
    with database.reading() as db:
        return db.get_one(Mail, mail_id)


def test_a_letter_goes_once_and_is_emptied_when_it_has_gone(database: Database, settings: Settings, postbox):
    mail_id = put(database)
    assert send_waiting_mail(database, settings, at=make.NOON) == 1
    assert send_waiting_mail(database, settings, at=make.NOON) == 0
    (letter,) = postbox.letters
    assert LINK in letter and "Subject: A new password" in letter and "To: it@wexmoor.example" in letter
    kept = look(database, mail_id)
    assert kept.sent_at is not None and kept.body == ""


def test_two_workers_at_one_moment_send_a_letter_once(database: Database, settings: Settings, postbox):
    put(database)
    barrier = threading.Barrier(2)

    def send() -> None:
        barrier.wait()
        send_waiting_mail(database, settings, at=make.NOON)

    threads = [threading.Thread(target=send) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(postbox.letters) == 1


def test_a_letter_that_is_refused_is_tried_again_later_and_later_and_then_left(
    database: Database, settings: Settings, caplog: pytest.LogCaptureFixture
):
    mail_id = put(database, "nobody@wexmoor.example")
    for _ in range(3):
        send_waiting_mail(database, settings, at=make.NOON)
    kept = look(database, mail_id)
    assert (kept.attempts, kept.sent_at, LINK in kept.body) == (1, None, True), "tried again at once"
    for hours in range(1, 2 * MOST_TRIES):
        send_waiting_mail(database, settings, at=make.NOON + timedelta(hours=hours))
    kept = look(database, mail_id)
    assert kept.attempts == MOST_TRIES and kept.last_error == "SMTPRecipientsRefused"
    assert "nobody@" not in caplog.text and LINK not in caplog.text


def test_one_letter_that_cannot_go_does_not_hold_up_the_next(database: Database, settings: Settings, postbox):
    put(database, "nobody@wexmoor.example")
    put(database)
    assert send_waiting_mail(database, settings, at=make.NOON) == 1
    assert len(postbox.letters) == 1


def test_without_a_mail_server_everything_waits(database: Database, settings: Settings):
    mail_id = put(database)
    assert send_waiting_mail(database, replace(settings, mail_url=""), at=make.NOON) == 0
    assert look(database, mail_id).attempts == 0


def test_a_mail_server_that_is_away_loses_nothing(database: Database, settings: Settings):
    mail_id = put(database)
    away = replace(settings, mail_url="smtp://127.0.0.1:9")
    assert send_waiting_mail(database, away, at=make.NOON) == 0
    assert send_waiting_mail(database, settings, at=make.NOON + timedelta(minutes=1)) == 1
    with database.reading() as db:
        assert db.scalar(select(Mail.last_error).where(Mail.id == mail_id)) is None
