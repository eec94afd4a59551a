"""The promises of suggestions: better than the nearest theme after fifty decisions, honest about how sure they are."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from threadpoolctl import threadpool_limits

from analysis.records import RefusedInput
from analysis.suggestion_model import Lessons, Model, calibrate, fit, learn, weigh
from analysis.suggestion_parts import choose_further, list_parts
from analysis.suggestions import (
    LOT_EVERY,
    NONE_OF_THESE,
    STEPS,
    Decided,
    KnownTheme,
    fold,
    queue,
    suggest,
)
from benchmarks import further_themes
from benchmarks import suggestions as suggestions_benchmark
from benchmarks.suggestion_stages import Stage, sign_off_some
from benchmarks.suggestions import PAGE, RANDOM, Tried, measure_ece
from tests.analysis.answers_made import MATTERS

IDS = {"buses": 11, "meals": 12, "parking": 13}
THEMES = [KnownTheme(IDS[one], one, (one,), tuple(MATTERS[one][:3])) for one in IDS]
# Loneliness is signed off nowhere: those answers belong to none of these.
NEW = [(text, IDS.get(matter, NONE_OF_THESE)) for matter, texts in MATTERS.items() for text in texts[3:]]
DECIDED = [Decided(text, (theme,) if theme else ()) for text, theme in NEW[::2]]
WAITING = NEW[1::2]
ANSWERS = [text for text, _ in WAITING]

WIDTH, KINDS = 24, 6


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """As the worker runs it."""
    with threadpool_limits(limits=1):
        yield


def draw(rows: int, seed: int, noise: float = 0.8) -> tuple[Lessons, np.ndarray, np.ndarray]:
    """Made-up answers as arrays: five themes whose signed-off members lie a little beside where officers see them.

    Every sixth answer belongs to none. Returns 600 decisions, and points and kinds (0: none) of `rows` new answers.
    """
    rng = np.random.default_rng(seed)
    truth = rng.normal(size=(KINDS, WIDTH))
    seen = truth[1:] + 1.1 * rng.normal(size=(KINDS - 1, WIDTH))

    def make(count: int) -> tuple[np.ndarray, np.ndarray]:
        kinds = rng.integers(0, KINDS, count)
        points = truth[kinds] + noise * np.sqrt(WIDTH) / 2 * rng.normal(size=(count, WIDTH))
        return points / np.linalg.norm(points, axis=1, keepdims=True), kinds

    points, kinds = make(600)
    lessons = Lessons(20 * seen / np.sqrt(WIDTH), points, np.eye(KINDS)[kinds], fold(np.arange(600)))
    return lessons, *make(rows)


def first(lessons: Lessons, count: int) -> Lessons:
    return lessons.pick(np.arange(600) < count)


def find_nearest(lessons: Lessons, points: np.ndarray) -> np.ndarray:
    return (points @ (lessons.sums / np.linalg.norm(lessons.sums, axis=1, keepdims=True)).T).argmax(axis=1) + 1


def hold_against(model: Model, points: np.ndarray, kinds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How sure the model is of each answer, and whether it is right."""
    told = model.place(points)
    return told.max(axis=1), told.argmax(axis=1) == kinds


def test_before_the_first_decision_the_likeliest_theme_is_the_nearest() -> None:
    lessons, points, _ = draw(500, 1)
    told = fit(first(lessons, 0), points).place(points)
    assert (told[:, 1:].argmax(axis=1) + 1 == find_nearest(lessons, points)).mean() > 0.98


def test_after_fifty_decisions_suggestions_beat_the_nearest_theme_and_keep_learning() -> None:
    for seed in range(4):
        lessons, points, kinds = draw(2000, seed)
        nearest = (find_nearest(lessons, points) == kinds).mean()
        after = [hold_against(fit(first(lessons, n), points), points, kinds)[1].mean() for n in (50, 200)]
        assert nearest < after[0] < after[1]


def test_how_sure_a_suggestion_is_is_how_often_such_ones_are_right() -> None:
    sure, right = (
        np.concatenate(parts)
        for parts in zip(
            *(
                hold_against(fit(first(lessons, 100), points), points, kinds)
                for lessons, points, kinds in (draw(2000, seed) for seed in range(6))
            ),
            strict=True,
        )
    )
    assert max(measure_ece(sure, right)) <= 0.05


def test_scores_that_are_not_calibrated_would_be_found() -> None:
    lessons, points, kinds = draw(4000, 3)
    honest = fit(first(lessons, 200), points)
    boasting = replace(honest, temperature=honest.temperature / 3, lapse=0.0)
    assert max(measure_ece(*hold_against(honest, points, kinds))) < 0.05
    assert min(measure_ece(*hold_against(boasting, points, kinds))) > 0.1


