"""Puts together what a publication says: a public part that may be downloaded as it is, and what is drawn beside it.

The public part holds no id of an answer and no count that is not protected. The other part holds the charts, the ids of
the answers quoted, hashes of what was weighed, and the exact numbers by which the next edition is checked; it never
leaves as it is.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.clock import LOCAL
from consult.consultations.models import Consultation
from consult.groups.queries import list_groups
from consult.outcomes.queries import list_outcomes
from consult.publishing.counts import ALL, NOBODY, NOT_SHOWN, SafeCounts, Weighed, group_name, theme_name
from consult.publishing.gather import AskedSurvey, SaidThemes, gather_surveys, gather_themes
from consult.publishing.queries import find_kept
from consult.publishing.whom import say_whom
from consult.themes.models import Theme
from consult.web.editing import mark_of
from consult.weights.findings import say_everyone, say_few, write_differences, write_findings
from consult.weights.models import WeightRun
from consult.weights.people_parts import read_parts, sum_up
from consult.weights.queries import QuestionState, find_newest, list_states, list_weighed_questions
from consult.weights.side_by_side import SideTable, set_beside, share_outcomes
from consult.weights.tables import public_method, weight_record
from consult.weights.telling import SOME, may_tell_left_out, say_silent, tell
from surveys.questionnaire import hash_document

SHAPE = 1
WIDTHS = ("wide", "narrow")  # of the chart that is published
SEAL = "hash_of_charts_and_quotes"
STANDS_ON = "weight_versions"  # the frozen versions of weights behind an edition, one for each of its weights
OF_THE_EDITION = ("edition", SEAL, STANDS_ON)  # what is no part of what a draft says
ALWAYS_UNKNOWN = (
    "People chose for themselves whether to answer. Those who did may differ from those who did not.",
    "Weights compare the outcomes on this list with each other. They say nothing about money, about need, or about how "
    "much would change.",
)


@dataclass(frozen=True, slots=True)
class ToldCounts:
    """The counts of one survey or of one question's themes, with what stands over them."""

    title: str
    safe: SafeCounts
    is_of_themes: bool


@dataclass(frozen=True, slots=True)
class Draft:
    """What would be published now, with what the checks need to know. `counts` are what an attacker would try; `names`
    has the groups and themes behind the names of their cells."""

    public: dict[str, Any]
    drawn: dict[str, Any]
    weights: tuple[QuestionState, ...]
    unsigned_themes: int
    unquotable: int
    counts: tuple[ToldCounts, ...]
    names: Mapping[str, str]

    @property
    def mark(self) -> str:
        """The mark by which it is seen that what is published is what was read."""
        return mark_of(hash_document({"public": self.public, "drawn": self.drawn}))


def build_draft(db: Session, consultation: Consultation) -> Draft:
    """Read everything a publication would say at this moment."""
    groups = list_groups(db, consultation.id)
    kept = find_kept(db, consultation.id)
    states = [
        state
        for state in list_states(db, list_weighed_questions(db, consultation.id))
        if state.question.survey_status != "draft"
    ]
    surveys = gather_surveys(db, consultation.id, groups, _behind(states), kept.get("surveys", {}))
    themes = gather_themes(db, consultation.id, groups, surveys, kept.get("questions", {}))
    weights, charts, inputs = _weights(db, states, {one.survey.id: one.safe for one in surveys})
    public = {
        "shape": SHAPE,
        "consultation": _facts(consultation),
        "surveys": [say_whom(one.told, _of_survey(one, states, weights)) for one in surveys],
        "themes": [one.told for one in themes],
        "outcomes": _outcomes(db, consultation.id),
        "weights": weights,
        "side_by_side": _side_by_side(db, states),
        "not_known": _not_known(surveys, themes),
    }
    drawn = {
        "quotes": [quote for one in themes for quote in one.quotes],
        "charts": charts,
        "inputs": inputs,
        "exact": {str(one.survey.id): one.exact for one in surveys},
        "said": {
            str(one.question.id): sum_up(read_parts(one.newest.parts))
            for one in states
            if one.newest and one.newest.parts
        },
        "kept": {
            "surveys": {str(one.survey.id): one.safe.kept for one in surveys},
            "questions": {str(one.question_id): one.safe.kept for one in themes},
        },
        "survey_titles": {str(one.survey.id): one.survey.title for one in surveys},
    }
    unsigned, unquotable = sum(one.unsigned for one in themes), sum(one.unquotable for one in themes)
    counts = [ToldCounts(f"Who answered “{one.survey.title}”", one.safe, False) for one in surveys]
    counts += [ToldCounts(f"What people said to “{one.told['question']}”", one.safe, True) for one in themes]
    names = {group_name(group.id): group.name for group in groups}
    names |= {theme_name(theme): label for one in themes for theme, label in one.labels.items()}
    return Draft(public, drawn, tuple(states), unsigned, unquotable, tuple(counts), names)


