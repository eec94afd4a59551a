"""How fast a resident's page is with 10,000 responses stored, and how heavy it is on a phone's first visit.

    python -m benchmarks.resident_page [--responses 10000] [--rounds 200]

Server time is the time of the whole WSGI call on SQLite, one after the other; the ratio is to a page of a bare Flask
application in the same run. Processor time stands beside it: on a machine busy with other work it is the part that is
ours. Bytes are what Chromium fetched, headers with them, with an empty cache. Ends with an exit
code of 1 when a limit is passed.
"""

from __future__ import annotations

import argparse
import gzip
import logging
import os
import re
import secrets
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, sync_playwright
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

from consult import schema
from consult.app import create_app
from consult.demo.story import OUTCOMES
from surveys.collection import Answer, Response
from surveys.database import Database
from surveys.definition import Section
from surveys.lifecycle import open_survey
from surveys.questionnaire import find_version
from surveys.receipts import instance_of
from tests import make
from tools.chromium import launch_options

MOST_MILLISECONDS, MOST_BYTES = 50.0, 60_000
ITEMS = tuple(outcome.ranked_as for outcome in OUTCOMES)  # nine, as in the demonstration
WORDS = "Someone to eat with would make all the difference to me, and a proper dinner, not a sandwich. " * 3


def build_survey(database: Database, responses: int) -> tuple[str, list[int]]:
    """A survey of three pages with that many responses; its name and the ids of its questions."""
    with database.unit_of_work() as db:
        within = make.consultation(db)
        group = make.group(db, within, name="Family carers")
        survey = make.survey(db, within)
        asked = [make.question(db, survey, settings={"guide": 1000})]
        survey.sections.append(Section(position=2, title=""))
        db.flush()
        asked.append(make.question(db, survey, kind="rank", text="Which matter most?", items=ITEMS))
        survey.sections.append(Section(position=3, title="About you"))
        db.flush()
        asked.append(make.question(db, survey, kind="groups", text="Who are you?", settings={"groups": [group.id]}))
        open_survey(db, survey, closes_at=None, at=make.NOON)
        version_id = find_version(db, survey).id  # type: ignore[union-attr]
        ids, name, survey_id = [one.id for one in asked], survey.public_id, survey.id
        items = [item.id for item in asked[1].items]
    for start in range(0, responses, 1000):
        with database.unit_of_work() as db:
            db.add_all(stored(n, survey_id, version_id, ids, items) for n in range(start, min(start + 1000, responses)))
    return name, ids


def stored(number: int, survey_id: int, version_id: int, ids: list[int], items: list[int]) -> Response:
    """One response as it lies in the table."""
    order = {"state": "ranked", "order": items[:3], "offered": items, "reason": None}
    return Response(
        survey_id=survey_id,
        version_id=version_id,
        instance_id=instance_of(f"stored {number}"),
        content_hash=f"{number:064d}",
        reference_hash=f"{number:064d}",
        channel="web",
        received_at=make.NOON,
        answers=[
            Answer(question_id=ids[0], state="answered", text=WORDS),
            Answer(question_id=ids[1], state="answered", value=order),
            Answer(question_id=ids[2], state="blank"),
        ],
    )


def bare_page() -> FlaskClient:
    """An application that does nothing but answer."""
    app = Flask("bare")
    app.add_url_rule("/", "page", lambda: "<!DOCTYPE html><title>Bare</title><p>Bare")
    return app.test_client()


class Resident:
    """Somebody who walks the survey from landing to receipt; each step is timed."""

    def __init__(self, app: Flask, name: str, ids: list[int]) -> None:
        self.client, self.name, self.ids = app.test_client(), name, ids
        self.times: dict[str, list[float]] = {}
        self.worked: dict[str, list[float]] = {}
        self.token = ""

    def _time(self, step: str, status: int, call: Callable[[], TestResponse]) -> TestResponse:
        start, work = time.perf_counter(), time.process_time()
        answer = call()
        self.worked.setdefault(step, []).append((time.process_time() - work) * 1000)
        self.times.setdefault(step, []).append((time.perf_counter() - start) * 1000)
        if answer.status_code != status:
            raise RuntimeError(f"{step}: {answer.status}")
        return answer

    def get(self, step: str, url: str) -> str:
        """Fetch a page, compressed, as a browser does."""
        answer = self._time(step, 200, lambda: self.client.get(url, headers={"Accept-Encoding": "gzip"}))
        found = re.search(rb'name="csrf_token" value="([^"]+)"', gzip.decompress(answer.data))
        self.token = found.group(1).decode() if found else self.token
        return url

    def post(self, step: str, url: str, **fields: str) -> str:
        """Send a form; where it leads."""
        data = {"csrf_token": self.token, **fields}
        return str(self._time(step, 303, lambda: self.client.post(url, data=data)).headers["Location"])

    def walk(self) -> None:
        """From landing to receipt."""
        words, ranking, groups = self.ids
        here = f"/s/{self.name}"
        self.get("landing", here)
        page = self.get("section", self.post("start", here))
        page = self.get("ranking", self.post("save section", page, **{f"q{words}": WORDS}))
        page = self.get("groups", self.post("save ranking", page, **{f"q{ranking}-place-1": ""}))
        page = self.get("check", self.post("save groups", page, **{f"q{groups}": "none"}))
        self.get("receipt", self.post("submit", page))


