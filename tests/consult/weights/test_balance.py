"""Balancing: shares are saved or refused at their field; the next run sets balanced figures beside the others."""

from __future__ import annotations

import json
import math

import pytest
from sqlalchemy import select, update

from analysis.weights import weigh as weigh_request
from consult.audit import AuditEntry
from consult.consultations.models import Consultation
from consult.groups.models import ConsultationGroup
from consult.publishing.document import build_draft
from consult.weights import actions_balance
from consult.weights.models import BalanceMargin, WeightRun
from surveys.collection import Answer, Response, ResponseGroup
from surveys.database import Database
from surveys.definition import Item, Question, Survey
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said
from tests.consult.weights.made_kinds import read

NO_DATE = {"counted_on-day": "", "counted_on-month": "", "counted_on-year": ""}
SOURCE = {"source": "Census 2021", "counted_on-day": "21", "counted_on-month": "3", "counted_on-year": "2021"}


def ask_age(store: Database, asked: Asked, labels: tuple[str, ...] = ("Under 60", "60 or over", "Rather not say")):
    """A question of the same survey; of every five people one chose the first, three the second, one the third.

    Returns the ids of the question and of its options.
    """
    with store.unit_of_work() as db:
        section = db.get_one(Survey, asked.survey_id).sections[-1]
        question = Question(
            survey_id=asked.survey_id, section_id=section.id, position=9, kind="choice", text="How old are you?",
            settings={"many": False}, items=[Item(position=place, label=one) for place, one in enumerate(labels)],
        )  # fmt: skip
        db.add(question)
        db.flush()
        options = [item.id for item in question.items]
        ids = db.scalars(select(Response.id).where(Response.survey_id == asked.survey_id).order_by(Response.id))
        for number, response in enumerate(ids):
            chosen = options[(0, 1, 1, 1, 2)[number % 5]]
            value = {"items": [chosen], "other": None}
            db.add(Answer(response_id=response, question_id=question.id, state="answered", value=value))
        return question.id, options


def page_of(asked: Asked) -> str:
    return f"/office/questions/{asked.question_id}/weights/balance"


def typed(options: list[int], *shares: str, unit: str = "percent", **more: str) -> dict[str, str]:
    return {
        "unit": unit,
        **{f"share_{one}": share for one, share in zip(options, shares, strict=False)},
        **SOURCE,
        **more,
    }


def send(officer, address: str, data: dict[str, str], status: int = 303):
    seen = officer.get(address).field("seen")
    return officer.post(address, {"seen": seen, **data}, status)


def test_balanced_figures_stand_beside_the_others_with_their_people_and_what_they_are_worth(
    weighed: Asked, weigh, store: Database, sign_in
):
    age, options = ask_age(store, weighed)
    officer = sign_in("analyst", weighed.consultation_id)
    assert officer.get(f"/office/questions/{weighed.question_id}/weights/detail").has("Balance who answered")
    saved = officer.follow(send(officer, f"{page_of(weighed)}/by/{age}", typed(options, "50", "50%", "")))
    assert saved.has("What you balance by was changed since")
    before = newest(store)
    found = weigh(weighed).result
    assert {name: found[name] for name in before if name not in ("balanced", "shape")} == {
        name: before[name] for name in before if name not in ("balanced", "shape")
    }
    balanced = found["balanced"]
    n = [cell["n"] for cell in balanced["margins"][0]["cells"]]
    assert balanced["n"] == sum(n) < found["overall"]["n"] == balanced["n"] + balanced["left_out"]
    # Kish by hand: two kinds of people, each of one weight.
    weights = [0.5 * sum(n) / n[0], 0.5 * sum(n) / n[1]]
    worth = sum(n) ** 2 / sum(many * weight**2 for many, weight in zip(n, weights, strict=True))
    assert balanced["effective"] == pytest.approx(worth, abs=1e-3)
    page = officer.get(page_of(weighed))
    assert saved.has(
        f"Saved. One person’s answer counts for at most {math.ceil(10 * n[1] / n[0]) / 10:g} times another’s"
    )
    assert page.has(f"{sum(n)} people count like {worth:,.0f}") and page.has(
        "From Census 2021, counted on 21 March 2021"
    )
    assert page.has("is published is “Groups by their size”") and not page.has("was changed since")
    for weight in balanced["weights"]:
        assert weight["n"] == sum(n)
        assert page.has(f"{round(weight['points'])} ({round(weight['low'])} to {round(weight['high'])})")


