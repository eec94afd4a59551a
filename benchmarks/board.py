"""How long a big file of open answers takes from upload to a board an officer can read; the file stays where it is.

    python -m benchmarks.board                       10,000 comments put together from the demonstration's sentences
    python -m benchmarks.board COMMENTS.jsonl        comments of one's own; each line holds {"text": "..."}
    DATABASE_URL=postgresql+psycopg://... python -m benchmarks.board        an empty database instead of SQLite

The comments are written to a CSV in a temporary folder, with invented groups going round in turn, and come in by the
import page. The web server and the worker are the real ones; times are of whole requests, as a browser waits for them.
"""

from __future__ import annotations

import argparse
import csv
import os
import re
import secrets
import statistics
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from pathlib import Path
from threading import Event
from urllib.parse import urlencode, urlsplit

from flask import Flask
from sqlalchemy import func, select

from benchmarks.stage import GROUPS, build_app, read_comments, set_stage
from consult.serving import find_port, gunicorn_command, wait_until_up
from consult.themes.models import Theme
from consult.worker import Worker
from surveys.collection import Response
from surveys.database import Database

MOST_SECONDS, MOST_DISCOVERY, MOST_MEMORY = 1.0, 20.0, 150.0
MOST_CUT = 2.0
GOES = 5


@dataclass(slots=True)
class Desk:
    """An officer's place at the web server; the cookie is kept up to date, as a browser would."""

    address: str
    cookie: str

    def get(self, path: str) -> str:
        """Fetch a page whole."""
        answer, text = self._send("GET", path, b"", {})
        if answer.status != 200:
            raise RuntimeError(f"{path} answered {answer.status}")
        return text

    def post(self, path: str, fields: dict[str, str], file: bytes = b"") -> str:
        """Send a form; return where it leads."""
        if file:
            body, kind = _multipart(fields, file)
        else:
            body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": kind, "Referer": f"http://{self.address}/"}
        answer, text = self._send("POST", path, body, headers)
        if answer.status != 303:
            raise RuntimeError(f"{path} answered {answer.status}: {text[:300]}")
        return urlsplit(answer.headers["Location"]).path

    def _send(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[HTTPResponse, str]:
        connection = HTTPConnection(self.address, timeout=300)
        connection.request(method, path, body, {"Cookie": self.cookie, **headers})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        if fresh := answer.headers["Set-Cookie"]:
            self.cookie = fresh.partition(";")[0]
        return answer, text


def _multipart(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    edge = secrets.token_hex(16)
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = f'--{edge}\r\nContent-Disposition: form-data; name="content"; filename="comments.csv"\r\n\r\n'
    return b"".join(
        [*parts, head.encode(), file, f"\r\n--{edge}--\r\n".encode()]
    ), f"multipart/form-data; boundary={edge}"


def write_csv(texts: list[str], target: Path) -> None:
    """The comments as a CSV file with a group beside each."""
    with target.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["answer", "group"])
        writer.writerows((text, GROUPS[row % len(GROUPS)]) for row, text in enumerate(texts))


def timed(work: Callable[[], object]) -> float:
    """Seconds a piece of work takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def open_page(desk: Desk, name: str, path: str) -> bool:
    """Fetch a page cold and then some more; print and say whether the slowest was quick enough."""
    spent = [timed(lambda: desk.get(path)) for _ in range(GOES + 1)]
    met = max(spent) <= MOST_SECONDS
    print(
        f"{name:<34} first {spent[0]:.3f} s, then {statistics.median(spent[1:]):.3f} s, slowest {max(spent):.3f} s"
        f"  (at most {MOST_SECONDS:.0f} s: {'met' if met else 'MISSED'})",
        flush=True,
    )
    return met


def memory_of_children(pid: int) -> float:
    """The largest resident size, in MB, of the processes a process started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    sizes = []
    for child in children:
        found = re.search(r"^VmRSS:\s+(\d+) kB", Path(f"/proc/{child}/status").read_text(), re.MULTILINE)
        sizes.append(int(found[1]) / 1024 if found else 0.0)
    return max(sizes)


def bring_in(desk: Desk, question_id: int, content: bytes, work_off: Callable[[], int]) -> None:
    """Upload, choose the columns, confirm, and take the rows in."""
    token = {"csrf_token": _token(desk.get(f"/office/questions/{question_id}/import"))}
    began = time.perf_counter()
    batch = desk.post(f"/office/questions/{question_id}/import", token, content)
    upload = time.perf_counter() - began
    choose = timed(lambda: desk.post(f"{batch}/columns", {**token, "text": "0", "group": "1", "key": ""}))
    look = timed(lambda: desk.get(batch))
    desk.post(f"{batch}/confirm", token)
    take = timed(work_off)
    print(
        f"import: upload {upload:.2f} s, columns {choose:.2f} s, preview {look:.2f} s, taking in {take:.1f} s",
        flush=True,
    )


def _token(page: str) -> str:
    found = re.search(r'name="csrf_token"[^>]* value="([^"]+)"', page)
    if found is None:
        raise RuntimeError("the page has no form")
    return found[1]


def measure(texts: list[str], folder: Path) -> bool:
    """The whole way, printed step by step; returns whether every figure was met."""
    app, database, settings = build_app(folder)
    question_id, cookie = set_stage(app, database)
    write_csv(texts, folder / "comments.csv")
    port = find_port("127.0.0.1")
    own = {name: value for name, value in os.environ.items() if not name.startswith(("HEED_", "DATABASE_URL"))}
    command = gunicorn_command("127.0.0.1", port, processes=1, threads=4)
    with subprocess.Popen(command, env={**own, **settings}) as server:
        try:
            if not wait_until_up(f"http://127.0.0.1:{port}", Event()):
                raise RuntimeError("the web server did not start")
            desk = Desk(f"127.0.0.1:{port}", cookie)
            print(f"{len(texts):,} comments on {'SQLite' if database.is_sqlite else 'PostgreSQL'}", flush=True)
            return _walk(desk, question_id, (folder / "comments.csv").read_bytes(), app, database, server.pid)
        finally:
            server.terminate()


CUT_FORM = re.compile(r'name="themes" value="(\d+)">\s*<input type="hidden" name="version" value="(\d+)"')


def cut_themes(desk: Desk, board: str) -> bool:
    """Press "Fewer themes" twice, then "More themes" three times; print each and say whether all were quick enough."""
    met = []
    for button in (0, 0, -1, -1, -1):
        page = desk.get(board)
        themes, version = CUT_FORM.findall(page)[button]
        fields = {"csrf_token": _token(page), "themes": themes, "version": version}
        spent = timed(lambda fields=fields: desk.post(f"{board}/cut", fields))  # type: ignore[misc]
        met.append(spent <= MOST_CUT)
        print(
            f"cut into {themes:>3} themes {spent:.2f} s  (at most {MOST_CUT:.0f} s: {'met' if met[-1] else 'MISSED'})",
            flush=True,
        )
    return all(met)


def _walk(desk: Desk, question_id: int, content: bytes, app: Flask, database: Database, server: int) -> bool:
    worker = Worker(database, app.extensions["heed_settings"])
    bring_in(desk, question_id, content, worker.work_off)
    board = f"/office/questions/{question_id}/themes"
    desk.post(f"{board}/discover", {"csrf_token": _token(desk.get(board))})
    spent = timed(worker.work_off)
    met = [spent <= MOST_DISCOVERY]
    print(f"discovery {spent:.1f} s  (at most {MOST_DISCOVERY:.0f} s: {'met' if met[0] else 'MISSED'})", flush=True)
    with database.reading() as db:
        stored = db.scalar(select(func.count(Response.id)))
        themes = list(db.scalars(select(Theme.id).where(Theme.status == "candidate").order_by(Theme.id)))
    print(f"{stored:,} responses stored, {len(themes)} candidates")
    met.append(open_page(desk, "board", board))
    met.append(open_page(desk, "board, searched and unsure first", f"{board}?q=wait&order=unsure"))
    met.append(open_page(desk, "board, alike beside each other", f"{board}?order=alike"))
    met.append(open_page(desk, "board, each copied text once", f"{board}?copies=once"))
    met.append(open_page(desk, "the copied texts", f"{board}/copies"))
    met.append(open_page(desk, "pane of the largest theme", f"/office/themes/{themes[0]}"))
    met.append(open_page(desk, "pane, searched and unsure first", f"/office/themes/{themes[0]}?q=the&show=unsure"))
    met.append(open_page(desk, "pane, last page", f"/office/themes/{themes[0]}?page=999"))
    met.append(cut_themes(desk, board))
    met.append(open_page(desk, "board, cut anew", board))
    memory = memory_of_children(server)
    met.append(memory <= MOST_MEMORY)
    print(f"web process {memory:.0f} MB  (at most {MOST_MEMORY:.0f} MB: {'met' if met[-1] else 'MISSED'})")
    return all(met)


def main() -> None:
    """Measure in a folder that is gone afterwards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("comments", type=Path, nargs="?")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        met = measure(read_comments(wanted.comments), Path(folder))
    raise SystemExit(0 if met else 1)


if __name__ == "__main__":
    main()
