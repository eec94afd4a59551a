"""Static files are served compressed, and never as they used to be."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from flask import Flask

from consult.web.compress import compress_static

pytestmark = pytest.mark.pure


def test_each_style_sheet_and_script_gets_a_compressed_copy_and_small_files_none(tmp_path: Path):
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor" / "a.css").write_text("a{color:red}" * 100)
    (tmp_path / "b.js").write_text("1;" * 400)
    (tmp_path / "small.css").write_text("a{}")
    (tmp_path / "photo.jpg").write_bytes(b"x" * 9000)
    compress_static(tmp_path)
    assert sorted(path.name for path in tmp_path.rglob("*.gz")) == ["a.css.gz", "b.js.gz"]
    assert gzip.decompress((tmp_path / "b.js.gz").read_bytes()) == b"1;" * 400


def test_a_changed_file_never_keeps_its_old_copy(tmp_path: Path):
    page = tmp_path / "a.css"
    page.write_text("a{color:red}" * 100)
    compress_static(tmp_path)
    page.write_text("a{color:tan}" * 100)
    compress_static(tmp_path)
    assert gzip.decompress((tmp_path / "a.css.gz").read_bytes()).startswith(b"a{color:tan}")
    assert list(tmp_path.glob("*.part")) == []


def test_a_right_copy_is_left_alone_wherever_it_was_brought(tmp_path: Path):
    page = tmp_path / "a.css"
    page.write_text("a{color:red}" * 100)
    (tmp_path / "a.css.gz").write_bytes(gzip.compress(page.read_bytes(), 1))
    before = (tmp_path / "a.css.gz").read_bytes()
    compress_static(tmp_path)
    assert (tmp_path / "a.css.gz").read_bytes() == before


def test_a_copy_that_cannot_be_written_leaves_no_old_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    page = tmp_path / "a.css"
    page.write_text("a{color:red}" * 100)
    compress_static(tmp_path)
    page.write_text("a{color:tan}" * 100)

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    compress_static(tmp_path)
    assert list(tmp_path.glob("*.gz")) == []


def test_the_site_sends_a_style_sheet_compressed_to_whoever_can_read_it(app: Flask):
    client = app.test_client()
    plain = (Path(app.static_folder or "") / "app.css").read_bytes()
    sent = client.get("/static/app.css", headers={"Accept-Encoding": "gzip"})
    assert sent.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(sent.data) == plain
    assert client.get("/static/app.css").data == plain
