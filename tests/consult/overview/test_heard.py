"""Who has been heard: counts by group beside the size of the group, for those who may read answers."""

from __future__ import annotations

from collections.abc import Callable

from surveys.database import Database
from tests import make
from tests.browser import Visitor


def asked(store: Database) -> int:
    """Forty carers of 200, three neighbours of 800, four who named nothing, and nobody of the youth club."""
    with store.unit_of_work() as db:
        within = make.consultation(db)
        carers = make.group(db, within, name="Carers", population=200)
        neighbours = make.group(db, within, name="Neighbours", mark=2, population=800)
        make.group(db, within, name="Youth club", mark=3, population=None)
        survey = make.survey(db, within, title="About meals")
        question = make.question(db, survey)
        make.opened(db, survey)
        make.open_answers(db, survey, question, [f"Company {n}" for n in range(40)], groups=[carers])
        make.open_answers(db, survey, question, [f"A meal {n}" for n in range(3)], groups=[neighbours])
        make.open_answers(db, survey, question, [f"Choice {n}" for n in range(4)], groups=[])
        return within.id


def test_each_group_is_shown_beside_its_size_with_a_verdict(sign_in: Callable[..., Visitor], store: Database):
    within = asked(store)
    page = sign_in("analyst", within).get(f"/office/consultations/{within}/heard")
    assert page.has("47 people answered, 4 of them named no group")
    assert page.has("40 people answered: 93% of the answers, 20% of the people. That is 4.7 (likely 4.3 to 5.0) times")
    assert page.has("More than its share")
    assert page.has("3 people answered: 7% of the answers, 80% of the people. About 800") and page.has("Too few to say")
    assert page.has("Nobody who answered said they belong to it. How many there are is not known") and page.has(
        "Not heard"
    )


def test_a_share_of_fewer_than_ten_answers_is_never_told(sign_in: Callable[..., Visitor], store: Database):
    with store.unit_of_work() as db:
        within = make.consultation(db)
        carers = make.group(db, within, name="Carers", population=200)
        make.group(db, within, name="Neighbours", mark=2, population=800)
        survey = make.survey(db, within, title="About meals")
        question = make.question(db, survey)
        make.opened(db, survey)
        make.open_answers(db, survey, question, ["Company"] * 9, groups=[carers])
        address = f"/office/consultations/{within.id}/heard"
    officer = sign_in("analyst", within.id)
    page = officer.get(address)
    assert page.has("9 people answered. 20% of the people are in this group.") and page.has("Too few to say")
    assert not page.has("100%") and not page.has("times its share")
    with store.unit_of_work() as db:
        make.open_answers(db, survey, question, ["A meal"], groups=[carers])
    assert officer.get(address).has("10 people answered: 100% of the answers, 20% of the people. That is 5.0")


def test_before_anyone_answers_the_page_says_what_it_will_show(sign_in: Callable[..., Visitor], store: Database):
    with store.unit_of_work() as db:
        within = make.consultation(db).id
    page = sign_in("owner", within).get(f"/office/consultations/{within}/heard")
    assert page.has("Nobody has answered yet")


def test_the_overview_leads_here_only_those_who_may_read_answers(sign_in: Callable[..., Visitor], store: Database):
    within = asked(store)
    assert sign_in("owner", within).get(f"/office/consultations/{within}").has("Who has been heard")
    assert not sign_in("viewer", within).get(f"/office/consultations/{within}").has("Who has been heard")