def test_calibration_makes_a_model_modest_that_learnt_labels_given_by_chance() -> None:
    lessons, points, _ = draw(500, 5)
    chance = np.eye(KINDS)[np.random.default_rng(0).integers(0, KINDS, 600)]
    muddled = first(replace(lessons, targets=chance), 200)
    hot, lost = calibrate(muddled, learn(muddled), points)
    cool, little = calibrate(first(lessons, 200), learn(first(lessons, 200)), points)
    assert (hot > 1.3 * cool) or (lost > 3 * little)
    sound, by_chance = (fit(one, points).place(points).max(axis=1).mean() for one in (first(lessons, 200), muddled))
    assert by_chance < 0.7 * sound


def test_decided_answers_stand_for_those_that_wait_by_how_sure_the_model_is() -> None:
    waiting = np.linspace(0, 1, 1000)
    hard = np.concatenate([np.full(90, 0.1), np.full(10, 0.9)])
    weights = weigh(hard, waiting)
    assert weights[-1] > 5 * weights[0]
    assert (weigh(hard, np.array([])) == 1).all()


def test_answers_of_the_village_go_to_their_theme_or_to_none() -> None:
    found = suggest(THEMES, DECIDED, ANSWERS)
    right = [one[0].theme == theme for one, (_, theme) in zip(found.answers, WAITING, strict=True)]
    assert np.mean(right) >= 0.75
    assert NONE_OF_THESE in {one[0].theme for one in found.answers}


def test_none_of_these_is_learnt_from_refusals() -> None:
    def doubt(decided: list[Decided]) -> float:
        found = suggest(THEMES, decided, ["I feel lonely, nobody visits and there is nobody to talk to"])
        return sum(one.strength for one in found.answers[0] if one.theme == NONE_OF_THESE)

    refused = [Decided(text) for text in MATTERS["loneliness"]]
    assert doubt(refused) > 0.5
    assert doubt(refused) > doubt([Decided(text, (11,)) for text in MATTERS["buses"]])


def test_any_order_of_themes_decisions_members_and_answers_gives_the_same_bytes() -> None:
    expected = dict(zip(ANSWERS, suggest(THEMES, DECIDED, ANSWERS).answers, strict=True))
    for seed in range(3):
        chance = random.Random(seed)
        themes = [replace(one, members=tuple(chance.sample(one.members, len(one.members)))) for one in THEMES]
        answers = chance.sample(ANSWERS, len(ANSWERS))
        found = suggest(chance.sample(themes, 3), chance.sample(DECIDED, len(DECIDED)), answers)
        assert dict(zip(answers, found.answers, strict=True)) == expected


def test_an_answer_that_says_two_things_is_suggested_into_both_with_the_part_that_earned_the_second() -> None:
    taught = [Decided(text, (IDS[one],)) for one in IDS for text in MATTERS[one]]
    parking, bus = MATTERS["parking"][0].rstrip("."), MATTERS["buses"][1].rstrip(".")
    both = f"{parking}. {bus}"
    (main, further), (alone,) = suggest(THEMES, taught, [both, parking]).answers
    assert {main.theme, further.theme} == {IDS["parking"], IDS["buses"]} and alone.theme == IDS["parking"]
    assert main.span is None and further.span is not None
    assert both[slice(*further.span)] == (bus if further.theme == IDS["buses"] else parking)
    assert 0.6 <= further.strength <= 1


def test_no_further_theme_is_none_of_these_or_the_main_one_and_there_are_at_most_two() -> None:
    taught = [Decided(text, (IDS[one],)) for one in IDS for text in MATTERS[one]]
    long = [". ".join(text.rstrip(".") for one in order for text in MATTERS[one][:2]) for order in (IDS, [*IDS][::-1])]
    for several in suggest(THEMES, taught, [*long, *ANSWERS]).answers:
        further = [one.theme for one in several[1:]]
        assert NONE_OF_THESE not in further and several[0].theme not in further
        assert len(set(further)) == len(further) <= 2


def test_a_clause_of_few_words_earns_nothing_however_sure_the_model_is() -> None:
    chances = np.array([[0.02, 0.03, 0.95]])
    said = "The hot dinner at the hall every Tuesday is lovely, but buses should be"
    assert [said[slice(*one.span)] for one in list_parts({0: said})] == [said.split(", but", maxsplit=1)[0]]
    enough = list_parts({0: "A hot dinner at the hall. The Sunday bus never reaches our village"})
    assert choose_further(enough, chances, {0: 1})[0][0].column == 2
    assert choose_further(enough, chances, {0: 2}) == {} and choose_further(enough, chances[:, ::-1], {0: 1}) == {}


