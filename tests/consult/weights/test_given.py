"""Rankings made ready to weigh: nothing counted that should not be, nothing left out without a reason."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from consult.weights.given import Given, read_given
from surveys.database import Database
from surveys.definition import Question
from tests import make
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said


@pytest.fixture
def read(asked: Asked, store: Database) -> Callable[[], Given]:
    """What the database says about the ranking question now."""

    def reading() -> Given:
        with store.reading() as db:
            return read_given(db, db.get_one(Question, asked.question_id), asked.consultation_id)

    return reading


def say(store: Database, asked: Asked, *people: Said):
    with store.unit_of_work() as db:
        return made.rank(db, asked, *people)


def test_answers_that_rank_nothing_are_left_out_each_with_its_reason(asked: Asked, store: Database, read):
    declined = [Said(state=state) for state in ("none", "undecided", "undecided", "unsure", "words")]
    say(store, asked, Said(["company"]), *declined, Said([]))
    given = read()
    assert dict(given.exclusions) == {"none": 1, "undecided": 2, "unsure": 1, "words": 1, "blank": 1}
    assert sum(pattern.n for pattern in given.patterns) == 1 and given.answers == 7


def test_test_responses_are_never_read(asked: Asked, store: Database, read):
    say(store, asked, Said(["company"], ["home"]), Said(["hot_meal"], ["home"], values={"is_test": True}))
    given = read()
    assert [pattern.tasks[0][1] for pattern in given.patterns] == [(0,)] and given.answers == 1


def test_of_a_changed_answer_only_the_last_counts(asked: Asked, store: Database, read):
    first = say(store, asked, Said(["company"]))[0]
    second = say(store, asked, Said(["hot_meal"], values={"supersedes_id": first.id}))[0]
    given = read()
    assert [pattern.tasks[0][1] for pattern in given.patterns] == [(1,)]
    assert given.last_response_id == second.id


def test_left_out_and_not_offered_are_two_different_things(asked: Asked, store: Database, read):
    say(store, asked, Said(["company"]), Said(["company"], offered=["company", "hot_meal"]))
    offered = sorted(pattern.offered for pattern in read().patterns)
    assert offered == [(0, 1), tuple(range(9))]


def test_a_ranking_without_what_was_offered_is_left_out_because_it_has_no_meaning(asked: Asked, store: Database, read):
    say(store, asked, Said(["company"]), Said(["company"], offered=[]))
    assert dict(read().exclusions) == {"not_offered": 1}


def test_a_ranking_of_something_that_is_not_on_the_list_is_counted_as_left_out(asked: Asked, store: Database, read):
    say(store, asked, Said(["company"]))
    broken = say(store, asked, Said(["company"], offered=["hot_meal"]))[0]
    assert broken.id and dict(read().exclusions) == {"unknown": 1}


def test_a_person_in_two_groups_counts_in_both_and_once_in_all(asked: Asked, store: Database, read):
    say(store, asked, Said(["company"], ["home", "carers"]), Said(["company"], ["carers"]))
    given = read()
    assert sum(pattern.n for pattern in given.patterns) == 2
    assert given.sharing == {(asked.groups["home"], asked.groups["carers"])}


def test_the_fingerprint_does_not_depend_on_the_order_in_which_answers_came(asked: Asked, store: Database, read):
    people = [Said(["company", "hot_meal"], ["home"]), Said(["hot_meal"], ["carers"]), Said(state="none")]
    first = say(store, asked, *people)
    before = read().input_hash
    with store.unit_of_work() as db:
        for response in first:
            db.get_one(type(response), response.id).is_test = True
    assert read().input_hash != before
    say(store, asked, *reversed(people))
    assert read().input_hash == before


def test_the_fingerprint_changes_with_any_answer(asked: Asked, store: Database, read):
    say(store, asked, Said(["company", "hot_meal"], ["home"]))
    before = read().input_hash
    say(store, asked, Said(["company", "hot_meal"], ["home"]))
    assert read().input_hash != before


def test_items_nobody_was_offered_are_not_weighed(asked: Asked, store: Database, read):
    say(store, asked, Said(["company"], offered=["company", "hot_meal", "choice_of_time"]))
    assert [item.label for item in read().items] == [
        "Eating in company and feeling less alone",
        "A good hot meal every day",
        "Eating at the time that suits",
    ]


def test_the_days_on_which_people_ranked_are_kept(asked: Asked, store: Database, read):
    say(store, asked, Said(["company"]))
    given = read()
    assert given.first_day == given.last_day == make.NOON.date()
