"""Nothing tells of few people: every page and file for those who may not read the answers, found by its address, is
swept; and what is planted there is found."""

from __future__ import annotations

import io
import itertools
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from flask import Blueprint, Flask
from sqlalchemy import select
from werkzeug.routing import Rule

from consult.accounts.permissions import PERMISSIONS
from consult.consultations.models import Consultation
from consult.groups.queries import list_groups
from consult.publishing.counts import SafeCounts
from consult.publishing.pages import RECORD, TABLES
from consult.themes.models import Assignment, Theme
from consult.web.downloads import csv_file
from consult.web.guard import page
from consult.weights import telling
from consult.weights.actions import freeze_version
from consult.weights.models import WeightRun
from consult.weights.queries import load_weighed_question
from surveys.database import Database
from surveys.definition import Question, StakeholderGroup, Survey
from tests import make, sweeping
from tests.browser import Visitor
from tests.consult.publishing.test_publishing import publish
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said
from tests.sweeping import Known

SMALL = ("Neighbours of the halls",)  # eight of them ranked
ROLES = ("viewer", "provider")  # a facilitator is told how many responses a survey has: they bring them in
# Of a person's own answer, of signing in, or of the whole site: nothing of the consultation's numbers is there.
APART = ("security", "site", "respond", "respond_check", "respond_return", "static")
EXPECTED = {
    "front.home", "front.consultation", "publishing.results", "publishing.edition", "publishing.download",
    "overview.show", "overview.dashboard", "outcomes.listing", "groups.listing", "weights.listing", "weights.show",
    "weight_detail.show", "weight_detail.table", "weight_detail.workbook", "weight_detail.record",
    "weight_numbers.compare", "weight_numbers.origin", "weight_versions.listing", "weight_versions.show",
}  # fmt: skip


@dataclass
class Sweep:
    """The app, the values its addresses may name, what may be told, and where a sweep has been."""

    app: Flask
    values: dict[str, tuple[Any, ...]]
    known: Known
    visitors: dict[str, Visitor]

    def faults(self, only: str = "") -> tuple[set[str], list[str]]:
        """The endpoints that were read, and every fault found there. `only` is how an endpoint begins."""
        been: set[str] = set()
        found = []
        for role, rule, method in self.ways():
            if not rule.endpoint.startswith(only):
                continue
            for address in self.addresses(rule):
                answer = self.open(role, method, address)
                if answer.status_code != 200:
                    continue
                been.add(rule.endpoint)
                faults = sweeping.faults_in(self.known, answer.data, answer.headers["Content-Type"])
                found += [f"{role} {method} {address}: {fault}" for fault in dict.fromkeys(faults)]
        return been, found

    def told(self) -> dict[str, str]:
        """All that can be read at each address, without what is new each time it is asked for."""
        found = {}
        for role, rule, method in self.ways():
            for address in self.addresses(rule):
                answer = self.open(role, method, address)
                if answer.status_code == 200:
                    found[f"{role} {method} {address}"] = _plain(answer.data, answer.headers["Content-Type"])
        return found

    def open(self, role: str, method: str, address: str) -> Any:
        """Fetch a page, or send a form with nothing in it but its token."""
        visitor = self.visitors[role]
        if method == "GET":
            return visitor.client.get(address)
        visitor.token = visitor.token or visitor._make_token()
        return visitor.client.post(
            address, data={"csrf_token": visitor.token}, headers={"Referer": visitor.base_url + "/"}
        )

    def ways(self) -> Iterator[tuple[str, Rule, str]]:
        """Who reads what and how: what is public as nobody, the rest as a role that may and may not read answers.

        A file is taken by a post that changes nothing; so every post to a thing that a mere reader may send is one.
        """
        for rule in self.app.url_map.iter_rules():
            if rule.build_only or rule.endpoint.partition(".")[0] in APART:
                continue
            guard = self.app.view_functions[rule.endpoint].guard  # type: ignore[attr-defined]
            role = "anonymous" if guard.public else self.reader(guard.permission)
            for method in sorted({"GET", "POST"} & set(rule.methods or ())):
                if role and (method == "GET" or guard.load is not None):
                    yield role, rule, method

    def reader(self, permission: str) -> str:
        """A role that holds a permission and may not read answers; none where only those hold it who may."""
        holders = PERMISSIONS[permission] - PERMISSIONS["responses.read"]
        return next((role for role in ROLES if role in holders), "")

    def addresses(self, rule: Rule) -> Iterator[str]:
        """Every address of a rule; fails where an argument is not known here, so that none is left out."""
        names = sorted(rule.arguments)
        room = rule.endpoint.partition(".")[0]
        choices = [self.values.get(f"{room}:{name}", self.values.get(name, ())) for name in names]
        missing = [name for name, choice in zip(names, choices, strict=True) if not choice]
        assert not missing, f"{rule.rule}: say in `swept` of {__file__} what {missing} may be"
        for chosen in itertools.product(*choices):
            with self.app.test_request_context():
                yield self.app.url_for(rule.endpoint, **dict(zip(names, chosen, strict=True)))


