"""The demonstration's facts fit together, and say of themselves that they are invented."""

from __future__ import annotations

import pytest

from consult.consultations.models import GUNNING
from consult.demo import story
from consult.demo.chances import LENGTHS, MEALS_NOW, PROFILES
from surveys.questions.kinds import get_kind

pytestmark = pytest.mark.pure

SURVEYS = (story.OPEN_SURVEY, story.RANKING_SURVEY)
QUESTIONS = [question for survey in SURVEYS for section in survey.sections for question in section.questions]


def test_who_asks_where_figures_come_from_and_the_notice_all_say_invented() -> None:
    assert "invented" in story.ASKED_BY
    assert "invented" in story.PRIVACY_NOTICE
    assert all("Invented" in group.source for group in story.GROUPS)


def test_the_groups_are_those_of_the_story_with_one_not_heard() -> None:
    population = {group.key: group.population for group in story.GROUPS}
    assert population == {
        "home": 420,
        "club": 160,
        "carers": 210,
        "volunteers": 45,
        "neighbours": 60,
        "young_carers": 80,
    }
    assert [group.key for group in story.GROUPS if not group.heard] == ["young_carers"]


def test_nine_themes_become_outcomes_three_of_them_losses_and_the_rest_say_why_not() -> None:
    assert [outcome.direction for outcome in story.OUTCOMES].count("loss") == 3
    assert len(story.OUTCOMES) == 9
    assert {outcome.theme for outcome in story.OUTCOMES} == {theme.key for theme in story.THEMES if not theme.aside}


def test_the_four_tests_of_fairness_are_each_answered_once_with_a_date() -> None:
    assert [answer.principle for answer in story.FAIRNESS] == list(GUNNING)
    assert all(answer.answer and answer.day <= 99 for answer in story.FAIRNESS)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda question: question.key)
def test_every_question_is_of_a_kind_that_exists_and_settings_it_knows(question) -> None:  # type: ignore[no-untyped-def]
    kind = get_kind(question.kind)
    assert set(question.settings) <= set(kind.default_settings)
    assert len(question.options) >= (kind.least_items if kind.has_items else 0)
    assert kind.has_items or not question.options


def test_the_surveys_lie_inside_the_consultation_and_do_not_overlap() -> None:
    assert story.OPENS_DAY <= story.OPEN_SURVEY.opens_day < story.OPEN_SURVEY.closes_day
    assert story.OPEN_SURVEY.closes_day < story.RANKING_SURVEY.opens_day
    assert story.RANKING_SURVEY.closes_day <= story.CLOSES_DAY


def test_every_chance_is_about_a_heard_group_and_adds_up_to_one() -> None:
    heard = {group.key for group in story.GROUPS if group.heard}
    options = {key for question in QUESTIONS if question.key == "meals_now" for key, _ in question.options}
    assert {profile.group for profile in PROFILES} == set(MEALS_NOW) == heard
    assert sum(length.share for length in LENGTHS) == pytest.approx(1)
    for profile in PROFILES:
        assert sum(profile.channels.values()) == pytest.approx(1)
        assert set(profile.log_worth) == {outcome.theme for outcome in story.OUTCOMES}
    for ticked in MEALS_NOW.values():
        assert sum(share for _, share in ticked) == pytest.approx(1)
        assert {key for keys, _ in ticked for key in keys} <= options


def test_no_word_of_the_story_is_one_we_do_not_use() -> None:
    said = " ".join(
        [story.PURPOSE, story.DECISION, story.PRIVACY_NOTICE]
        + [survey.introduction for survey in SURVEYS]
        + [f"{question.text} {question.hint}" for question in QUESTIONS]
    ).lower()
    for word in ("please", "successfully", "invalid", "submission", "respondent"):
        assert word not in said
