"""A server that can be killed with all its processes, and residents who keep a ledger of the receipts they hold."""

from __future__ import annotations

import http.client
import os
import re
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from sqlalchemy import func, select

from surveys.collection import Answer, Response
from surveys.database import Database
from surveys.lifecycle import open_survey
from surveys.questions.base import field_name
from surveys.receipts import instance_of
from tests import make

ROOT = Path(__file__).resolve().parents[2]
FULL = os.environ.get("HEED_FULL") == "1"  # `make promises`: the full counts
QUESTIONS = 5


def free_port() -> int:
    """A port on loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@dataclass
class OpenSurvey:
    """A survey residents can answer: its public id, its id, and the ids of its questions with their form fields."""

    public_id: str
    id: int
    questions: list[int]
    fields: list[str]


def make_open_survey(database: Database) -> OpenSurvey:
    """A survey of five open questions on one page, open."""
    with database.unit_of_work() as db:
        survey = make.survey(db, make.consultation(db))
        questions = [make.question(db, survey, text=f"Question {number}") for number in range(QUESTIONS)]
        open_survey(db, survey, closes_at=None, at=make.NOON)
        fields = [field_name(question) for question in questions]  # type: ignore[arg-type]
        return OpenSurvey(survey.public_id, survey.id, [question.id for question in questions], fields)


class Server:
    """Heed under gunicorn, two processes of four threads, in a process group that can be killed at once."""

    def __init__(self, environ: dict[str, str], *, fault: str = "") -> None:
        self.port = free_port()
        self.environ = {**os.environ, **environ, "DOOR_FAULT": fault}
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait until it answers."""
        options = ["--no-control-socket", "-w", "2", "-k", "gthread", "--threads", "4", "--log-level", "critical"]
        options += ["--config", "python:consult.gunicorn_hooks"]  # as Heed's own command starts it
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", *options, "-b", f"127.0.0.1:{self.port}", "tests.promises.door"],
            cwd=ROOT,
            env=self.environ,
            start_new_session=True,
        )
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
                connection.request("GET", "/healthz")
                if connection.getresponse().read() == b"alive\n":
                    return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the server did not start")

    def kill(self) -> None:
        """kill -9 of every process of the server at once."""
        assert self.process is not None
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


@contextmanager
def running(environ: dict[str, str], *, fault: str = "") -> Iterator[Server]:
    """A server that answers, gone at the end whatever happens."""
    server = Server(environ, fault=fault)
    try:
        server.start()
        yield server
    finally:
        server.kill()


class Resident:
    """One person after the other at one browser: fills in a response and sends it until there is a receipt."""

    def __init__(self, port: int, survey: OpenSurvey) -> None:
        self.port, self.survey = port, survey
        self.token = self.cookie = ""
        self.took: list[float] = []  # seconds each change took that the server answered

    def ask(self, method: str, path: str, form: dict[str, str] | None = None) -> tuple[int, str, str]:
        """One request: status, where it leads, and the page; (0, "", "") when the server is not there."""
        body = urlencode({**form, "csrf_token": self.token}) if form is not None else None
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": self.cookie}
        began = time.monotonic()
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            page = answer.read().decode()
        except (OSError, http.client.HTTPException):
            return 0, "", ""
        if method == "POST":
            self.took.append(time.monotonic() - began)
        self.cookie = (answer.getheader("Set-Cookie") or self.cookie).split(";")[0]
        return answer.status, answer.getheader("Location") or "", page

    def begin(self) -> bool:
        """Open the first page, which gives the form token; whether that worked."""
        status, _, page = self.ask("GET", f"/s/{self.survey.public_id}")
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        self.token = found.group(1) if found else ""
        return status == 200 and bool(found)

    def fill_in(self) -> str | None:
        """Send every answer; the address of this response, or None when the server did not say so."""
        words = f"Words {secrets.token_hex(8)}"
        status, leads_to, _ = self.ask("POST", f"/s/{self.survey.public_id}", dict.fromkeys(self.survey.fields, words))
        return leads_to.rsplit("/", 1)[0] if status == 303 else None

    def send(self, address: str) -> bool:
        """Press Send; whether the server said that it has the response."""
        status, leads_to, _ = self.ask("POST", f"{address}/check", {})
        return status == 303 and leads_to.endswith("/received")


@dataclass
class Crowd:
    """Residents at eight browsers, as long as the block lasts."""

    port: int
    survey: OpenSurvey
    size: int = 8
    ledger: list[str] = field(default_factory=list)  # instance ids whose receipt somebody holds
    took: list[float] = field(default_factory=list)  # seconds every change took
    stopping: threading.Event = field(default_factory=threading.Event)

    def answer_on(self) -> None:
        """What happens at one browser."""
        resident = Resident(self.port, self.survey)
        while not self.stopping.is_set():
            address = resident.fill_in() if resident.token or resident.begin() else None
            if address is None:
                time.sleep(0.02)  # the server is down
                continue
            while not self.stopping.is_set():
                if resident.send(address):
                    self.ledger.append(instance_of(address.rsplit("/", 1)[1]))
                    break
                time.sleep(0.05)
        self.took += resident.took

    def __enter__(self) -> Crowd:
        self.threads = [threading.Thread(target=self.answer_on) for _ in range(self.size)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stopping.set()
        for thread in self.threads:
            thread.join()


@dataclass(frozen=True)
class Account:
    """What the database holds of what residents were promised."""

    acknowledged: int
    lost: int
    partial: int
    doubled: int


def settle(database: Database, ledger: list[str]) -> Account:
    """Hold the ledger against the database."""
    with database.reading() as db:
        stored = {one.instance_id: one.id for one in db.execute(select(Response.instance_id, Response.id))}
        total = db.scalar(select(func.count(Response.id))) or 0
        counted = (
            select(Answer.response_id, func.count(Answer.id).label("number"))
            .where(Answer.state == "answered", Answer.text.like("Words %"))
            .group_by(Answer.response_id)
        )
        answers = {one.response_id: one.number for one in db.execute(counted)}
    return Account(
        acknowledged=len(ledger),
        lost=sum(instance not in stored for instance in ledger),
        partial=sum(answers.get(response, 0) != QUESTIONS for response in stored.values()),
        doubled=total - len(stored),
    )
