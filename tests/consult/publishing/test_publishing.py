"""Publishing: nothing goes out unread or half-done, and what went out stays as it was."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from analysis import disclosure_editions
from analysis.disclosure_tables import INNER, THRESHOLD, Table
from consult.accounts.models import Membership
from consult.audit import AuditEntry, AuditHead, verify
from consult.consultations.models import Consultation, GunningAnswer
from consult.outcomes.models import Outcome
from consult.publishing import counts
from consult.publishing.actions import AnotherIsChecked, ask_to_publish
from consult.publishing.counts import LEFT_OUT
from consult.publishing.document import build_draft
from consult.publishing.models import Publication
from consult.publishing.queries import FREEZE
from consult.runs import Run
from consult.themes.actions_quotes import tick_quote
from consult.themes.models import Theme
from consult.weights.models import WeightRun
from consult.weights.people_parts import sum_up
from consult.weights.telling import tell
from consult.worker import Worker
from surveys.collection import Answer, Response
from surveys.database import Database
from surveys.definition import Survey
from tests import make
from tests.browser import Visitor
from tests.consult.publishing.conftest import answers_of
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said


def address(asked: Asked) -> str:
    return f"/office/consultations/{asked.consultation_id}/publish"


def publish(owner: Visitor, asked: Asked, status: int = 303, **values: str):
    """Press the button, and let a real worker do what was asked for."""
    seen = owner.get(address(asked)).field("seen") or ""
    page = owner.post(address(asked), {"seen": seen, "read": "y", **values}, status=status)
    work_off(owner)
    return page


def work_off(visitor: Visitor) -> int:
    """Let a real worker finish what waits."""
    settings, store = (visitor.client.application.extensions[f"heed_{name}"] for name in ("settings", "database"))
    return Worker(store, settings).work_off()


def editions(store: Database) -> list[Publication]:
    with store.reading() as db:
        return list(db.scalars(select(Publication).order_by(Publication.number)))


def test_the_page_shows_what_will_go_out_and_that_nothing_is_missing(ready: Asked, sign_in):
    page = sign_in("owner", ready.consultation_id).get(address(ready))
    assert page.has("This is what will be published") and not page.has("Not yet")
    assert page.has("1 quote will be shown") and page.has("People eat in company and feel less alone, number 0")
    assert page.has("matters most to Family carers") and page.has("What is not known")


def undo(store: Database, asked: Asked, what: str) -> None:
    with store.unit_of_work() as db:
        if what == "closed":
            db.get_one(Consultation, asked.consultation_id).status = "open"
        elif what == "themes":
            for theme in db.scalars(select(Theme)):
                theme.status, theme.signed_off_by = "candidate", None
        elif what == "outcomes":
            for outcome in db.scalars(select(Outcome)):
                outcome.retired_at = make.NOON
        elif what == "considered":
            db.execute(delete(GunningAnswer))
        else:
            made.rank(db, asked, *[Said(["company"], ["home"])] * 12)


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("closed", "Close the consultation"),
        ("themes", "Sign off at least one theme"),
        ("outcomes", "Make outcomes from the themes"),
        ("considered", "Answer the fairness test “Taken seriously”"),
        (
            "stale",
            "Work out the weights of “Which of these matter most to you?” again. More people have answered",
        ),
    ],
)
def test_what_is_missing_is_named_and_stops_the_publication(
    what: str, words: str, ready: Asked, sign_in, store: Database
):
    owner = sign_in("owner", ready.consultation_id)
    seen = owner.get(address(ready)).field("seen")
    undo(store, ready, what)
    page = owner.get(address(ready))
    assert page.has("Not yet") and page.has(words) and not page.field("seen")
    again = owner.post(address(ready), {"seen": seen, "read": "y"}, status=409)
    assert again.has(words) and not editions(store)


def test_nobody_publishes_without_having_read(ready: Asked, sign_in, store: Database):
    owner = sign_in("owner", ready.consultation_id)
    seen = owner.get(address(ready)).field("seen")
    page = owner.post(address(ready), {"seen": seen}, status=422)
    assert page.has("Read what will be published, then tick") and not editions(store)


def test_what_changed_since_it_was_read_is_not_published(ready: Asked, sign_in, store: Database):
    owner = sign_in("owner", ready.consultation_id)
    seen = owner.get(address(ready)).field("seen")
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, ready.themes["hot_meal"])
        tick_quote(db, theme, min(answers_of(db, theme.id)), by=1, at=make.NOON)
    page = owner.post(address(ready), {"seen": seen, "read": "y"}, status=409)
    assert page.has("It is not what you read") and not editions(store)
    owner.post(address(ready), {"seen": page.field("seen"), "read": "y"})
    assert work_off(owner) == 1 and len(editions(store)) == 1


def test_publishing_freezes_an_edition_with_the_head_of_the_audit_trail(ready: Asked, sign_in, store: Database):
    owner = sign_in("owner", ready.consultation_id)
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, ready.themes["company"])
        theme.description = "before"
    owner.post(f"/office/outcomes/{first_outcome(store)}/move", {"to": "down"})
    seen = owner.get(address(ready)).field("seen")
    owner.post(address(ready), {"seen": seen, "read": "y"})
    with store.reading() as db:
        head = db.get_one(AuditHead, 1).head_hash
    work_off(owner)
    edition = editions(store)[0]
    assert (edition.number, edition.audit_head) == (1, head)
    with store.reading() as db:
        assert db.get_one(Consultation, ready.consultation_id).status == "published"
        assert verify(db, expected_head=edition.audit_head).fault is None
        trail = select(AuditEntry.verb, AuditEntry.object_type).where(AuditEntry.verb.startswith("publishing."))
        assert db.execute(trail.order_by(AuditEntry.id)).all() == [
            ("publishing.ask", "consultation"),
            ("publishing.publish", "publication"),
        ]


def first_outcome(store: Database) -> int:
    with store.reading() as db:
        return db.scalars(select(Outcome.id).order_by(Outcome.id)).first()


def test_pressing_twice_makes_one_edition(ready: Asked, sign_in, store: Database):
    owner = sign_in("owner", ready.consultation_id)
    seen = owner.get(address(ready)).field("seen")
    for _ in range(2):
        owner.post(address(ready), {"seen": seen, "read": "y"})
    page = owner.get(address(ready))
    assert page.has("Checking and publishing the results") and page.has("It is being checked and published")
    assert not editions(store) and not page.field("seen")
    assert work_off(owner) == 1 and len(editions(store)) == 1
    page = owner.post(address(ready), {"seen": seen, "read": "y"}, status=409)
    assert page.has("Edition 1 says exactly this already") and len(editions(store)) == 1


def test_weights_that_were_worked_out_again_and_came_out_the_same_make_no_edition_and_no_version(
    ready: Asked, sign_in, store: Database, weigh
):
    owner = sign_in("owner", ready.consultation_id)
    publish(owner, ready)
    weigh(ready)
    with store.unit_of_work() as db:
        newest = db.scalars(select(WeightRun).order_by(WeightRun.id.desc())).first()
        newest.computed_at += timedelta(days=40)
    page = owner.get(address(ready))
    assert page.has("The weights of “Which of these matter most to you?” are up to date")
    assert page.has("Edition 1 says exactly this already") and not page.field("seen")
    with store.unit_of_work() as db:
        db.get_one(Theme, ready.themes["company"]).description = "Said anew"
    publish(owner, ready)
    first, second = (one.document["public"]["weight_versions"] for one in editions(store))
    assert first[0]["number"] == 1
    assert {**first[0], "fingerprint": ""} == {**second[0], "fingerprint": ""}
    assert owner.get(f"/office/questions/{ready.question_id}/weights/versions").has(
        "Edition 1 of the results stands on"
    )


def test_what_changed_between_the_button_and_the_check_is_not_published(ready: Asked, sign_in, store: Database):
    owner = sign_in("owner", ready.consultation_id)
    owner.post(address(ready), {"seen": owner.get(address(ready)).field("seen"), "read": "y"})
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, ready.themes["hot_meal"])
        tick_quote(db, theme, min(answers_of(db, theme.id)), by=1, at=make.NOON)
    assert work_off(owner) == 1 and not editions(store)
    page = owner.get(address(ready))
    assert page.has("It did not work") and page.has("Something changed since you opened this page")
    assert page.field("seen") and not page.has("Start it again")


def test_what_a_reader_could_work_out_is_found_before_it_is_frozen_and_named(
    ready: Asked, sign_in, store: Database, monkeypatch: pytest.MonkeyPatch
):
    """The planted leak: each table hides its small counts alone, and looks at no other."""
    owner = sign_in("owner", ready.consultation_id)
    with monkeypatch.context() as patch:
        patch.setattr(disclosure_editions, "choose_hidden", hide_small_alone)
        patch.setattr(counts, "_is_near", lambda *_: False)
        publish(owner, ready)
        assert not editions(store)
        page = owner.get(address(ready))
    assert page.has("It did not work") and page.has("Nothing was published. Who answered “")
    assert page.has("those who answered and are not in the weights") and page.has("Open the consultation again")
    with store.reading() as db:
        assert db.get_one(Consultation, ready.consultation_id).status == "closed"
    publish(owner, ready)
    assert len(editions(store)) == 1


def hide_small_alone(table: Table) -> frozenset[str]:
    """What a rule of thumb hides: small counts, and nothing beside them."""
    return frozenset(
        one.name
        for one in table.cells.values()
        if one.kind != INNER and (one.shown is False or (one.shown is None and 0 < one.n < THRESHOLD))
    )


def test_why_answers_were_left_out_is_attacked_with_who_answered_the_survey(ready: Asked, store: Database):
    with store.reading() as db:
        draft = build_draft(db, db.get_one(Consultation, ready.consultation_id))
    ranked = next(one.safe for one in draft.counts if any(LEFT_OUT in name for name in one.safe.table.cells))
    reasons = {name for name in ranked.table.cells if LEFT_OUT in name and ", " not in name}
    assert {name.rpartition(LEFT_OUT)[2] for name in reasons} == {"none", "undecided"} and reasons <= ranked.hidden
    assert {one["people"] for one in draft.public["weights"][0]["exclusions"]} == {"some"}


def test_only_the_owner_stops_what_is_to_go_out_and_asks_for_it_anew(ready: Asked, sign_in, store: Database):
    owner, analyst = (sign_in(role, ready.consultation_id) for role in ("owner", "analyst"))
    owner.post(address(ready), {"seen": owner.get(address(ready)).field("seen"), "read": "y"})
    with store.reading() as db:
        run = db.scalars(select(Run).where(Run.kind == FREEZE)).one()
    analyst.post(f"/office/runs/{run.id}/cancel", status=403)
    owner.post(f"/office/runs/{run.id}/cancel")
    analyst.post(f"/office/runs/{run.id}/retry", status=403)
    owner.post(f"/office/runs/{run.id}/retry", status=409)
    assert work_off(owner) == 0 and not editions(store)
    publish(owner, ready)
    assert len(editions(store)) == 1


@pytest.mark.usefixtures("undrawn")
def test_a_handful_of_answers_cannot_be_worked_out_from_two_editions(ready: Asked, sign_in, store: Database, weigh):
    owner = sign_in("owner", ready.consultation_id)
    publish(owner, ready)
    with store.unit_of_work() as db:
        made.rank(db, ready, *[Said(["company"], ["home"])] * 3)
    weigh(ready)
    assert owner.get(address(ready)).has("3 answers have come, gone or changed since edition 1")
    with store.unit_of_work() as db:
        made.rank(db, ready, *[Said(["company"], ["home"])] * 9)
    weigh(ready)
    publish(owner, ready)
    assert [one.number for one in editions(store)] == [1, 2]


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("what", ["one changed an answer", "two in no group came", "four of twelve are in two groups"])
def test_a_few_cannot_be_worked_out_from_the_weights_of_two_editions(
    ready: Asked, sign_in, store: Database, weigh, what: str
):
    """The numbers of each group are as they were, or ten apart; so the few stand outside of the groups that moved."""
    owner = sign_in("owner", ready.consultation_id)
    with store.unit_of_work() as db:
        made.rank(db, ready, *[Said(["company"])] * 12)
    weigh(ready)
    publish(owner, ready)
    with store.unit_of_work() as db:
        if what == "one changed an answer":
            asked = Answer.question_id == ready.question_id
            one = db.scalars(select(Answer).where(asked, Answer.state == "answered").order_by(Answer.id)).first()
            one.value = {**one.value, "order": list(reversed(one.value["order"]))}
        elif what == "two in no group came":
            made.rank(db, ready, *[Said(["company"], ["home"])] * 12, *[Said(["hot_meal"])] * 2)
        else:
            both = [Said(["company"], ["home", "carers"])] * 8
            made.rank(db, ready, *both, *[Said(["company"], [group]) for group in ["home", "carers"] * 4])
    weigh(ready)
    page = publish(owner, ready, status=409)
    assert page.has("since edition 1 a few people of a group, or of all who are not in it")
    assert len(editions(store)) == 1


def test_weights_from_before_it_was_kept_who_is_behind_them_are_worked_out_again_before_they_go_out(
    ready: Asked, sign_in, store: Database, weigh
):
    owner = sign_in("owner", ready.consultation_id)
    with store.unit_of_work() as db:
        db.scalars(select(WeightRun)).one().parts = {}
        draft = build_draft(db, db.get_one(Consultation, ready.consultation_id))
    assert draft.drawn["said"] == {}
    assert publish(owner, ready, status=409).has("Work the weights out again first") and not editions(store)
    weigh(ready)
    publish(owner, ready)
    assert editions(store)[0].document["drawn"]["said"][str(ready.question_id)]["all"][0] > 0


@pytest.mark.usefixtures("undrawn")
@pytest.mark.parametrize("unknown", ["left out", "nobody"])
def test_beside_an_edition_that_does_not_tell_who_is_behind_its_weights_numbers_and_answers_count(
    ready: Asked, sign_in, store: Database, weigh, unknown: str
):
    """A few in a small group do not stop what has the very same answers; one changed answer stops it."""
    owner = sign_in("owner", ready.consultation_id)
    publish(owner, ready)
    with store.unit_of_work() as db:
        edition = db.scalars(select(Publication)).one()
        nobody = {str(ready.question_id): sum_up({})}
        drawn = {**edition.document["drawn"], "said": nobody if unknown == "nobody" else {}}
        edition.document = {**edition.document, "drawn": drawn}
        db.get_one(Theme, ready.themes["company"]).label = "Company, newly told"
    publish(owner, ready)
    assert len(editions(store)) == 2
    with store.unit_of_work() as db:
        db.delete(db.scalars(select(Publication).where(Publication.number == 2)).one())
        asked = Answer.question_id == ready.question_id
        one = db.scalars(select(Answer).where(asked, Answer.state == "answered").order_by(Answer.id)).first()
        one.value = {**one.value, "order": list(reversed(one.value["order"]))}
    weigh(ready)
    assert publish(owner, ready, status=409).has("came, went or changed their answer")
    with store.unit_of_work() as db:
        made.rank(db, ready, *[Said(["company"], ["home"])] * 12)
    weigh(ready)
    publish(owner, ready)
    assert len(editions(store)) == 2


def test_themes_that_are_not_signed_off_are_left_out_and_counted(ready: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, ready.themes["waste_packaging"])
        theme.status, theme.signed_off_by = "candidate", None
    page = sign_in("owner", ready.consultation_id).get(address(ready))
    assert page.has("1 theme is not signed off and will not be published") and page.has("8 themes signed off")


def test_only_the_owner_publishes_or_takes_back(ready: Asked, sign_in, store: Database):
    publish(sign_in("owner", ready.consultation_id), ready)
    edition = editions(store)[0]
    for role in ("analyst", "viewer"):
        visitor = sign_in(role, ready.consultation_id)
        visitor.get(address(ready), status=403)
        visitor.post(f"/office/publications/{edition.id}/withdraw", status=403)
    sign_in("officer").get(f"/office/publications/{edition.id}/withdraw", status=404)


def test_taking_an_edition_back_asks_once_more_and_leaves_the_row(ready: Asked, sign_in, store: Database):
    owner = sign_in("owner", ready.consultation_id)
    publish(owner, ready)
    edition = editions(store)[0]
    assert owner.get(f"/office/publications/{edition.id}/withdraw").has("This cannot be undone")
    assert editions(store)[0].withdrawn_at is None
    owner.post(f"/office/publications/{edition.id}/withdraw")
    after = editions(store)[0]
    assert after.withdrawn_at and after.document == edition.document
    with store.reading() as db:
        assert db.get_one(Consultation, ready.consultation_id).status == "closed"
    assert re.search(r"Edition 1 , published .* Withdrawn", owner.get(address(ready)).reading)


def test_the_document_holds_no_id_of_an_answer_outside_what_is_drawn(ready: Asked, sign_in, store: Database):
    publish(sign_in("owner", ready.consultation_id), ready)
    document = editions(store)[0].document
    assert set(document) == {"public", "drawn"} and document["drawn"]["quotes"][0]["answers"]
    assert "answer_id" not in str(document["public"]) and "'answers': [" not in str(document["public"])


def test_who_left_the_consent_unticked_is_not_quoted_whoever_ticks_the_answer(ready: Asked, sign_in, store: Database):
    owner = sign_in("owner", ready.consultation_id)
    with store.unit_of_work() as db:
        answer = db.get_one(Answer, min(answers_of(db, ready.themes["company"])))
        consent = make.question(db, db.get_one(Survey, ready.open_survey_id), kind="consent", text="You may quote me")
        given = Answer(question_id=consent.id, response_id=answer.response_id, state="answered", value={"given": True})
        db.add(given)
    assert owner.get(address(ready)).has("1 quote will be shown")
    with store.unit_of_work() as db:
        given = db.scalars(select(Answer).where(Answer.question_id == consent.id)).one()
        given.state, given.value = "blank", None
    page = owner.get(address(ready))
    assert page.has("0 quotes will be shown") and page.has("1 ticked quote is left out: the author did not agree")
    assert not page.has("feel less alone, number 0")


def test_nothing_public_tells_when_all_that_was_said_is_guessed(
    ready: Asked, sign_in, store: Database, visitor: Visitor
):
    """A plain hash of a few rankings is found by trying out all there can be, and Kendall's W is a fraction of n."""
    publish(sign_in("owner", ready.consultation_id), ready)
    edition = editions(store)[0]
    with store.reading() as db:
        newest = db.scalars(select(WeightRun)).one()
        consultation = db.get_one(Consultation, ready.consultation_id)
    out = f"/c/{consultation.public_id}/results"
    for address in (out, f"{out}/1/results.json", f"{out}/1/weights.csv"):
        assert newest.input_hash not in visitor.get(address).text
    assert edition.document["drawn"]["inputs"] == {"1": newest.input_hash}
    assert {group["agreement"] for one in edition.document["public"]["weights"] for group in one["groups"]} == {None}
    viewer = sign_in("viewer", ready.consultation_id)
    for one in ("weights", "weights/detail"):
        assert not viewer.get(f"/office/questions/{ready.question_id}/{one}").has(newest.input_hash)
    analyst = sign_in("analyst", ready.consultation_id)
    assert analyst.get(f"/office/questions/{ready.question_id}/weights/detail").has(newest.input_hash)


