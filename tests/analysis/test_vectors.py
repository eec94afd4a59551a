"""Word vectors that come with Heed: which file they are, what they know, and that loading them takes numpy alone."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import numpy as np

from analysis.vectors import VECTORS, VOCABULARY, load_vectors, word_forms

SHA256 = "82a65c0d6143026e6bba858eb9bf7bb4d6ea11e2134a2db626f69c714537055f"
HEAVY = ("scipy", "sklearn", "nltk", "torch", "onnxruntime")


def likeness(one: str, other: str) -> float:
    rows = load_vectors().look_up([one, other])
    return float(rows[0] @ rows[1] / np.linalg.norm(rows[0]) / np.linalg.norm(rows[1]))


def test_the_vectors_are_those_the_notice_speaks_of_and_fit_into_twenty_megabytes() -> None:
    assert hashlib.sha256(VECTORS.read_bytes()).hexdigest() == SHA256
    assert VECTORS.stat().st_size + VOCABULARY.stat().st_size < 20e6
    vectors = load_vectors()
    assert len(vectors.place) == len(vectors.rows) == len(vectors.scale)


def test_words_of_like_meaning_lie_nearer_than_words_of_unlike_meaning() -> None:
    for one, like, unlike in [("bus", "train", "soup"), ("lonely", "isolated", "parking"), ("nurse", "doctor", "bin")]:
        assert likeness(one, like) > likeness(one, unlike) + 0.1


def test_a_form_that_is_not_in_the_vocabulary_is_known_by_a_plainer_one() -> None:
    assert "stop" in word_forms("stopped")
    assert "city" in word_forms("cities")
    assert "organize" in word_forms("organise")
    assert load_vectors().knows("neighbour's")


def test_a_word_nobody_knows_has_a_place_of_its_own_that_is_always_the_same() -> None:
    assert likeness("wexmoorish", "wexmoorish") > 0.999
    assert abs(likeness("wexmoorish", "harrowlean")) < 0.5
    assert not load_vectors().knows("wexmoorish")


def test_loading_takes_numpy_alone() -> None:
    code = f"import sys, analysis.vectors as v; v.load_vectors(); print([m for m in {HEAVY} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
