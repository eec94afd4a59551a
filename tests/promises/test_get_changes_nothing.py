"""Nothing changes without intent: reading changes no row, and a change needs a token of one's own session."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import select
from werkzeug.routing import Rule

from consult import clock
from consult.app import create_app
from consult.models import Base
from consult.outbox import queue_mail
from surveys.database import Database
from tests.house.conftest import world as made_world
from tests.house.world import World, changing

world = made_world  # one world for this file
READERS = ("administrator", "owner")
MOST_LINKS = 400


def hash_tables(store: Database) -> dict[str, str]:
    """A hash of every row of every table."""
    found = {}
    with store.reading() as db:
        for table in Base.metadata.sorted_tables:
            rows = db.execute(select(table).order_by(*table.primary_key.columns)).all()
            found[table.name] = hashlib.sha256(repr([tuple(row) for row in rows]).encode()).hexdigest()
    return found


def changed(before: dict[str, str], after: dict[str, str]) -> list[str]:
    return [name for name in before if before[name] != after[name]]


def read_everything(world: World, role: str) -> list[str]:
    """Open every address that can be read, as somebody, and follow what links are on those pages."""
    client, faults = world.clients[role], []
    waiting = [
        world.path(rule, side)
        for rule in world.rules()
        if "GET" in (rule.methods or ())
        for side in (world.ours, world.theirs)
    ]
    seen: set[str] = set()
    while waiting and len(seen) < MOST_LINKS:
        address = waiting.pop(0)
        if address in seen or not address.startswith("/") or address.startswith("/static/"):
            continue
        seen.add(address)
        answer = client.get(address)
        if answer.status_code >= 500:
            faults.append(f"{address}: {answer.status_code}")
        if answer.mimetype == "text/html":
            links = re.findall(r'<a [^>]*href="([^"#]+)', answer.get_data(as_text=True))
            waiting += [link.replace("&amp;", "&") for link in links if link not in seen]
    assert len(seen) > 40, "the crawl went nowhere"
    assert not waiting, f"the crawl stopped at {MOST_LINKS} pages and left some unread"
    return faults


@pytest.mark.parametrize("role", READERS)
def test_reading_every_page_changes_no_row(world: World, role: str):
    before = hash_tables(world.store)
    assert read_everything(world, role) == []
    assert changed(before, hash_tables(world.store)) == []


def test_a_page_that_writes_when_read_would_be_seen(world: World, monkeypatch: pytest.MonkeyPatch):
    """The planted fault."""
    real = world.app.view_functions["office.account"]

    def careless(**values: object) -> object:
        with world.store.unit_of_work() as db:
            queue_mail(db, "a@wexmoor.example", "Seen", "", at=clock.now())
        return real(**values)

    careless.guard = real.guard  # type: ignore[attr-defined]
    before = hash_tables(world.store)
    monkeypatch.setitem(world.app.view_functions, "office.account", careless)
    read_everything(world, "owner")
    assert changed(before, hash_tables(world.store)) == ["mail"]


def test_a_page_that_only_reads_has_a_session_that_cannot_write(world: World):
    with pytest.raises(Exception, match=r"read.?only|query_only"), world.store.reading() as db:
        queue_mail(db, "a@wexmoor.example", "Seen", "", at=clock.now())
        db.flush()


def everything_that_changes(world: World) -> Iterator[tuple[Rule, str, bool]]:
    for rule in world.rules():
        guard = world.app.view_functions[rule.endpoint].guard  # type: ignore[attr-defined]
        for method in changing(rule):
            yield rule, method, guard.keeps_words


@pytest.mark.parametrize("role", ["anonymous", *READERS])
@pytest.mark.parametrize("kind", ["missing", "foreign", "made up"])
def test_a_change_without_a_token_of_ones_own_is_refused(world: World, role: str, kind: str):
    """Every changing address; a resident's page shows the words again instead, and stores nothing either."""
    token = {"missing": "", "foreign": world.token("viewer"), "made up": "ImFiYyI.aSGtcg.abcdefghijk"}[kind]
    client, faults, count = world.clients[role], [], 0
    world.token(role)  # a session with a token of its own, which is not the one sent
    before = hash_tables(world.store)
    for rule, method, keeps_words in everything_that_changes(world):
        form = {"csrf_token": token} if token else {}
        answer = client.open(world.path(rule, world.ours), method=method, data=form)
        # Where words are kept, the page is shown again, or whoever may not see it is told so.
        refused = (
            answer.status_code in (200, 400, 403, 404, 409, 410, 422) if keeps_words else answer.status_code == 400
        )
        if not refused:
            faults.append(f"{method} {rule.rule}: {answer.status_code}")
        count += 1
    assert count > 20 and not faults, "\n".join(["", *faults])
    assert changed(before, hash_tables(world.store)) == []


def test_over_https_a_change_sent_from_another_site_is_refused(environ: dict[str, str]):
    """A form of another site cannot know the token; where the browser says whose form it is, that is asked too."""
    app = create_app({**environ, "HEED_INSECURE_LOOPBACK": "", "HEED_TRUSTED_HOSTS": "heed.wexmoor.example"})
    ours = "https://heed.wexmoor.example"
    for referrer, status in ((ours + "/account/sign-in", 422), ("https://elsewhere.example/", 400), (None, 400)):
        client = app.test_client()
        page = client.get("/account/sign-in", base_url=ours).get_data(as_text=True)
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert token
        form = {"csrf_token": token.group(1), "email": "jo@wexmoor.example", "password": "a wrong guess"}
        headers = {"Referer": referrer} if referrer else {}
        answer = client.post("/account/sign-in", data=form, base_url=ours, headers=headers)
        assert answer.status_code == status, referrer
    app.extensions["heed_database"].dispose()