def _plain(data: bytes, kind: str) -> str:
    if "sheet" in kind:
        with zipfile.ZipFile(io.BytesIO(data)) as book:
            return "".join(book.read(name).decode() for name in sorted(book.namelist()) if name.startswith("xl/"))
    text = data.decode()
    text = re.sub(r'(csrf_token"[^>]*value|nonce|content)="[^"]*"', "", text)
    # That newer answers wait may be told.
    text = re.sub(r'<div class="heed-notice.*?</div>', "", text, flags=re.DOTALL)
    text = re.sub(
        r'<strong class="govuk-tag[^>]*>(Up to date|Out of date)</strong>|More people have answered since\.', "", text
    )
    return " ".join(text.split())


@pytest.fixture
def swept(app: Flask, store: Database, weighed: Asked, sign_in, visitor: Visitor) -> Sweep:
    """A sweep over the county: eight neighbours ranked, four of the lunch club wrote, and no young carer did either."""
    with store.unit_of_work() as db:
        _write_a_few(db, weighed)
        run = db.scalars(select(WeightRun)).one()
        question = load_weighed_question(db, weighed.question_id)[0]
        version = freeze_version(db, question, seen=run.id, purpose="", by=1, at=make.NOON)
        consultation = db.get_one(Consultation, weighed.consultation_id)
        groups = list_groups(db, consultation.id)
        surveys = db.scalars(select(Survey)).all()
        values = {
            "consultation_id": (consultation.id,),
            "question_id": (weighed.question_id,),
            "survey_id": tuple(one.id for one in surveys),
            "public_id": (consultation.public_id,),
            "weight_run_id": (run.id,),
            "item_id": (weighed.items["company"],),
            "group_id": (0, *(one.id for one in groups)),
            "version_id": (version.id,),
            "number": (1,),
            "name": (*TABLES, RECORD),
        }
        populations = frozenset(one.population for one in groups if one.population)
        known = Known(SMALL, populations | {sum(populations)}, tuple(one.source for one in groups if one.source))
    visitors = {role: sign_in(role, weighed.consultation_id) for role in ROLES}
    return Sweep(app, values, known, {**visitors, "anonymous": visitor})


def _write_a_few(db: Any, asked: Asked) -> None:
    survey, question = db.get_one(Survey, asked.open_survey_id), db.get_one(Question, asked.open_question_id)
    theme = db.get_one(Theme, asked.themes["company"])
    club = db.get_one(StakeholderGroup, asked.groups["club"])
    answers = make.open_answers(
        db, survey, question, [f"We of the club eat together, {at}" for at in "abcd"], groups=[club]
    )
    db.add_all(
        Assignment(
            board_id=theme.board_id, theme_id=theme.id, answer_id=one, source="person", made_by=1, made_at=make.NOON
        )
        for one in answers
    )


def test_no_page_and_no_file_tells_of_few_people(swept: Sweep, ready: Asked, sign_in):
    publish(sign_in("owner", ready.consultation_id), ready)
    been, found = swept.faults()
    assert not found, "\n".join(["", *found])
    assert been >= EXPECTED, sorted(EXPECTED - been)


def test_a_few_more_answers_change_nothing_that_anybody_reads_who_may_not_read_them(
    swept: Sweep, weighed: Asked, store: Database, weigh
):
    """Four of each, in two groups at once and in none among them; beside them one asks that they be left out."""
    before = swept.told()
    with store.unit_of_work() as db:
        for groups in (["carers"], ["home"], [], ["home", "carers"], ["neighbours"]):
            made.rank(db, weighed, *[Said(["company", "hot_meal"], groups)] * 4)
        made.rank(db, weighed, Said([], ["carers"], "none"))
    newest = weigh(weighed)
    after = swept.told()
    assert before.keys() == after.keys() and len(after) > 20
    assert [address for address in after if after[address] != before[address]] == []
    with store.unit_of_work() as db:
        db.get_one(WeightRun, newest.id).steady = True  # as if it were far enough
    assert len([1 for address, words in swept.told().items() if words != before[address]]) > 5


