"""Answers as vectors: what lies near what, and that nothing but the answers decides it."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.embedding import LexicalSpace, build_space, split_runs
from analysis.records import RefusedInput
from analysis.stems import stem_word
from analysis.text import Words, find_words
from tests.analysis.answers_made import make_answers


def read_all(texts: list[str]) -> list[Words]:
    return [find_words(text) for text in texts]


def test_answers_of_one_matter_lie_nearer_than_answers_of_two() -> None:
    texts, matters = make_answers()
    points = build_space(read_all(texts), engine="plain", seed=0).points
    near = points @ points.T
    same = np.array(matters)[:, None] == np.array(matters)[None, :]
    apart = ~np.eye(len(texts), dtype=bool)
    assert near[same & apart].mean() > near[~same].mean() + 0.1


def test_a_misspelt_word_lies_near_the_word_it_was_meant_to_be() -> None:
    texts, _ = make_answers()
    space = build_space(read_all(texts), engine="plain", seed=0)
    meant, misspelt, other = space.place([("parking",), ("parkking",), ("lonely",)])
    assert meant @ misspelt > 0.5 > abs(meant @ other)


def test_placing_an_answer_again_puts_it_where_it_was() -> None:
    documents = read_all(make_answers()[0])
    space = build_space(documents, engine="plain", seed=0)
    assert np.allclose(space.place(documents), space.points, atol=1e-5)


def test_words_never_seen_have_no_place_and_do_no_harm() -> None:
    space = LexicalSpace(read_all(make_answers()[0]), 0)
    assert np.isfinite(space.place([(), ("\u5b57",)])).all()


def test_every_answer_has_length_one_even_of_common_words_alone() -> None:
    documents = [*read_all(make_answers()[0]), ("all", "of", "it"), ("\u98df\u7269\u5f88\u597d",)]
    points = build_space(documents, engine="plain", seed=0).points
    assert np.allclose(np.linalg.norm(points, axis=1), 1, atol=1e-5)


def test_directions_learnt_from_a_sample_keep_the_matters_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    texts, matters = make_answers()
    monkeypatch.setattr("analysis.embedding.LEARN_FROM", 25)
    points = build_space(read_all(texts), engine="plain", seed=0).points
    same = np.array(matters)[:, None] == np.array(matters)[None, :]
    near = points @ points.T
    assert near[same].mean() > near[~same].mean() + 0.1


def test_an_engine_that_is_not_here_is_refused_by_name() -> None:
    with pytest.raises(RefusedInput, match='"oracle" is not installed'):
        build_space([("a",)], engine="oracle", seed=0)


def test_stems_and_runs() -> None:
    assert stem_word("buses") == stem_word("bus") == "bus"
    assert stem_word("a1") == "a1"
    assert split_runs("bus") == [" bu", " bus", "bus", "bus ", "us "]
