"""Pages go out compressed to browsers that can read it, and never where their length could betray a secret."""

from __future__ import annotations

import gzip

from tests.browser import Visitor

GZIP = {"Accept-Encoding": "gzip, deflate, br"}


def test_a_page_is_compressed_for_a_browser_that_can_read_it(visitor: Visitor):
    plain = visitor.client.get("/")
    packed = visitor.client.get("/", headers=GZIP)
    assert packed.headers["Content-Encoding"] == "gzip"
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert len(packed.data) < len(plain.data) / 2
    assert b"<!DOCTYPE html>" in gzip.decompress(packed.data)


def test_a_browser_that_asks_for_none_gets_the_plain_page_and_caches_are_told(visitor: Visitor):
    for asked in ({}, {"Accept-Encoding": "identity"}, {"Accept-Encoding": "gzip;q=0"}):
        answer = visitor.client.get("/", headers=asked)
        assert "Content-Encoding" not in answer.headers
        assert "Accept-Encoding" in answer.headers["Vary"]


def test_a_page_asked_for_with_words_of_somebody_elses_choosing_is_not_compressed(visitor: Visitor):
    assert "Content-Encoding" not in visitor.client.get("/?page=csrf_token", headers=GZIP).headers


def test_a_small_answer_is_left_alone(visitor: Visitor):
    assert "Content-Encoding" not in visitor.client.get("/healthz", headers=GZIP).headers
