"""What must be there before results go out, each with where it is done; two editions may not lie too close."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.disclosure_tables import THRESHOLD
from consult.consultations.models import Consultation, GunningAnswer
from consult.publishing.document import Draft, is_same
from consult.publishing.queries import find_newest, list_kept
from consult.publishing.queries_hidden import StandingEdition, list_standing, list_telling
from consult.runs import UNFINISHED
from consult.themes.queries_personal import list_hidden_words
from consult.web.words import count_words
from consult.weights.people_parts import EVERYONE, are_sums_apart
from consult.weights.queries import QuestionState


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be so: in words, whether it is, and where it is mended."""

    words: str
    done: bool
    endpoint: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Checks:
    """Everything an officer looks at before publishing. `notes` do not stop it."""

    all: tuple[Check, ...]
    notes: tuple[str, ...]

    @property
    def missing(self) -> tuple[Check, ...]:
        """What stops a publication."""
        return tuple(check for check in self.all if not check.done)


def check_draft(db: Session, consultation: Consultation, draft: Draft) -> Checks:
    """Hold a draft against what a publication needs."""
    here = {"consultation_id": consultation.id}
    signed = sum(len(one["themes"]) for one in draft.public["themes"])
    outcomes = len(draft.public["outcomes"])
    closed = consultation.status in ("closed", "published")
    found = [
        Check("The consultation is closed" if closed else "Close the consultation", closed, "overview.status", here),
        Check(
            f"{count_words(signed, 'theme')} signed off" if signed else "Sign off at least one theme",
            signed > 0,
            "themes.questions",
            here,
        ),
        Check(
            f"{count_words(outcomes, 'outcome')} agreed" if outcomes else "Make outcomes from the themes",
            outcomes > 0,
            "outcomes.listing",
            here,
        ),
        *_weights(draft, here),
        _consideration(_answer(db, consultation.id), here),
    ]
    found += _held_against_last(db, consultation.id, draft)
    return Checks(tuple(found), tuple(_notes(db, consultation.id, draft)))


def _weights(draft: Draft, here: Mapping[str, Any]) -> list[Check]:
    if not draft.weights:
        return [Check("Ask people which outcomes matter most", False, "outcomes.listing", here)]
    found = []
    for state in draft.weights:
        values, which = {"question_id": state.question.id}, f"“{state.question.text}”"
        if state.run is not None and state.run.status in UNFINISHED:
            found.append(Check(f"Wait until the weights of {which} are worked out", False, "weights.show", values))
        elif state.newest is None:
            found.append(Check(f"Work out the weights of {which}", False, "weights.show", values))
        elif state.stale:
            words = f"Work out the weights of {which} again. {' '.join(state.stale)}"
            found.append(Check(words, False, "weights.show", values))
        elif not state.newest.parts:
            words = "Work the weights out again first. They are from before it was kept who is behind them"
            found.append(Check(words, False, "weights.show", values))
        else:
            found.append(Check(f"The weights of {which} are up to date", True, "weights.show", values))
    return found


def _answer(db: Session, consultation_id: int) -> GunningAnswer | None:
    return db.scalar(
        select(GunningAnswer).where(
            GunningAnswer.consultation_id == consultation_id, GunningAnswer.principle == "consideration"
        )
    )


def _consideration(answer: GunningAnswer | None, here: Mapping[str, Any]) -> Check:
    words = "Fairness test “Taken seriously” is answered" if answer else "Answer the fairness test “Taken seriously”"
    return Check(words, answer is not None, "consultations.answer", {**here, "principle": "consideration"})


def _held_against_last(db: Session, consultation_id: int, draft: Draft) -> list[Check]:
    """Nothing goes out twice; and an edition after a handful of answers would show, by subtraction, what they said."""
    last = find_newest(db, consultation_id)
    if last is None:
        return []
    if last.withdrawn_at is None and is_same(draft, last.document):
        return [Check(f"Edition {last.number} says exactly this already, so there is nothing new to publish", False)]
    found: dict[str, Check] = {}
    for number, kept in list_kept(db, consultation_id):  # readers may have kept a copy of any
        for survey, words in _too_close(draft, number, kept["exact"]).items():
            found.setdefault(survey, Check(words, False))
        for question, words in _weighed_too_close(draft, number, kept).items():
            found.setdefault(question, Check(words, False))
    return list(found.values())