def is_same(draft: Draft, document: Mapping[str, Any]) -> bool:
    """Whether a frozen document says what the draft says, apart from its number and dates: weights that were worked out
    again and came out the same are nothing new."""
    drawn = {name: part for name, part in document["drawn"].items() if name != "salt"}
    return hash_document({"public": _undated(document["public"]), "drawn": drawn}) == hash_document(
        {"public": _undated(draft.public), "drawn": draft.drawn}
    )


def _undated(public: Mapping[str, Any]) -> dict[str, Any]:
    weights = [
        {**one, "method": {name: part for name, part in one["method"].items() if name != "computed_on"}}
        for one in public["weights"]
    ]
    return {name: part for name, part in public.items() if name not in OF_THE_EDITION} | {"weights": weights}


def public_text(document: Mapping[str, Any]) -> str:
    """The public part as the file people download: its sha256 is the fingerprint the page shows."""
    return json.dumps(document["public"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _facts(consultation: Consultation) -> dict[str, Any]:
    return {
        "title": consultation.title,
        "purpose": consultation.purpose,
        "decision": consultation.decision,
        "asked_by": consultation.asked_by,
        "contact": consultation.contact,
        "opens_on": _iso(consultation.opens_on),
        "closes_on": _iso(consultation.closes_on),
        "is_invented": consultation.is_invented,
    }


def _outcomes(db: Session, consultation_id: int) -> list[dict[str, Any]]:
    outcomes = list_outcomes(db, consultation_id)
    behind = [outcome.theme_id for outcome in outcomes if outcome.theme_id is not None]
    signed_off = select(Theme).where(Theme.id.in_(behind), Theme.status == "signed_off")
    labels = {theme.id: theme.label for theme in db.scalars(signed_off)}
    return [
        {
            "sentence": outcome.sentence,
            "is_loss": outcome.direction == "loss",
            "ranked_as": outcome.ranked_as,
            "theme": labels.get(outcome.theme_id) if outcome.theme_id is not None else None,
        }
        for outcome in outcomes
    ]


def _weights(
    db: Session, states: Sequence[QuestionState], answered: Mapping[int, SafeCounts]
) -> tuple[list[dict[str, Any]], dict[str, Any], dict[str, str]]:
    told, charts, inputs = [], {}, {}
    results: dict[int, Mapping[str, Any]] = {}
    for number, state in enumerate((one for one in states if one.newest is not None), start=1):
        newest = find_newest(db, state.question.id, charts=True)
        if newest is None:
            continue
        public = tell(newest.result, exact=False)
        if not answered[state.question.survey_id].tells_left_out(state.question.id):
            public = replace(public, exclusions=tuple(replace(one, people=SOME) for one in public.exclusions))
        record = {"number": number, "question": state.question.text, **weight_record(public, write_findings(public))}
        record |= {"differences": write_differences(public), "everyone": say_everyone(public)}
        record |= {"few": few} if (few := say_few(public)) else {}
        told.append({**record, "did": public.words.did, "method": _method(newest)})
        results[number] = newest.result
        charts[str(number)] = {width: newest.charts[width] for width in WIDTHS if width in newest.charts}
        # Where few people were asked about few things, all they may have said can be tried out until this hash fits.
        inputs[str(number)] = newest.input_hash
    return [{**one, "same_outcomes": _same_outcomes(one["number"], results)} for one in told], charts, inputs


def _of_survey(
    survey: AskedSurvey, states: Sequence[QuestionState], weights: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    weighed = [state.question for state in states if state.newest is not None]
    pairs = zip(weighed, weights, strict=True)
    return [record for question, record in pairs if question.survey_id == survey.survey.id]


def _behind(states: Sequence[QuestionState]) -> dict[int, list[Weighed]]:
    """Who is behind the weights that stand beside a survey's own counts, by the survey's id."""
    found: dict[int, list[Weighed]] = {}
    for state in states:
        if state.newest is None:
            continue
        result = state.newest.result
        parts = {ALL: result["overall"], **{group_name(one["group_id"]): one for one in result["groups"]}}
        people = {name: part["n"] for name, part in parts.items()}
        hidden = frozenset(name for name, part in parts.items() if part["hidden"] and part["n"])
        left = {one["reason"]: one["n"] for one in result["exclusions"]}
        found.setdefault(state.question.survey_id, []).append(
            Weighed(state.question.id, people, hidden, left, left_out_hidden=not may_tell_left_out(result))
        )
    return found


def _side_by_side(db: Session, states: Sequence[QuestionState]) -> list[dict[str, Any]]:
    """Everyone's numbers in each way of asking about the same outcomes, as templates/weights/beside.html wants them."""
    weighed = {state.question.id: state for state in states if state.newest is not None}
    told: set[int] = set()
    found = []
    for state in weighed.values():
        if state.question.id in told or state.newest is None:
            continue
        beside = set_beside(db, state.question, state.newest, exact=True, among=weighed)
        if beside is None:
            continue
        told |= {way.question.id for way in beside.ways}
        ways = [{"question": way.question.text, "words": {"who": way.words.who}} for way in beside.ways]
        about = {"ways": ways, "headings": list(beside.headings), "is_unlike": beside.is_unlike}
        found += [{**_beside_record(table), **about} for table in beside.tables if not table.mark]
    return found


def _beside_record(table: SideTable) -> dict[str, Any]:
    return {
        "name": table.name,
        "mark": table.mark,
        "panels": [None if one is None else {"people": one.people, "hidden": one.hidden} for one in table.panels],
        "rows": [
            {"label": row.label, "is_loss": row.is_loss, "numbers": [one and asdict(one) for one in row.numbers]}
            for row in table.rows
        ],
    }


def _same_outcomes(number: int, results: Mapping[int, Mapping[str, Any]]) -> list[int]:
    """The numbers of the other questions that asked about these outcomes, so that the page can say they stand apart."""
    return [other for other, result in results.items() if other != number and share_outcomes(results[number], result)]


def _method(newest: WeightRun) -> dict[str, Any]:
    return {
        **public_method(newest.method),
        "computed_on": newest.computed_at.astimezone(LOCAL).date().isoformat(),
    }


def _not_known(surveys: Sequence[AskedSurvey], themes: Sequence[SaidThemes]) -> list[str]:
    found = []
    silent = [
        group["name"]
        for place, group in enumerate(surveys[0].told["groups"] if surveys else ())
        if not any(one.told["groups"][place]["heard"] for one in surveys)
    ]
    if silent:
        found.append(say_silent(silent))
    for one in themes:
        told = one.told
        found.append(
            f"A computer gathered answers that say the same, and people read the themes and signed them off. "
            f"{_read(told['percent_read'])} {_outside(told['in_no_theme'])}"
        )
    return [*found, *ALWAYS_UNKNOWN]


def _outside(people: str) -> str:
    if people == NOBODY:
        return "Every answer is in a theme shown here."
    many = "Some" if people == NOT_SHOWN else people.capitalize()
    return f"{many} answers are in no theme shown here."


def _read(percent: int | None) -> str:
    if percent is None:
        return "How many answers a person placed one by one is not shown."
    return f"A person placed or checked {percent}\u00a0% of the answers one by one."


def _iso(day: date | datetime | None) -> str | None:
    return day.isoformat() if day is not None else None
