"""The word vectors are learnt from pinned inputs alone: whoever learns them again gets the same ones."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from analysis.vectors import VOCABULARY
from tools.distil_vectors import HASHES, PARTS, check_inputs

pytestmark = pytest.mark.pure
FILES = {
    "model": "model.onnx",
    "tokenizer": "tokenizer.json",
    "vocabulary": "out/vocabulary.txt",
    **{part: f"dict/data.{part}" for part in PARTS},
}


@pytest.fixture
def inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Small inputs, each pinned as it is."""
    for name, place in FILES.items():
        (tmp_path / place).parent.mkdir(exist_ok=True)
        (tmp_path / place).write_text(f"what the {name} holds")
        monkeypatch.setitem(HASHES, name, sha256((tmp_path / place).read_bytes()).hexdigest())
    return tmp_path


def check_all(inputs: Path) -> dict[str, Path]:
    return check_inputs(inputs / "model.onnx", inputs / "tokenizer.json", inputs / "dict", inputs / "out")


def test_pinned_inputs_are_read(inputs: Path):
    assert check_all(inputs) == {name: inputs / place for name, place in FILES.items()}
    assert set(FILES) == set(HASHES)


@pytest.mark.parametrize("name", FILES)
def test_an_input_that_is_not_the_pinned_one_is_refused_by_name(inputs: Path, name: str):
    (inputs / FILES[name]).write_text("something else")
    with pytest.raises(SystemExit, match=Path(FILES[name]).name):
        check_all(inputs)


def test_the_vocabulary_in_the_repository_is_the_pinned_one():
    assert sha256(VOCABULARY.read_bytes()).hexdigest() == HASHES["vocabulary"]