def test_an_answer_that_says_nothing_gets_no_suggestion() -> None:
    found = suggest(THEMES, DECIDED, ["n/a", "", "The bus is late", "nothing to add"])
    assert [bool(one) for one in found.answers] == [False, False, True, False]
    assert found.places == (-1, -1, 0, -1)
    assert suggest(THEMES, [], ["", "-"]).answers == ((), ())


def test_the_least_certain_are_asked_first_and_every_second_is_drawn_by_lot() -> None:
    sure = np.linspace(1, 0, 20)
    assert queue(sure, None) == list(range(19, -1, -1))
    lots = np.arange(20)
    order = queue(sure, lots)
    assert sorted(order) == list(range(20))
    assert order[LOT_EVERY - 1] == 0
    assert order[::LOT_EVERY][:3] == [19, 18, 17]


def test_same_wordings_are_never_tested_on_one_another() -> None:
    rows = np.array([4, 9, 4, 7, 9, 4])
    parts = fold(rows)
    assert all(len({int(part) for part in parts[rows == one]}) == 1 for one in set(rows.tolist()))


@pytest.mark.parametrize(
    ("themes", "decided", "answers", "reason"),
    [
        ([], [], ["a bus"], "at least two"),
        (THEMES[:1], [], ["a bus"], "at least two"),
        ([*THEMES, THEMES[0]], [], ["a bus"], "id of its own"),
        ([KnownTheme(0, "none"), *THEMES], [], ["a bus"], "id of its own"),
        (THEMES, [Decided("a bus", (11, 99))], ["a bus"], "Decision 0: there is no theme 99"),
        (THEMES, [], ["a bus", 3], "Answer 1"),
    ],
)
def test_what_cannot_be_learnt_from_is_refused_in_a_sentence(
    themes: list[KnownTheme], decided: list[Decided], answers: list[Any], reason: str
) -> None:
    with pytest.raises(RefusedInput) as refused:
        suggest(themes, decided, answers)
    assert reason in refused.value.problems[0]


def test_progress_is_told_at_every_step() -> None:
    told: list[int] = []
    suggest(THEMES, DECIDED, ANSWERS, progress=lambda done, total, words: told.append(done))
    assert told == list(range(STEPS + 1))


def test_the_benchmark_of_further_themes_is_skipped_and_says_so_where_no_answers_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr("sys.argv", ["further_themes"])
    assert further_themes.main() == 0
    assert capsys.readouterr().out.startswith("Skipped:")


@pytest.mark.parametrize(("order", "missed"), [(PAGE, 1), (RANDOM, 0)])
def test_the_benchmark_of_suggestions_judges_the_order_of_the_page_alone_and_prints_the_others(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], order: str, missed: int
) -> None:
    fourths, none = np.arange(400) % 4 == 0, np.zeros(400, dtype=bool)

    def follow(stages: list[Stage], asked: str) -> dict[int, list[Tried]]:
        right = fourths if asked == order else ~fourths  # said to be right three times in four
        return {count: [Tried(right, np.full(400, 0.75), none, right, none)] for count in (0, 10, 50)}

    monkeypatch.setattr(suggestions_benchmark, "follow", follow)
    monkeypatch.setattr(suggestions_benchmark, "set_stages", lambda questions, seeds: [])
    monkeypatch.setattr(suggestions_benchmark, "read_files", lambda files, half: {"made": []})
    monkeypatch.setattr("sys.argv", ["suggestions"])
    assert suggestions_benchmark.main() == missed
    judged, _, others = capsys.readouterr().out.partition("Not judged")
    assert "| 0.7 to 0.8 | 400 | 0.750 |" in judged and RANDOM in others
    assert ("MISSED by made, 100% of themes" in others) == bool(missed)


def test_what_a_theme_held_that_is_not_signed_off_belongs_to_none_of_these() -> None:
    targets = np.array([[0, 1, 0, 0], [0, 0, 0.5, 0.5], [1, 0, 0, 0], [0, 0, 0, 1.0]])
    nobody = np.array([], dtype=np.int64)
    stage = Stage(np.eye(3), np.eye(4, 3), targets, np.arange(4), nobody, nobody)
    fewer = sign_off_some(stage, 0.5, 0)
    assert fewer is not None and len(fewer.sums) == 2 and fewer.targets.shape == (4, 3)
    assert (fewer.targets.sum(axis=1) == 1).all()
    gone = next(one for one in range(3) if not (fewer.sums == np.eye(3)[one]).all(axis=1).any())
    assert (fewer.targets[:, 0] == 1).tolist() == [(row[1:].sum() - row[1 + gone]) == 0 for row in targets]
    assert sign_off_some(fewer, 0.5, 0) is None