def test_exact_counts_in_an_edition_would_be_found_on_its_page_and_in_each_file(
    swept: Sweep, ready: Asked, sign_in, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(SafeCounts, "of", lambda safe, name: safe.kept[name][0])
    publish(sign_in("owner", ready.consultation_id), ready)
    _, found = swept.faults("publishing.")
    for where in ("results:", "people.csv:", "themes.csv:", "results.json:"):
        assert any(where in fault for fault in found), where


@pytest.mark.parametrize(
    ("name", "planted"),
    [
        ("people_words", lambda n, **_: f"{n:,}"),
        ("_reason", lambda *_: ""),
        ("round_to_five", lambda n: n),
    ],
)
def test_what_a_page_of_weights_would_tell_without_its_rules_is_found(
    swept: Sweep, monkeypatch: pytest.MonkeyPatch, name: str, planted: Any
):
    assert not swept.faults("weight_detail.")[1]
    monkeypatch.setattr(telling, name, planted)
    assert swept.faults("weight_detail.")[1]


@pytest.fixture
def leaking(app: Flask) -> Flask:
    """The app with one more file, such as somebody may add later and forget to protect."""
    room = Blueprint("later", __name__)

    @room.post("/office/questions/<int:question_id>/weights/by-group")
    @page("weights.view", load=load_weighed_question)
    def by_group(db: Any, question: Any) -> Any:
        newest = db.scalars(select(WeightRun).where(WeightRun.question_id == question.id)).one()
        return csv_file("groups.csv", [["group", "n"], *([one["name"], one["n"]] for one in newest.result["groups"])])

    app.register_blueprint(room)
    return app


def test_a_file_that_is_added_later_is_swept_without_being_named_here(leaking: Flask, swept: Sweep):
    been, found = swept.faults("later.")
    assert been == {"later.by_group"} and any("column n: 8" in fault for fault in found)


KNOWN = Known(("Neighbours",), frozenset({60, 417}), ("Count of 2 May: 417",))


@pytest.mark.pure
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("<title>a</title><p>From 7 people.", "text/html"),
        ("<title>a</title><p>About 43 of them.", "text/html"),
        ("<title>a</title><p>Neighbours of the halls: 50 % agree.", "text/html"),
        ("<title>a</title><table><tr><th>Group<th>Answered<tr><td>Carers<td>12</table>", "text/html"),
        ("<title>a</title><table><tr><th>Outcome<th>Neighbours<tr><td>Company<td>31</table>", "text/html"),
        ("<svg><title>Carers (n = 9)</title></svg>", "image/svg+xml"),
        ("group,people\nCarers,43\n", "text/csv"),
        ("group,percent\nNeighbours,43\n", "text/csv"),
        ('{"groups": [{"name": "Carers", "n": 8}]}', "application/json"),
        ('{"groups": [{"name": "Neighbours", "share": 0.5}]}', "application/json"),
        ('{"groups": [{"name": "Neighbours", "rows": [1]}]}', "application/json"),
        ("# NUMBER VOTERS: 8 people", "text/plain"),
    ],
)
def test_a_number_that_tells_of_few_is_found_in_every_kind_of_file(content: str, kind: str):
    assert sweeping.faults_in(KNOWN, content.encode(), kind)


@pytest.mark.pure
def test_what_may_be_told_is_not_taken_for_a_fault():
    page = (
        "<title>a</title><p>From about 45 people. It takes 10 of a group. About 23 points of 100 (likely 20 to 25, "
        "from about 40 people). Neighbours (about 60 people) cannot be shown. Count of 2 May: 417</p>"
        "<table><tr><th>Group<th>There are about<th>Answered<tr><td>Neighbours<td>60<td>not shown</table>"
    )
    assert sweeping.faults_in(KNOWN, page.encode(), "text/html") == []
    record = '{"groups": [{"name": "Neighbours", "population": 60, "n": null, "rows": []}, {"name": "Us", "n": 45}]}'
    assert sweeping.faults_in(KNOWN, record.encode(), "application/json") == []
