"""A published page says how many answers copied one text, by no number that tells of few, and that all are counted."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select, update

from consult.consultations.models import Consultation
from consult.publishing.counts import ANSWERS, COPIED, OUTSIDE, protect_themes, theme_name
from consult.themes.models import Campaign, CampaignAnswer, ThemeBoard
from surveys.collection import Answer, Response
from surveys.database import Database
from tests.consult.publishing.test_publishing import address, editions, publish
from tests.consult.weights.made import Asked


def plant(store: Database, asked: Asked, n: int) -> list[int]:
    """The first answers to the open question copy one text; ids of the responses."""
    with store.unit_of_work() as db:
        db.execute(delete(CampaignAnswer))
        db.execute(delete(Campaign))
        board = db.scalars(select(ThemeBoard).where(ThemeBoard.question_id == asked.open_question_id)).one()
        of_question = select(Answer).where(Answer.question_id == asked.open_question_id).order_by(Answer.id).limit(n)
        answers = db.scalars(of_question).all()
        campaign = Campaign(consultation_id=asked.consultation_id, board_id=board.id, n=n)
        campaign.template_answer_id = answers[0].id
        db.add(campaign)
        db.flush()
        db.add_all(CampaignAnswer(campaign_id=campaign.id, answer_id=one.id, likeness=0.9) for one in answers)
        return [one.response_id for one in answers]


def test_the_method_says_how_many_answers_copied_one_text_and_that_each_counts(ready: Asked, sign_in, store, visitor):
    owner = sign_in("owner", ready.consultation_id)
    assert not owner.get(address(ready)).has("a text that was passed on")
    plant(store, ready, 61)
    publish(owner, ready)
    (edition,) = editions(store)
    assert edition.document["public"]["themes"][0]["copied"] == "about 60"
    with store.reading() as db:
        page = visitor.get(f"/c/{db.get_one(Consultation, ready.consultation_id).public_id}/results")
    assert page.has("About 60 answers to “What would make the biggest difference?” use the same words, or nearly")
    assert page.has("Each of them is counted in full, as every other answer is.")


@pytest.mark.parametrize("n", [3, 9])
def test_where_few_copied_it_no_number_is_said(ready: Asked, sign_in, store: Database, n: int):
    plant(store, ready, n)
    page = sign_in("owner", ready.consultation_id).get(address(ready))
    assert page.has("Some answers to “What would make the biggest difference?” use the same words")
    assert page.has("How many is not shown.")


def test_test_responses_and_answers_changed_since_do_not_count_among_the_copies(ready: Asked, sign_in, store: Database):
    responses = plant(store, ready, 20)
    with store.unit_of_work() as db:
        db.execute(update(Response).where(Response.id.in_(responses[:11])).values(is_test=True))
    assert sign_in("owner", ready.consultation_id).get(address(ready)).has("How many is not shown.")


@pytest.mark.pure
@pytest.mark.parametrize("others", range(1, 10))
def test_where_few_did_not_copy_they_cannot_be_worked_out(others: int):
    counts = {ANSWERS: 60 + others, OUTSIDE: 20, COPIED: 60, theme_name(1): 40 + others}
    safe = protect_themes(counts)
    assert safe.of(COPIED) is None and safe.of(ANSWERS) is not None


@pytest.mark.pure
def test_in_a_later_edition_the_number_stays_until_ten_more_copied():
    counts = {ANSWERS: 200, OUTSIDE: 50, COPIED: 60, theme_name(1): 150}
    first = protect_themes(counts)
    later = protect_themes({**counts, COPIED: 68}, last=first.kept)
    assert (first.of(COPIED), later.of(COPIED)) == (60, 60)
    assert protect_themes({**counts, COPIED: 70}, last=later.kept).of(COPIED) == 70
    gone = protect_themes({**counts, COPIED: 0}, last=later.kept)
    assert gone.of(COPIED) in (None, 0)
