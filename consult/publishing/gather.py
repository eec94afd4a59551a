"""Reads what a publication tells of people and themes: who answered, what they said; counts leave protected only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from analysis.disclosure_tables import THRESHOLD
from analysis.personal_data import Found
from consult.consultations.models import ConsultationSurvey
from consult.groups.queries import GroupView
from consult.publishing.counts import (
    ALL,
    ANSWERS,
    COPIED,
    OUTSIDE,
    SafeCounts,
    Stored,
    Weighed,
    group_name,
    protect_people,
    protect_themes,
    say_count,
    theme_name,
)
from consult.publishing.queries_answers import (
    count_answers,
    count_answers_by_group,
    count_distinct,
    find_hidden_by_decision,
    find_percent_by_person,
    list_ticked,
)
from consult.themes.models import QuoteTick, Theme
from consult.themes.queries import (
    OpenQuestion,
    find_board,
    list_open_questions,
    list_signed_off,
)
from consult.themes.queries_copies import count_people_copying
from surveys.definition import Survey
from surveys.questionnaire import find_version, read_version
from surveys.questions.kinds import PREFERENCES
from surveys.reading import count_by_group, count_responses, count_states

ASKED_KINDS = ("open_text", "choice", *PREFERENCES)  # what a survey asked for; groups and consent are about the person


@dataclass(frozen=True, slots=True)
class AskedSurvey:
    """One survey people could answer, with its exact numbers, which stay inside."""

    survey: Survey
    told: dict[str, Any]
    exact: dict[str, int]  # "all" and group ids -> people
    safe: SafeCounts


def gather_surveys(
    db: Session,
    consultation_id: int,
    groups: Sequence[GroupView],
    weighed: Mapping[int, Sequence[Weighed]],
    last: Mapping[str, Stored],
) -> list[AskedSurvey]:
    """Each survey that was ever published, what it asked, and who answered it. `weighed` has by survey id who is behind
    the weights of its questions; `last` is what the last edition kept of each survey's counts, by its id."""
    surveys = db.scalars(
        select(Survey)
        .join(ConsultationSurvey, ConsultationSurvey.survey_id == Survey.id)
        .where(ConsultationSurvey.consultation_id == consultation_id, Survey.published_number.is_not(None))
        .order_by(Survey.id)
    ).all()
    return [_asked(db, one, groups, weighed.get(one.id, ()), last.get(str(one.id))) for one in surveys]


def _asked(
    db: Session, survey: Survey, groups: Sequence[GroupView], weighed: Sequence[Weighed], last: Stored | None
) -> AskedSurvey:
    everyone, by_group = count_responses(db, survey.id), count_by_group(db, survey.id)
    counts = {group_name(group.id): by_group.get(group.id, 0) for group in groups}
    counts[ALL] = max(everyone, *counts.values(), 0)
    safe = protect_people(counts, last, weighed)
    version = find_version(db, survey)
    questions = read_version(version).questions() if version is not None else ()
    # Whoever closes by hand may come a day late: nobody could answer after the survey's own end.
    last = min((one for one in (survey.closed_at, survey.closes_at) if one), default=None) if survey.closed_at else None
    told = {
        "title": survey.title,
        "opened": survey.opened_at.isoformat() if survey.opened_at else None,
        "closed": last.isoformat() if last else None,
        "questions": [question.text for question in questions if question.kind in ASKED_KINDS],
        "people": say_count(safe.of(ALL)),
        "groups": [_group(group, by_group.get(group.id, 0), safe) for group in groups],
    }
    exact = {"all": everyone, **{str(group.id): by_group.get(group.id, 0) for group in groups}}
    return AskedSurvey(survey, told, exact, safe)


def _group(group: GroupView, n: int, safe: SafeCounts) -> dict[str, Any]:
    shown = safe.of(group_name(group.id))
    share = None
    if shown and group.population is not None and group.population >= THRESHOLD:
        share = round(100 * shown / group.population)
    return {
        "name": group.name,
        "mark": group.mark,
        "population": group.population,
        "source": group.source,
        "counted_on": group.counted_on.isoformat() if group.counted_on else None,
        "heard": n > 0,
        "people": say_count(shown),
        "percent_of_population": share,
    }


@dataclass(frozen=True, slots=True)
class SaidThemes:
    """The signed-off themes of one open question, with the answers ticked for quoting under each theme."""

    told: dict[str, Any]
    quotes: list[dict[str, Any]]
    unsigned: int  # candidates that will not be published
    unquotable: int  # ticked answers whose authors did not agree, or took them back
    question_id: int
    safe: SafeCounts
    labels: Mapping[int, str]  # of its themes, by id