def _weighed_too_close(draft: Draft, number: int, kept: Mapping[str, Any]) -> dict[str, str]:
    """By question, why its weights cannot stand beside those of an edition: what lies between them is what few said."""
    return {
        f"weights of {state.question.id}": (
            f"Weights of “{state.question.text}”: since edition {number} a few people of a group, or of all who are "
            f"not in it, came, went or changed their answer. Two editions so close together would show what those few "
            f"said. Leave edition {number} as it is, or wait until it is {THRESHOLD} or more"
        )
        for state in draft.weights
        if _is_close(draft, state, kept)
    }


def _is_close(draft: Draft, state: QuestionState, kept: Mapping[str, Any]) -> bool:
    """Whether few people lie between the weights of a question and those of an edition. Of one from before it was kept
    who is behind them only the exact numbers of its survey tell: where none moved, somebody changed an answer."""
    question, survey = str(state.question.id), str(state.question.survey_id)
    before, now = kept.get("said", {}).get(question), draft.drawn["said"].get(question)
    if state.newest is None or now is None:
        return False
    if before and before[EVERYONE][0]:
        return not are_sums_apart(before, now, THRESHOLD)
    if state.newest.input_hash in kept["inputs"].values():
        return False  # the same answers
    return draft.drawn["exact"][survey] == kept["exact"].get(survey)


def _too_close(draft: Draft, number: int, before: Mapping[str, Mapping[str, int]]) -> dict[str, str]:
    """By survey, why this draft cannot stand beside an edition with those exact numbers."""
    found = {}
    for survey, now in draft.drawn["exact"].items():
        steps = [abs(n - before[survey][who]) for who, n in now.items() if who in before.get(survey, {})]
        few = [step for step in steps if 0 < step < THRESHOLD]
        if few:
            title = draft.drawn["survey_titles"][survey]
            found[survey] = (
                f"“{title}”: {count_words(max(few), 'answer has', 'answers have')} come, gone or changed since edition "
                f"{number}. Two editions so close together would show what those few people said. Leave edition "
                f"{number} as it is, or wait until it is {THRESHOLD} or more"
            )
    return found


def _notes(db: Session, consultation_id: int, draft: Draft) -> list[str]:
    notes = []
    if draft.unsigned_themes:
        are = "is" if draft.unsigned_themes == 1 else "are"
        notes.append(f"{count_words(draft.unsigned_themes, 'theme')} {are} not signed off and will not be published.")
    answer = _answer(db, consultation_id)
    if answer is not None and not answer.met:
        notes.append(
            "The fairness test “Taken seriously” is answered with no. You can publish what people said before a "
            "decision. A decision taken while the answer is no can be stopped by a court."
        )
    if draft.unquotable:
        are = "is" if draft.unquotable == 1 else "are"
        notes.append(
            f"{count_words(draft.unquotable, 'ticked quote')} {are} left out: the author did not agree to be quoted, "
            "or changed the answer."
        )
    hidden = list_hidden_words(db, consultation_id)
    notes += [
        f"“{words}” holds words that an officer hid in an answer, or a name in them. Reword it before you publish."
        for words in list_telling(draft.public, hidden)
    ]
    notes += [words for edition in list_standing(db, consultation_id, hidden) for words in _say_standing(edition)]
    if not draft.drawn["quotes"]:
        notes.append("No quote is ticked, so none will be published. Tick quotes where you read a theme’s answers.")
    return notes


def _say_standing(edition: StandingEdition) -> list[str]:
    """What differs between an edition that is out and what is hidden by now, with what to do."""
    said = [
        f"Edition {edition.number}, which is out, says “{words}”. Words in it, or a name in them, are hidden in an "
        f"answer by now. Reword it, publish anew, and withdraw edition {edition.number}."
        for words in edition.telling
    ]
    if edition.more:
        said.append(
            f"More was hidden in {count_words(edition.more, 'quote')} of edition {edition.number} since it came out. "
            "Its page hides that as well, from the moment it was decided."
        )
    if edition.less:
        said.append(
            f"In {count_words(edition.less, 'quote')} of edition {edition.number} something is shown again since. Its "
            "page keeps it hidden. Publish anew to show it."
        )
    return said
