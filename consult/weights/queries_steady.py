"""Which results those may see who may not read the answers: none lies so close to another that one person shows.

Settled when a result is stored, from the results stored before it alone, never from who looked when: two people who
compare what they saw learn no more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, undefer

from consult.weights.models import WeightRun
from consult.weights.people_parts import (
    EVERYONE,
    FEWEST,
    NOWHERE,
    OUTSIDE,
    WITHIN,
    Part,
    are_apart,
    read_parts,
    sum_up,
)
from consult.weights.queries import (
    QuestionState,
    WeighedQuestion,
    explain_stale,
    find_newest,
    find_state,
    list_newest,
    list_states,
)
from consult.weights.queries_versions import count_people
from surveys.errors import WrongState

HELD_BACK = (
    f"People who belong to the same groups are counted here as soon as there are {FEWEST} more of them, and where "
    f"people are asked about some outcomes alone, {FEWEST} more for each outcome. The figures change only then. If "
    f"somebody changed an answer or took one back, all figures stay as they are until {FEWEST} more of the same groups "
    "have answered. Else a change could show what one person said."
)


def list_steady(db: Session, question_id: int) -> list[WeightRun]:
    """The results readers may see, the oldest first: each lies far from all of those before it, or was published. One
    from before parts were kept is left out where the same answers were worked out again since."""
    found = list(db.scalars(_choose_steady(question_id).order_by(WeightRun.run_id, WeightRun.for_readers.desc())))
    again = {one.input_hash for one in found if one.parts}
    return [one for one in found if one.parts or one.input_hash not in again]


def may_show(seen: Sequence[WeightRun], now: WeightRun) -> bool:
    """Whether readers may see a result beside those they may see: it lies far from all, or is of the answers of one."""
    return any(is_of_the_same(one, now.input_hash, read_parts(now.parts)) for one in seen) or all(
        is_far(one, now) for one in seen
    )


def is_of_the_same(before: WeightRun, input_hash: str, now: Mapping[str, Part]) -> bool:
    """Whether a result is made of the very same answers, worked out once more."""
    return read_parts(before.parts) == now if before.parts else before.input_hash == input_hash


def is_far(before: WeightRun, now: WeightRun) -> bool:
    """Whether two results can be set against each other without showing what fewer than five people said."""
    return is_far_from(before, read_parts(now.parts))


def is_far_from(before: WeightRun, now: Mapping[str, Part]) -> bool:
    """The same of a result and of people whose weights are not worked out yet. Beside one from before parts were kept,
    five of everyone, of each group and of all others must have come or gone: where a number stayed, somebody may have
    changed an answer."""
    if before.parts:
        return are_apart(read_parts(before.parts), now)
    then, these = _count(before.result), _add_nowhere({name: one[0] for name, one in sum_up(now).items()})
    return all(abs(these.get(name, 0) - then.get(name, 0)) >= FEWEST for name in {*then, *these})


def _count(result: Mapping[str, Any]) -> dict[str, int]:
    """Exact numbers of people of a result, by the names of `sum_up`."""
    people = count_people(result)
    everyone = people.pop(0)
    found = {EVERYONE: everyone}
    for group, n in people.items():
        found |= {f"{WITHIN}{group}": n, f"{OUTSIDE}{group}": everyone - n if n else 0}
    return _add_nowhere(found)


def _add_nowhere(people: Mapping[str, int]) -> dict[str, int]:
    """With those in no group, as far as numbers tell: a result from before does not say who is in several."""
    several = sum(n for name, n in people.items() if name.startswith(WITHIN) and not name.startswith(NOWHERE))
    found = {**people, NOWHERE: people[EVERYONE] - several}
    return {name: n for name, n in found.items() if n}


def find_result(db: Session, question_id: int, *, exact: bool, charts: bool = False) -> WeightRun | None:
    """The newest result that somebody may see: any for who may see `exact` numbers, else the newest steady one."""
    if exact:
        return find_newest(db, question_id, charts=charts)
    steady = _choose_steady(question_id)
    if charts:
        steady = steady.options(undefer(WeightRun.charts))
    return _find_last(db, steady)


def _choose_steady(question_id: int) -> Select[WeightRun]:
    return select(WeightRun).where(WeightRun.question_id == question_id, WeightRun.steady)


def _find_last(db: Session, steady: Select[WeightRun]) -> WeightRun | None:
    """The newest; of one run that of all answers, where it was published since."""
    return db.scalars(steady.order_by(WeightRun.run_id.desc(), WeightRun.for_readers).limit(1)).first()


def list_results(db: Session, question_ids: Sequence[int], *, exact: bool) -> dict[int, WeightRun]:
    """The same of several questions, without those that have none."""
    if exact:
        return list_newest(db, question_ids)
    found = {question_id: find_result(db, question_id, exact=False) for question_id in question_ids}
    return {question_id: one for question_id, one in found.items() if one is not None}


def find_state_seen(db: Session, question: WeighedQuestion, *, exact: bool) -> QuestionState:
    """One question as somebody may see it."""
    state = find_state(db, question)
    return state if exact else _steady_state(db, state, charts=True)


def list_states_seen(db: Session, questions: Sequence[WeighedQuestion], *, exact: bool) -> list[QuestionState]:
    """The questions of one consultation as somebody may see them."""
    states = list_states(db, questions)
    return states if exact else [_steady_state(db, state) for state in states]


def _steady_state(db: Session, state: QuestionState, *, charts: bool = False) -> QuestionState:
    """`held` tells a reader that there is a newer result, and why it is not for them yet."""
    shown = find_result(db, state.question.id, exact=False, charts=charts)
    if shown is None or state.newest is None or shown.id == state.newest.id:
        return state
    return replace(state, newest=shown, stale=explain_stale(db, state.question, shown), held=HELD_BACK)


def find_shown_then(db: Session, weight_run: WeightRun) -> WeightRun | None:
    """What readers were shown when a result was made: itself where they may see it, else what stood then for them."""
    if weight_run.steady:
        return weight_run
    then = _choose_steady(weight_run.question_id).where(WeightRun.run_id <= weight_run.run_id)
    return _find_last(db, then.options(undefer(WeightRun.charts)))


def refuse_unsteady(weight_run: WeightRun) -> None:
    """Refuse a reader a result that lies too close to one that readers were shown; raises WrongState."""
    if not weight_run.steady:
        raise WrongState(
            f"These numbers lie too close to others that you may see: fewer than {FEWEST} people lie between them, and "
            "the difference could show what one person said. Read the newest weights you are shown instead."
        )
