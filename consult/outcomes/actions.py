"""What officers decide about outcomes; a harm is ranked as avoided, and a save over a colleague's is refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from consult.consultations.models import Consultation
from consult.outcomes.models import Outcome, OutcomeItem
from consult.outcomes.wording import suggest_ranked_as
from consult.themes.models import Theme
from consult.web.checks import has_words, tidy, too_long
from consult.web.editing import find_last_actor, name_of
from surveys.definition import Question, Survey
from surveys.errors import Refusal, StaleEdit, WrongState

DIRECTIONS = ("gain", "loss")
LONGEST_SENTENCE = 300
_EDITING = ("outcomes.edit", "outcomes.retire")


class OutcomeUnfit(Refusal):
    """An outcome cannot be kept like this; `field` names what to mend."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(sentence)
        self.field = field


class AlreadyAnOutcome(WrongState):
    """A theme becomes one outcome; what else it says belongs in a theme of its own."""

    def __init__(self, outcome: Outcome) -> None:
        super().__init__(f"This theme is an outcome already: “{outcome.sentence}”.")
        self.outcome = outcome


@dataclass(frozen=True, slots=True)
class OutcomeWords:
    """How an outcome is told: the change, whether it is good or bad, and what people rank (empty: made from it)."""

    sentence: str
    direction: str
    ranked_as: str = ""


def words_of(outcome: Outcome) -> OutcomeWords:
    """The words as they are stored."""
    return OutcomeWords(outcome.sentence, outcome.direction, outcome.ranked_as)


def add_outcome(
    db: Session, consultation: Consultation, theme: Theme, words: OutcomeWords, *, by: int, at: datetime
) -> Outcome:
    """Make a signed-off theme an outcome; it keeps the version of the theme it was made from."""
    words = _checked(words)
    hold_list(db, consultation)
    if theme.status != "signed_off" or theme.consultation_id != consultation.id:
        raise WrongState("Sign the theme off first. Only a signed-off theme can become an outcome.")
    _refuse_second(db, theme.id)
    others = list_live(db, consultation.id)
    _refuse_same_words(words, others)
    outcome = Outcome(
        consultation_id=consultation.id,
        theme_id=theme.id,
        theme_version=theme.version,
        sentence=words.sentence,
        direction=words.direction,
        ranked_as=words.ranked_as,
        position=max((other.position for other in others), default=0) + 1,
        created_by=by,
        created_at=at,
    )
    db.add(outcome)
    db.flush()
    return outcome


def edit_outcome(
    db: Session, consultation: Consultation, outcome: Outcome, words: OutcomeWords, *, seen: int, by: int
) -> Outcome:
    """Reword an outcome. `seen` is the row version the officer looked at; if it is old, nothing changes."""
    words = _checked(words)
    hold_list(db, consultation)
    db.refresh(outcome)
    if words == words_of(outcome):
        return outcome
    if seen != outcome.row_version:
        last = find_last_actor(db, "outcome", outcome.id, verbs=_EDITING)
        raise StaleEdit(name_of(db, last, reader=by), "this outcome")
    if words.direction != outcome.direction and was_asked(db, outcome):
        raise OutcomeUnfit(
            "direction",
            "People were asked about this as it is. Retire it and make another from the theme to turn it round",
        )
    others = [other for other in list_live(db, consultation.id) if other.id != outcome.id]
    _refuse_same_words(words, others)
    outcome.sentence, outcome.direction, outcome.ranked_as = words.sentence, words.direction, words.ranked_as
    db.flush()
    return outcome


def move_outcome(db: Session, consultation: Consultation, outcome: Outcome, *, up: bool) -> None:
    """Swap an outcome with its neighbour; at the end of the list nothing moves."""
    hold_list(db, consultation)
    live = list_live(db, consultation.id)
    ids = [one.id for one in live]
    here = ids.index(outcome.id) if outcome.id in ids else -1
    there = here + (-1 if up else 1)
    if here < 0 or not 0 <= there < len(live):
        return
    ids[here], ids[there] = ids[there], ids[here]
    for position, one in enumerate(ids, start=1):
        # Told to the table and not to the object: a change of place must not make a colleague's rewording stale.
        db.execute(update(Outcome).where(Outcome.id == one).values(position=position))
    db.expire_all()