def test_how_far_people_agree_is_told_to_analysts_alone():
    told = {"n": 12, "hidden": "", "weights": [], "agreement": 25 / 36, "warnings": []}
    result = {
        "threshold": 10, "items": [], "overall": told, "groups": [], "largest_difference": None, "exclusions": [],
        "first_day": None, "last_day": None,
    }  # fmt: skip
    assert tell(result, exact=True).everyone.agreement == 25 / 36
    assert tell(result, exact=False).everyone.agreement is None


@pytest.mark.usefixtures("undrawn")
def test_an_edition_is_held_against_every_edition_before_it(ready: Asked, sign_in, store: Database, weigh):
    """Twelve come and nine go: beside the edition before there are nine gone, beside the first there are three more."""
    owner = sign_in("owner", ready.consultation_id)
    publish(owner, ready)
    with store.unit_of_work() as db:
        more = [one.id for one in made.rank(db, ready, *[Said(["company"], ["home"])] * 13)]
    weigh(ready)
    publish(owner, ready)
    with store.unit_of_work() as db:
        db.execute(delete(Response).where(Response.id.in_(more[:10])))
    weigh(ready)
    page = publish(owner, ready, status=409)
    assert page.has("3 answers have come, gone or changed since edition 1") and len(editions(store)) == 2


