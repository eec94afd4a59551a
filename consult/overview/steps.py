"""The chain from set-up to publishing as seven steps in words, made from numbers; it asks the database nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from consult.consultations.models import Consultation
from consult.consultations.queries import Missing, missing_facts, phase_of
from consult.overview.queries import Numbers, QuestionNumbers, SurveyNumbers
from consult.web.words import count_roughly, count_words, plain_date
from surveys.questions.kinds import PREFERENCES

NEXT, UNDER_WAY, DONE, LATER = "Do next", "Under way", "Done", "Later"
Say = Callable[[int, str], str]  # a number of answers with its noun, as this reader may see it
LEAST_OUTCOMES = 2  # there is nothing to compare in one

# Where each step is done; a page that is not there, or not for this officer, gets no link.
DETAILS, GROUPS, TESTS = "consultations.edit", "groups.listing", "consultations.tests"
SURVEYS, BOARD, OUTCOMES = "authoring.surveys", "themes.board", "outcomes.listing"
WEIGHTS, PUBLISHING = "weights.show", "publishing.prepare"


@dataclass(frozen=True, slots=True)
class Way:
    """A link as far as this floor knows it: words, the endpoint and what its address needs."""

    words: str
    endpoint: str
    values: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the chain: its state, one sentence with numbers, and where to go."""

    name: str
    state: str
    words: str
    ways: tuple[Way, ...] = ()


def list_missing(consultation: Consultation, numbers: Numbers, *, today: date) -> list[Missing]:
    """Everything a draft lacks before it can open, each with the place where it is done."""
    found = missing_facts(consultation, numbers.tests, today=today)
    if not numbers.groups:
        before_tests = sum(not one.principle for one in found)
        found.insert(before_tests, Missing("Add at least one stakeholder group", "groups.add"))
    return found


def build_steps(consultation: Consultation, numbers: Numbers, *, today: date, exact: bool = True) -> list[Step]:
    """The seven steps in order. Without `exact`, for who may not read the answers, numbers are rounded, and there is
    none of what stands protected beside weights or will do so in an edition: a second number would undo that."""
    over = consultation.status in ("closed", "published")
    say = count_words if exact else _say_some if over else count_roughly
    say_ranked = count_words if exact else _say_some
    here = {"consultation_id": consultation.id}
    open_questions = [one for one in numbers.questions if one.kind == "open_text"]
    weighed = [one for one in numbers.questions if one.kind in PREFERENCES]
    ask = [one for one in numbers.surveys if not one.is_ranking]
    rank = [one for one in numbers.surveys if one.is_ranking]
    return [
        _set_up(consultation, numbers, today, here),
        _asking("Ask openly", ask, Way("Surveys", SURVEYS, here), "Build a survey with open questions.", over, say),
        _themes(open_questions, say),
        _outcomes(numbers.outcomes, numbers.waiting, here),
        _ranking(rank, numbers.outcomes, here, over, say_ranked),
        _weights(weighed, say_ranked),
        _publishing(numbers, any(one.weighed_at for one in weighed), here),
    ]


def next_words(consultation: Consultation, numbers: Numbers, *, today: date) -> str:
    """What needs doing next in one line, for a list of consultations that holds no exact number of answers."""
    if consultation.status == "draft":
        missing = len(list_missing(consultation, numbers, today=today))
        return f"{count_words(missing, 'thing')} to do before it can open" if missing else "Ready to open"
    if phase_of(consultation, today) == "ended":
        return "The closing date has passed: close it, or move the date"
    steps = build_steps(consultation, numbers, today=today, exact=False)[1:]
    for wanted in (NEXT, UNDER_WAY):
        for step in steps:
            if step.state == wanted:
                return f"{step.name}: {step.words.rstrip('.')}"
    return "Nothing: every step is done"


def _set_up(consultation: Consultation, numbers: Numbers, today: date, here: dict[str, int]) -> Step:
    ways = (Way("Details", DETAILS, here), Way("Groups", GROUPS, here), Way("Fairness tests", TESTS, here))
    words = f"{count_words(numbers.groups, 'group')}, {len(numbers.tests)} of 4 fairness tests answered."
    if consultation.status != "draft":
        return Step("Set up", DONE, words, ways)
    missing = len(list_missing(consultation, numbers, today=today))
    if missing:
        return Step("Set up", NEXT, f"{count_words(missing, 'thing')} to do before it can open. {words}", ways)
    return Step("Set up", DONE, f"Ready to open. {words}", ways)