def quantile(times: list[float], share: float) -> float:
    """The time that this share of the calls did not pass."""
    return sorted(times)[min(len(times) - 1, int(share * len(times)))]


def measure_times(app: Flask, name: str, ids: list[int], rounds: int) -> bool:
    """Print a line a step; whether every step kept the limit."""
    client = bare_page()
    bare = []
    resident = Resident(app, name, ids)
    for lap in range(rounds + 5):
        start = time.perf_counter()
        client.get("/")
        bare.append((time.perf_counter() - start) * 1000)
        resident.walk()
        if lap == 4:  # the first laps read templates and parse the version
            resident.times.clear()
            resident.worked.clear()
            bare.clear()
    floor = quantile(bare, 0.5)
    print(f"bare page: p50 {floor:.2f} ms, p95 {quantile(bare, 0.95):.2f} ms")
    print(f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'step':14}{'p50 ms':>9}{'p95 ms':>9}{'times bare':>12}{'work p50':>10}{'work p95':>10}")
    for step, times in resident.times.items():
        half, most = quantile(times, 0.5), quantile(times, 0.95)
        work = resident.worked[step]
        spent = f"{quantile(work, 0.5):10.1f}{quantile(work, 0.95):10.1f}"
        print(f"{step:14}{half:9.1f}{most:9.1f}{half / floor:12.0f}{spent}")
    worst = max(quantile(times, 0.95) for times in resident.times.values())
    print(f"worst p95 {worst:.1f} ms, limit {MOST_MILLISECONDS:.0f} ms")
    return worst <= MOST_MILLISECONDS


def first_visit(browser: Browser, url: str, use: Callable[[Page], None] = lambda page: None) -> dict[str, int]:
    """The bytes of each file that one page makes a phone with an empty cache fetch."""
    context = browser.new_context(viewport={"width": 360, "height": 740})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    names: dict[str, str] = {}
    fetched: dict[str, int] = {}

    def begun(told: dict[str, Any]) -> None:
        path = told["response"]["url"].split("?")[0].partition("//")[2].partition("/")[2]
        names[told["requestId"]] = "/" + re.sub(r"[0-9a-f]{32}", "…", path)

    def finished(told: dict[str, Any]) -> None:
        fetched[names.get(told["requestId"], "?")] = int(told["encodedDataLength"])

    session.on("Network.responseReceived", begun)
    session.on("Network.loadingFinished", finished)
    page.goto(url, wait_until="networkidle")
    use(page)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    context.close()
    return fetched


def put_in_order(page: Page) -> None:
    """Choose two things, which fetches what dragging needs."""
    for item in ITEMS[:2]:
        page.get_by_role("button", name=f"Add {item}", exact=True).click()


def measure_bytes(app: Flask, name: str, ids: list[int]) -> bool:
    """Print what a phone fetches on a first visit, file by file; whether the heaviest page kept the limit."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    resident = Resident(app, name, ids)
    resident.get("landing", f"/s/{name}")
    words = resident.post("start", f"/s/{name}")
    ranking = resident.post("save section", words)
    heaviest = 0
    with sync_playwright() as play:
        browser = play.chromium.launch(**launch_options())
        visits = {"landing page": f"/s/{name}", "open question": words, "ranking, two chosen": ranking}
        for title, path in visits.items():
            use = put_in_order if path == ranking else lambda page: None
            fetched = first_visit(browser, f"http://127.0.0.1:{server.server_port}{path}", use)
            total = sum(fetched.values())
            heaviest = max(heaviest, total)
            print(f"\n{title}: {total:,} bytes on a first visit, headers included")
            for file, size in sorted(fetched.items(), key=lambda one: -one[1]):
                print(f"{size:10,}  {file}")
        browser.close()
    server.shutdown()
    print(f"\nheaviest {heaviest:,} bytes, limit {MOST_BYTES:,}")
    return heaviest <= MOST_BYTES


def main() -> int:
    """Measure, print, and say by the exit code whether the limits were kept."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--responses", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=200)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'heed.db'}"
        database = Database(url)
        schema.upgrade(database)
        name, ids = build_survey(database, asked.responses)
        database.dispose()
        environ = {"HEED_SECRETS": secrets.token_hex(32), "HEED_INSECURE_LOOPBACK": "1", "DATABASE_URL": url}
        app = create_app(environ)
        print(f"{asked.responses:,} responses stored, {asked.rounds} walks")
        fast = measure_times(app, name, ids, asked.rounds)
        light = measure_bytes(app, name, ids)
        app.extensions["heed_database"].dispose()
    return 0 if fast and light else 1


if __name__ == "__main__":
    sys.exit(main())