def retire_outcome(db: Session, consultation: Consultation, outcome: Outcome, *, at: datetime) -> None:
    """Take an outcome out of new surveys; what people answered stays."""
    hold_list(db, consultation)
    db.refresh(outcome)
    if outcome.retired_at is None:
        outcome.retired_at = at
        db.flush()


def restore_outcome(db: Session, consultation: Consultation, outcome: Outcome) -> None:
    """Bring a retired outcome back to the end of the list, unless its theme is another outcome by now."""
    hold_list(db, consultation)
    db.refresh(outcome)
    if outcome.retired_at is None:
        return
    if outcome.theme_id is not None:
        _refuse_second(db, outcome.theme_id)
    others = list_live(db, consultation.id)
    _refuse_same_words(words_of(outcome), others)
    outcome.position = max((other.position for other in others), default=0) + 1
    outcome.retired_at = None
    db.flush()


def hold_list(db: Session, consultation: Consultation) -> None:
    """The consultation's row stands for its list of outcomes: two people change the list one after the other."""
    db.refresh(consultation, with_for_update=True)


def list_live(db: Session, consultation_id: int) -> list[Outcome]:
    """The outcomes in use, in the officer's order."""
    return list(
        db.scalars(
            select(Outcome)
            .where(Outcome.consultation_id == consultation_id, Outcome.retired_at.is_(None))
            .order_by(Outcome.position, Outcome.id)
            .execution_options(populate_existing=True)
        )
    )


def was_asked(db: Session, outcome: Outcome) -> bool:
    """Whether any published survey asked people about it."""
    asked = (
        select(OutcomeItem.item_id)
        .join(Question, Question.id == OutcomeItem.question_id)
        .join(Survey, Survey.id == Question.survey_id)
        .where(OutcomeItem.outcome_id == outcome.id, Survey.published_number.is_not(None))
        .limit(1)
    )
    return db.scalar(asked) is not None


def _refuse_second(db: Session, theme_id: int) -> None:
    found = db.scalar(select(Outcome).where(Outcome.theme_id == theme_id, Outcome.retired_at.is_(None)))
    if found is not None:
        raise AlreadyAnOutcome(found)


def _refuse_same_words(words: OutcomeWords, others: list[Outcome]) -> None:
    for other in others:
        if other.ranked_as.casefold() == words.ranked_as.casefold():
            raise OutcomeUnfit(
                "ranked_as", "Another outcome has the same words. People could not tell them apart when they rank"
            )


def _checked(words: OutcomeWords) -> OutcomeWords:
    sentence, ranked_as = tidy(words.sentence), tidy(words.ranked_as)
    if not has_words(sentence):
        raise OutcomeUnfit("sentence", "Say in one sentence what changes for people")
    if words.direction not in DIRECTIONS:
        raise OutcomeUnfit("direction", "Choose whether it is a gain or a loss")
    for field, what, typed in (("sentence", "The sentence", sentence), ("ranked_as", "What people see", ranked_as)):
        if problem := too_long(what, typed, LONGEST_SENTENCE):
            raise OutcomeUnfit(field, problem)
    if words.direction == "loss" and _same(sentence, ranked_as):
        raise OutcomeUnfit(
            "ranked_as", "Word it as the harm avoided, such as “No extra traffic near the halls”, or leave it empty"
        )
    if not has_words(ranked_as):
        ranked_as = suggest_ranked_as(sentence, words.direction)
    return OutcomeWords(sentence, words.direction, ranked_as)


def _same(sentence: str, ranked_as: str) -> bool:
    return sentence.casefold().rstrip(".") == ranked_as.casefold().rstrip(".")