def test_an_outcome_does_not_carry_the_name_of_a_theme_nobody_signed_off(ready: Asked, sign_in, store: Database):
    with store.unit_of_work() as db:
        theme = db.get_one(Theme, ready.themes["waste_packaging"])
        theme.status, theme.signed_off_by, theme.label = "candidate", None, "Not for the public yet"
    publish(sign_in("owner", ready.consultation_id), ready)
    assert "Not for the public yet" not in str(editions(store)[0].document)


@pytest.mark.parametrize("gone", ["member", "active", "nobody"])
def test_who_may_not_publish_any_more_publishes_nothing(ready: Asked, store: Database, app, gone: str):
    with store.unit_of_work() as db:
        consultation = db.get_one(Consultation, ready.consultation_id)
        owner = make.user(db, role="owner", consultation_id=consultation.id)
        by = None if gone == "nobody" else owner.id
        seen = build_draft(db, consultation).mark
        run = ask_to_publish(db, consultation, seen=seen, by=by, at=make.NOON).id  # type: ignore[arg-type]
        if gone == "member":
            db.execute(delete(Membership).where(Membership.user_id == owner.id))
        if gone == "active":
            owner.active = False
    Worker(store, app.extensions["heed_settings"]).work_off()
    with store.reading() as db:
        ended = db.get_one(Run, run)
        assert (ended.status, db.scalars(select(Publication)).all()) == ("failed", [])
        assert "may not publish these results any more" in (ended.problem or "")


def test_a_second_draft_is_not_told_to_be_published_while_the_first_is_checked(ready: Asked, store: Database):
    with store.unit_of_work() as db:
        consultation = db.get_one(Consultation, ready.consultation_id)
        owner = make.user(db, role="owner", consultation_id=consultation.id)
        first = ask_to_publish(db, consultation, seen=build_draft(db, consultation).mark, by=owner.id, at=make.NOON)
        first.parameters = {"seen": "what was read before"}
        db.flush()
        with pytest.raises(AnotherIsChecked, match="nothing of yours was sent"):
            ask_to_publish(db, consultation, seen=build_draft(db, consultation).mark, by=owner.id, at=make.NOON)