def test_the_figures_are_those_of_the_command_of_the_analysis(weighed: Asked, weigh, store: Database, sign_in):
    age, options = ask_age(store, weighed)
    officer = sign_in("owner", weighed.consultation_id)
    send(officer, f"{page_of(weighed)}/by/{age}", typed(options, "400", "500", "100", unit="people"))
    officer.post(f"{page_of(weighed)}/groups", {"to": "start"})
    balanced = weigh(weighed).result["balanced"]
    assert (
        balanced["unheard"] == [{"label": "Young carers", "share": 140.0}]
        or balanced["unheard"][0]["label"] == "Young carers"
    )
    given = read(store, weighed)
    cells = balanced["margins"][0]["cells"]
    request = {
        "kind": "raking",
        "items": [item.label for item in given.items],
        "unranked": "below",
        "responses": rows_with_age(store, weighed, age),
        "margins": {
            "of": {cell["key"]: cell["share"] for cell in cells if cell["n"]},
            "age": dict(zip(map(str, options), (400, 500, 100), strict=True)),
        },
        "options": {"variance": "cluster", "by_group": False, "pool": "none"},
    }
    report = weigh_request(request).as_dict()
    assert balanced["effective"] == pytest.approx(report["ess"], rel=1e-6)
    for stored, weight, (low, high) in zip(balanced["weights"], report["weights"], report["interval"], strict=True):
        assert (stored["points"], stored["low"], stored["high"]) == pytest.approx(
            (100 * weight, 100 * low, 100 * high), abs=1e-3
        )


def rows_with_age(store: Database, asked: Asked, age: int) -> list[dict]:
    """Every ranking as the command takes it, read from the tables."""
    with store.reading() as db:
        given = read(store, asked)
        at = {item.item_id: place for place, item in enumerate(given.items)}
        group_of = dict(db.execute(select(ResponseGroup.response_id, ResponseGroup.group_id)).all())
        rows = []
        answers = select(Answer).where(Answer.question_id == asked.question_id, Answer.state == "answered")
        ages = dict(db.execute(select(Answer.response_id, Answer.value).where(Answer.question_id == age)).all())
        for answer in db.scalars(answers):
            if answer.value["state"] == "ranked" and answer.value["order"]:
                rows.append(
                    {
                        "ranking": [[at[item]] for item in answer.value["order"]],
                        "offered": [at[item] for item in answer.value["offered"]],
                        "of": group_of[answer.response_id],
                        "age": ages[answer.response_id]["items"][0],
                    }
                )
        return rows