def gather_themes(
    db: Session,
    consultation_id: int,
    groups: Sequence[GroupView],
    surveys: Sequence[AskedSurvey],
    last: Mapping[str, Stored],
) -> list[SaidThemes]:
    """What people said, question by question; a theme nobody signed off is left out. `last` is what the last edition
    kept of each question's counts, by its id."""
    people = {one.survey.id: one.safe for one in surveys}
    signed = list_signed_off(db, consultation_id)
    found, number = [], 1
    for question in list_open_questions(db, consultation_id):
        board = find_board(db, question.id)
        themes = [theme for theme in signed if board is not None and theme.board_id == board.id]
        if board is None or not themes:
            continue
        safe = _protect(db, question, themes, groups, people.get(question.survey_id), last.get(str(question.id)))
        told, quotes = _said(db, question, themes, _heard(groups, people.get(question.survey_id)), number, safe)
        ticked = db.scalar(select(func.count(QuoteTick.id)).where(QuoteTick.theme_id.in_([one.id for one in themes])))
        number += len(themes)
        waiting = select(func.count(Theme.id)).where(
            Theme.board_id == board.id, Theme.status == "candidate", Theme.kind == "theme"
        )
        unquotable = (ticked or 0) - sum(len(quote["answers"]) for quote in quotes)
        labels = {theme.id: theme.label for theme in themes}
        found.append(SaidThemes(told, quotes, db.scalar(waiting) or 0, unquotable, question.id, safe, labels))
    return found


def _heard(groups: Sequence[GroupView], people: SafeCounts | None) -> list[GroupView]:
    """Without the groups of which nobody answered the survey: that is said once, not under every theme."""
    return [group for group in groups if people is None or people.of(group_name(group.id)) != 0]


def _protect(
    db: Session,
    question: OpenQuestion,
    themes: Sequence[Theme],
    groups: Sequence[GroupView],
    people: SafeCounts | None,
    last: Stored | None,
) -> SafeCounts:
    ids = [theme.id for theme in themes]
    totals, by_group = count_answers(db, ids), count_answers_by_group(db, ids)
    placed = count_distinct(db, ids)
    # an answer that was blanked stays under its theme until the theme is read again
    answered = max(count_states(db, question.id).get("answered", 0), placed)
    counts = {ANSWERS: answered, OUTSIDE: answered - placed}
    copied = count_people_copying(db, question.id)
    if copied or COPIED in (last or {}):
        counts[COPIED] = copied
    for theme in ids:
        counts[theme_name(theme)] = totals.get(theme, 0)
        own = by_group.get(theme, {})
        counts |= {theme_name(theme, group.id): own.get(group.id, 0) for group in groups}
    return protect_themes(counts, people, last)


def _said(
    db: Session,
    question: OpenQuestion,
    themes: Sequence[Theme],
    groups: Sequence[GroupView],
    number: int,
    safe: SafeCounts,
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    ids = [theme.id for theme in themes]
    order = sorted(
        range(len(ids)), key=lambda at: (-(safe.of(theme_name(ids[at])) or 0), themes[at].label.casefold(), ids[at])
    )
    ticked = list_ticked(db, ids)
    decided = find_hidden_by_decision(db, [answer for answers in ticked.values() for answer in answers])
    told, quotes = [], []
    for place, at in enumerate(order, start=number):
        told.append(_theme(place, themes[at], safe, groups))
        if ticked.get(ids[at]):
            quotes.append(_quote(place, ids[at], ticked[ids[at]], decided))
    return {
        "question": question.text,
        "answers": say_count(safe.of(ANSWERS)),
        "in_no_theme": say_count(safe.of(OUTSIDE)),
        "percent_read": find_percent_by_person(db, ids),
        "themes": told,
        **({"copied": say_count(safe.of(COPIED))} if safe.shown.get(COPIED, 0) != 0 else {}),
    }, quotes


def _quote(
    number: int, theme_id: int, answers: Sequence[int], decided: Mapping[int, Sequence[Found]]
) -> dict[str, Any]:
    """The answers quoted for a theme, with the places hidden in those an officer decided about: so an edition never
    shows what is shown again only later."""
    quote: dict[str, Any] = {"number": number, "theme_id": theme_id, "answers": list(answers)}
    hidden = {
        str(answer): [[one.start, one.end, one.kind] for one in decided[answer]]
        for answer in answers
        if answer in decided
    }
    return {**quote, "hidden": hidden} if hidden else quote


def _theme(number: int, theme: Theme, safe: SafeCounts, groups: Sequence[GroupView]) -> dict[str, Any]:
    return {
        "number": number,
        "label": theme.label,
        "description": theme.description,
        "answers": say_count(safe.of(theme_name(theme.id))),
        "groups": [
            {
                "name": group.name,
                "mark": group.mark,
                "answers": say_count(safe.of(theme_name(theme.id, group.id))),
                "shown": safe.of(theme_name(theme.id, group.id)) is not None,
            }
            for group in groups
        ],
    }