def _asking(name: str, surveys: list[SurveyNumbers], way: Way, when_none: str, over: bool, say: Say) -> Step:
    if not surveys and over:
        return Step(name, LATER, "Nothing was asked. To ask, open the consultation again.")
    if not surveys:
        return Step(name, NEXT, when_none, (way,))
    answers = sum(one.answers for one in surveys)
    people = say(answers, "response")
    n_open = sum(one.status == "open" for one in surveys)
    if n_open:
        return Step(name, UNDER_WAY, f"{count_words(n_open, 'survey')} open, {people} so far.", (way,))
    if any(one.status in ("closed", "archived") for one in surveys) or answers:
        return Step(name, DONE, f"{_begin(people)} received.", (way,))
    return Step(name, UNDER_WAY, f"{count_words(len(surveys), 'survey')} being built.", (way,))


def _themes(questions: list[QuestionNumbers], say: Say) -> Step:
    name = "Find themes"
    asked = [one for one in questions if one.answered or one.candidates or one.signed_off]
    if not asked:
        return Step(name, LATER, "Starts when there are answers to read.")
    several = len(asked) > 1
    ways = tuple(Way(_about("Themes", one, several), BOARD, {"question_id": one.id}) for one in asked)
    candidates, signed_off = sum(one.candidates for one in asked), sum(one.signed_off for one in asked)
    if not candidates and not signed_off:
        answers = sum(one.answered for one in asked)
        return Step(name, NEXT, f"{_begin(say(answers, 'answer'))} to sort into themes.", ways)
    done = f"{count_words(signed_off, 'theme')} signed off"
    if candidates:
        return Step(name, UNDER_WAY, f"{done}, {candidates:,} still to look at.", ways)
    return Step(name, DONE, f"{done}.", ways)


def _outcomes(outcomes: int, waiting: int, here: dict[str, int]) -> Step:
    name, way = "Agree outcomes", Way("Outcomes", OUTCOMES, here)
    if outcomes >= LEAST_OUTCOMES:
        # An officer may leave a theme without an outcome, so themes that wait are told and hold nothing up.
        wait = f" {count_words(waiting, 'signed-off theme')} not among them." if waiting else ""
        return Step(name, DONE, f"{count_words(outcomes, 'outcome')} agreed.{wait}", (way,))
    if outcomes:
        return Step(name, UNDER_WAY, "1 outcome agreed. People need at least two to compare.", (way,))
    if waiting:
        return Step(name, NEXT, f"{count_words(waiting, 'theme')} to turn into outcomes.", (way,))
    return Step(name, LATER, "Starts when a theme is signed off.")


def _ranking(surveys: list[SurveyNumbers], outcomes: int, here: dict[str, int], over: bool, say: Say) -> Step:
    name = "Ask what matters most"
    if not surveys and outcomes < LEAST_OUTCOMES:
        return Step(name, LATER, "Starts when there are two outcomes or more.")
    way = Way("Surveys", SURVEYS, here) if surveys else Way("Outcomes", OUTCOMES, here)
    return _asking(name, surveys, way, "Make a survey from the outcomes.", over, say)


def _weights(questions: list[QuestionNumbers], say: Say) -> Step:
    name = "See weights"
    asked = [one for one in questions if one.survey.answers or one.weighed_at]
    if not asked:
        return Step(name, LATER, "Starts when people have said which outcomes matter most.")
    several = len(asked) > 1
    ways = tuple(Way(_about("Weights", one, several), WEIGHTS, {"question_id": one.id}) for one in asked)
    waiting = [one for one in asked if one.weighed_at is None]
    if waiting:
        answers = sum(one.answered for one in waiting)
        return Step(name, NEXT, f"{_begin(say(answers, 'answer'))} to turn into weights.", ways)
    worked_out = f"Worked out on {plain_date(max(one.weighed_at for one in asked if one.weighed_at))}."
    if any(one.survey.newest > one.weighed_until for one in asked):
        return Step(name, UNDER_WAY, f"{worked_out} More responses have come in since.", ways)
    return Step(name, DONE, worked_out, ways)


def _publishing(numbers: Numbers, weighed: bool, here: dict[str, int]) -> Step:
    name, way = "Publish", Way("Publish results", PUBLISHING, here)
    if numbers.edition is not None:
        return Step(name, DONE, f"Edition {numbers.edition}, {plain_date(numbers.published_at)}.", (way,))
    if weighed:
        return Step(name, NEXT, "No results are published yet.", (way,))
    return Step(name, LATER, "Starts when there are weights.")


def _say_some(n: int, one: str) -> str:
    return f"{'some' if n else 'no'} {one}s"


def _begin(words: str) -> str:
    return words[:1].upper() + words[1:]


def _about(words: str, question: QuestionNumbers, several: bool) -> str:
    """Two surveys may ask in the same words, so among several the survey is named, too."""
    return f"{words}: {question.survey.title}: {question.text}" if several and question.survey.title else words