@pytest.mark.parametrize(
    ("shares", "more", "field", "words"),
    [
        (("70", "20", ""), {}, 0, "add up to 90. They must add up to 100"),
        (("70", "about 30", ""), {}, 1, "Enter a number for “60 or over”"),
        (("70", "-30", ""), {}, 1, "Enter a number for “60 or over”"),
        (("100", "", ""), {}, 0, "at least two options"),
        (("70", "30", "0"), {}, 2, "chose “Rather not say”, so it cannot be 0"),
        (("60", "30", "", "10"), {}, 3, "Nobody who is weighed chose “In a home”"),
        (("70", "30", ""), {"source": " "}, "source", "Enter where the numbers come from"),
        (("70", "30", ""), {"counted_on-year": "2031"}, "counted_on-day", "today or in the past"),
        (("70", "30", ""), NO_DATE, "counted_on-day", "Enter the date"),
        (("70", "30", ""), {"unit": ""}, "unit", "Choose whether you type per cent"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_at_its_field(weighed: Asked, store: Database, sign_in, shares, more, field, words):
    age, options = ask_age(store, weighed, ("Under 60", "60 or over", "Rather not say", "In a home"))
    officer = sign_in("analyst", weighed.consultation_id)
    page = send(officer, f"{page_of(weighed)}/by/{age}", {**typed(options, *shares), **more}, 422)
    link = f"#share_{options[field]}" if isinstance(field, int) else f"#{field}"
    errors = [one for one in page.all("a") if (one.get("href") or "").startswith(link)]
    assert len(errors) == 1 and words in "".join(errors[0].itertext())
    with store.reading() as db:
        assert db.scalar(select(BalanceMargin.id)) is None


def test_shares_that_contradict_each_other_are_refused(asked: Asked, store: Database, sign_in):
    """All people at home are under 60 and all carers over: no weights can make the young few and those at home many."""
    with store.unit_of_work() as db:
        people = [Said(["company"], ["home"])] + [Said(["hot_meal"], ["carers"])] * 4
        made.rank(db, asked, *(people * 4))
        db.execute(update(ConsultationGroup).values(population=500))
    age, options = ask_age(store, asked, ("Under 60", "60 or over", "Unused"))
    with store.unit_of_work() as db:
        for answer in db.scalars(select(Answer).where(Answer.question_id == age)):
            if answer.value["items"] == [options[2]]:
                answer.value = {"items": [options[1]], "other": None}
    officer = sign_in("analyst", asked.consultation_id)
    officer.post(f"{page_of(asked)}/groups", {"to": "start"})
    page = send(officer, f"{page_of(asked)}/by/{age}", typed(options, "1", "99"), 422)
    assert page.has("contradict each other")


def test_a_group_nobody_answered_of_is_met_by_no_answer_and_the_page_promises_no_more(
    weighed: Asked, weigh, store: Database, sign_in
):
    officer = sign_in("analyst", weighed.consultation_id)
    before = officer.get(page_of(weighed))
    assert before.has("It works where nobody who answered said that they are in two of them")
    assert before.has("cannot see whether the numbers of people overlap")
    assert before.has("A kind of people of whom nobody answered cannot be matched")
    officer.post(f"{page_of(weighed)}/groups", {"to": "start"})
    cells = weigh(weighed).result["balanced"]["margins"][0]["cells"]
    assert [cell["label"] for cell in cells if not cell["n"]] == ["Young carers"]
    told = officer.get(page_of(weighed))
    assert told.has("Nobody of Young carers (80 people) has answered. The balanced figures say nothing of them: they")


def test_groups_that_share_people_are_not_balanced_by(asked: Asked, store: Database, sign_in):
    with store.unit_of_work() as db:
        made.rank(db, asked, *[Said(["company"], ["home", "carers"])] * 3, *[Said(["hot_meal"], ["home"])] * 12)
    page = sign_in("analyst", asked.consultation_id).post(f"{page_of(asked)}/groups", {"to": "start"}, 422)
    assert page.has("Some people are in more than one group, such as “People at home” and “Family carers”")
    with store.reading() as db:
        assert db.scalar(select(BalanceMargin.id)) is None


def test_a_colleagues_shares_are_not_written_over_unseen(weighed: Asked, store: Database, sign_in):
    age, options = ask_age(store, weighed)
    one, other = sign_in("analyst", weighed.consultation_id), sign_in("owner", weighed.consultation_id)
    address = f"{page_of(weighed)}/by/{age}"
    seen = other.get(address).field("seen")
    send(one, address, typed(options, "70", "30"))
    page = other.post(address, {"seen": seen, **typed(options, "60", "40")}, 409)
    assert page.has("changed these shares while you were working on them")
    other.post(address, {"seen": page.field("seen"), **typed(options, "60", "40")})
    with store.reading() as db:
        assert db.scalars(select(BalanceMargin)).one().shares == {str(options[0]): 60.0, str(options[1]): 40.0}
        verbs = list(db.scalars(select(AuditEntry.verb).where(AuditEntry.verb.startswith("weight_balance"))))
    assert verbs == ["weight_balance.by_question"] * 2
    other.post(f"{address}/remove")
    with store.reading() as db:
        assert db.scalar(select(BalanceMargin.id)) is None


def test_a_share_nobody_can_speak_for_any_more_is_told_and_the_rest_stands(
    weighed: Asked, weigh, store: Database, sign_in
):
    age, options = ask_age(store, weighed)
    officer = sign_in("analyst", weighed.consultation_id)
    send(officer, f"{page_of(weighed)}/by/{age}", typed(options, "50", "30", "20"))
    with store.unit_of_work() as db:
        for answer in db.scalars(select(Answer).where(Answer.question_id == age)):
            if answer.value["items"] == [options[2]]:
                answer.value = {"items": [options[1]], "other": None}
    found = weigh(weighed).result
    assert "weights" not in found["balanced"] and found["overall"]["weights"]
    assert officer.get(page_of(weighed)).has("Nobody who is weighed chose “Rather not say”")


def test_of_very_many_people_the_run_tells_what_cannot_be(weighed: Asked, weigh, store: Database, sign_in, monkeypatch):
    """Trying it out takes its time, in which nobody could send an answer in."""
    monkeypatch.setattr(actions_balance, "MOST_TRIED", 449)
    age, options = ask_age(store, weighed, ("Under 60", "60 or over", "Rather not say", "In a home"))
    officer = sign_in("analyst", weighed.consultation_id)
    saved = officer.follow(send(officer, f"{page_of(weighed)}/by/{age}", typed(options, "60", "30", "", "10")))
    assert saved.has("Saved. Work out the weights to see the balanced figures.")
    assert "Nobody who is weighed chose “In a home”" in weigh(weighed).result["balanced"]["why_not"]


def test_neither_viewers_nor_the_published_record_have_a_balanced_figure(
    weighed: Asked, weigh, store: Database, sign_in
):
    age, options = ask_age(store, weighed)
    send(sign_in("analyst", weighed.consultation_id), f"{page_of(weighed)}/by/{age}", typed(options, "70", "30"))
    weigh(weighed)
    viewer = sign_in("viewer", weighed.consultation_id)
    viewer.get(page_of(weighed), 403)
    detail = f"/office/questions/{weighed.question_id}/weights/detail"
    record = viewer.post(f"/office/questions/{weighed.question_id}/weights/record.json", status=200)
    with store.reading() as db:
        draft = json.dumps(build_draft(db, db.get_one(Consultation, weighed.consultation_id)), default=str)
    for text in (viewer.get(detail).text, record.text, draft):
        assert "alanced" not in text and "Census 2021" not in text


@pytest.mark.parametrize("how", ["points", "best_worst", "pairs"])
def test_other_ways_of_asking_are_balanced_too(weighed_kind: Asked, how: str, weigh, store: Database, sign_in):
    age, options = ask_age(store, weighed_kind)
    officer = sign_in("analyst", weighed_kind.consultation_id)
    send(officer, f"{page_of(weighed_kind)}/by/{age}", typed(options, "70", "20", "10"))
    found = weigh(weighed_kind).result
    balanced, plain = found["balanced"], found["overall"]
    assert balanced["n"] == plain["n"] and balanced["effective"] < balanced["n"]
    assert sum(one["points"] for one in balanced["weights"]) == pytest.approx(100, abs=0.01)
    assert [one["points"] for one in balanced["weights"]] != [one["points"] for one in plain["weights"]]
    assert officer.get(page_of(weighed_kind)).has("Some answers count for more than 5 times the middle weight")
    if how == "points":
        assert_mean_by_hand(store, weighed_kind, age, balanced)


def assert_mean_by_hand(store: Database, asked: Asked, age: int, balanced: dict) -> None:
    """The weighted mean of the shares people gave, the first option counting 70 of 100 and so on."""
    with store.reading() as db:
        ages = dict(db.execute(select(Answer.response_id, Answer.value).where(Answer.question_id == age)).all())
        answers = select(Answer.response_id, Answer.value).where(Answer.question_id == asked.question_id)
        rows = [
            (ages[one]["items"][0], value) for one, value in db.execute(answers) if value and value["state"] == "shared"
        ]
    parts = {cell["key"]: cell["share"] / cell["n"] for cell in balanced["margins"][0]["cells"]}
    found = read(store, asked)
    for item, weight in zip(found.items, balanced["weights"], strict=True):
        mean = sum(parts[str(one)] * value["points"][str(item.item_id)] / value["total"] for one, value in rows)
        assert weight["points"] == pytest.approx(mean, abs=1e-3)


def newest(store: Database) -> dict:
    with store.reading() as db:
        return db.scalars(select(WeightRun).order_by(WeightRun.id.desc())).first().result
