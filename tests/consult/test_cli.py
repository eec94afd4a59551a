"""The command line: each command does its one thing, refuses in plain words, and leaves no process behind."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode

import pytest
from sqlalchemy import func, select

from consult import audit, clock, config
from consult.accounts.queries import find_user
from consult.cli import main
from consult.first_start import KeptFileUnsafe, open_kept
from consult.outbox import Mail, queue_mail
from consult.serving import is_loopback
from surveys.database import Database
from tests import make
from tests.conftest import POSTGRESQL
from tests.processes import children_of, lives

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Ended:
    """How a command ended and what it said."""

    returncode: int
    stdout: str
    stderr: str


Heed = Callable[..., Ended]


@pytest.fixture
def heed(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Heed:
    """Runs a command with an environment and nothing of ours."""

    def run(environ: dict[str, str], *words: str) -> Ended:
        for name in list(os.environ):
            if name.startswith(("HEED_", "DATABASE_URL")):
                monkeypatch.delenv(name)
        for name, value in environ.items():
            monkeypatch.setenv(name, value)
        capfd.readouterr()
        code = main(list(words))
        return Ended(code, *capfd.readouterr())

    return run


def _plain_environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(("HEED_", "DATABASE_URL"))}


def test_settings_that_are_missing_or_weak_are_all_named_at_once_and_nothing_starts(heed: Heed):
    ended = heed({"HEED_SECRETS": "change-me", "HEED_COUNCIL_COLOUR": "#ffff00"}, "check")
    assert ended.returncode == 2
    for name in ("HEED_SECRETS", "DATABASE_URL", "HEED_TRUSTED_HOSTS", "HEED_COUNCIL_COLOUR"):
        assert name in ended.stderr
    assert "Traceback" not in ended.stderr and "change-me" not in ended.stderr


def test_check_says_what_is_in_order(heed: Heed, environ: dict[str, str]):
    ended = heed(environ, "check")
    assert ended.returncode == 0, ended.stderr
    assert "every commit is synced" in ended.stdout and "the newest" in ended.stdout


def test_a_doorbell_address_that_can_never_work_is_refused_and_a_broken_one_is_told(
    heed: Heed, environ: dict[str, str], tmp_path: Path
):
    unknown = heed({**environ, "HEED_QUEUE_URL": "amqp://localhost"}, "check")
    assert unknown.returncode == 2 and "HEED_QUEUE_URL" in unknown.stderr
    (tmp_path / "folder.db").mkdir()
    broken = heed({**environ, "HEED_QUEUE_URL": f"sqlite:///{tmp_path}/folder.db"}, "check")
    assert broken.returncode == 0 and "BROKEN" in broken.stdout


def test_an_empty_database_is_refused_until_it_is_upgraded(heed: Heed, environ: dict[str, str], tmp_path: Path):
    empty = {**environ, "DATABASE_URL": f"sqlite:///{tmp_path}/empty.db"}
    refused = heed(empty, "serve")
    assert refused.returncode == 1 and "Run `upgrade` first" in refused.stderr
    assert heed(empty, "upgrade").returncode == 0
    assert heed(empty, "check").returncode == 0


def test_a_command_ends_with_its_code_for_whoever_called_it():
    ended = subprocess.run(
        [sys.executable, "-m", "consult.cli", "check"],
        cwd=ROOT,
        env=_plain_environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 2 and ended.stderr.startswith("Heed did not start.")


def test_plain_http_is_never_served_to_other_machines(heed: Heed, environ: dict[str, str]):
    ended = heed(environ, "serve", "--host", "0.0.0.0")  # noqa: S104
    assert ended.returncode == 2 and "this machine only" in ended.stderr


@pytest.mark.parametrize(
    ("host", "expected"),
    [("127.0.0.1", True), ("127.9.9.9", True), ("localhost", True), ("::1", True), ("[::1]", True), ("0.0.0.0", False),  # noqa: S104
     ("10.0.0.1", False), ("::", False), ("localhost.evil.example", False), ("", False)],
)  # fmt: skip
def test_only_loopback_is_loopback(host: str, expected: bool):
    assert is_loopback(host) is expected


def test_the_first_administrator_is_made_and_the_audit_trail_says_so(
    heed: Heed, environ: dict[str, str], database: Database
):
    ended = heed(environ, "create-admin", "it@wexmoor.example", "Ida Tern", "--password", "quiet-otter-lamp-seven")
    assert ended.returncode == 0, ended.stderr
    with database.reading() as db:
        user = find_user(db, "it@wexmoor.example")
        assert user is not None and [role.name for role in user.roles] == ["administrator"]
        assert "otter" not in (user.password or "")
        assert db.query(audit.AuditEntry.verb).all()[0].verb == "cli.create-admin"


def test_a_password_easily_guessed_is_refused_and_nobody_is_made(
    heed: Heed, environ: dict[str, str], database: Database
):
    ended = heed(environ, "create-admin", "it@wexmoor.example", "Ida Tern", "--password", "password12345")
    assert ended.returncode == 2 and "guessed" in ended.stderr
    with database.reading() as db:
        assert find_user(db, "it@wexmoor.example") is None


def test_a_changed_audit_trail_is_told_and_fails(heed: Heed, environ: dict[str, str], database: Database):
    for _ in range(3):
        with database.unit_of_work() as db:
            audit.record(db, "test", actor_id=1, object_type="site", object_id=None, consultation_id=None, at=make.NOON)
    assert "3 entries, whole" in heed(environ, "verify-audit").stdout
    with database.unit_of_work() as db:
        db.get_one(audit.AuditEntry, 2).verb = "something else"
    ended = heed(environ, "verify-audit")
    assert ended.returncode == 1 and "entry 2 was changed" in ended.stderr


def count_mail(database: Database) -> int:
    with database.reading() as db:
        return db.scalar(select(func.count(Mail.id))) or 0


def test_a_backup_taken_while_writing_goes_on_is_whole_and_never_overwrites(
    heed: Heed, environ: dict[str, str], database: Database, tmp_path: Path
):
    target = tmp_path / "copy.db"
    if POSTGRESQL:
        ended = heed(environ, "backup", str(target))
        assert ended.returncode == 1 and "pg_dump" in ended.stderr and not target.exists()
        return
    stopping = threading.Event()

    def write() -> None:
        while not stopping.is_set():
            with database.unit_of_work() as db:
                queue_mail(db, "a@wexmoor.example", "Hello", "words", at=clock.now())

    writer = threading.Thread(target=write)
    writer.start()
    while not count_mail(database):
        time.sleep(0.01)
    ended = heed(environ, "backup", str(target))
    stopping.set()
    writer.join()
    assert ended.returncode == 0, ended.stderr
    assert target.stat().st_mode & 0o077 == 0
    copy = sqlite3.connect(target)
    assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert copy.execute("SELECT count(*) FROM mail").fetchone()[0] > 0
    copy.close()
    before = target.read_bytes()
    assert heed(environ, "backup", str(target)).returncode == 1
    assert target.read_bytes() == before


def test_every_setting_that_is_read_is_explained_to_whoever_runs_the_server():
    read = set(re.findall(r'"((?:HEED_|DATABASE_)[A-Z_]+)"', Path(config.__file__).read_text()))
    explained = (ROOT / "docs" / "operations.md").read_text()
    assert len(read) > 10
    assert {name for name in read if f"`{name}`" not in explained} == set()


def test_what_the_demonstration_keeps_is_made_once_and_read_by_its_owner_alone(tmp_path: Path):
    kept = open_kept(tmp_path / "demo")
    assert open_kept(tmp_path / "demo") == kept
    file = tmp_path / "demo" / "demo.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert len(set(kept.passwords.values())) == 6
    file.chmod(0o644)
    with pytest.raises(KeptFileUnsafe, match="chmod 600"):
        open_kept(tmp_path / "demo")


@contextlib.contextmanager
def demonstration(folder: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A demonstration that has said where it is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "consult.cli", "demo", "--folder", str(folder)],
        cwd=ROOT,
        env=_plain_environment(),
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    assert process.stdout is not None
    said = []
    for line in process.stdout:
        said.append(line)
        if "Stop with Ctrl-C" in line:
            break
    try:
        yield process, "".join(said)
    finally:
        if process.poll() is None:
            process.kill()
        process.wait()
        process.stdout.close()


def sign_in(address: str, email: str, password: str) -> str:
    """The page one sees after signing in with what the terminal said."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    page = browser.open(f"{address}/office/")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.read().decode())
    assert token is not None
    form = urlencode({"csrf_token": token.group(1), "email": email, "password": password}).encode()
    answer = browser.open(urllib.request.Request(page.geturl(), form, {"Referer": address + "/"}))  # noqa: S310
    assert answer.geturl().startswith(f"{address}/office/"), answer.geturl()
    return str(answer.read().decode())


@pytest.mark.pure  # it brings its own database
def test_the_demonstration_shows_a_way_in_for_each_role_stops_cleanly_and_starts_again_in_seconds(tmp_path: Path):
    began = time.monotonic()
    with demonstration(tmp_path / "demo") as (process, said):
        built_in = time.monotonic() - began
        address = re.search(r"http://127\.0\.0\.1:\d+", said)
        ways_in = re.findall(r"^  (\w+)\s+(\S+@\S+)\s+(\S+)$", said, re.MULTILINE)
        assert address is not None and len(ways_in) == 6
        page = sign_in(address.group(), *next(way[1:] for way in ways_in if way[0] == "owner"))
        assert "Community meals" in page
        children = children_of(process.pid)
        assert len(children) == 2
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        assert not [pid for pid in children if lives(pid)]
    began = time.monotonic()
    with demonstration(tmp_path / "demo") as (_, again):
        took = time.monotonic() - began
    assert [way[2] for way in ways_in] == re.findall(r"^  \w+\s+\S+@\S+\s+(\S+)$", again, re.MULTILINE)
    assert took < built_in  # it is not built anew: seconds instead of a minute
