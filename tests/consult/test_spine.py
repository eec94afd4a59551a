"""The shell: alive, guarded, with the same headers on every answer."""

import time

from tests.browser import Visitor


def test_the_process_and_the_database_answer(visitor: Visitor):
    assert visitor.get("/healthz").text == "alive\n"
    assert visitor.get("/readyz").text == "ready\n"


def test_every_answer_carries_the_content_policy_with_a_fresh_nonce(visitor: Visitor):
    first = visitor.get("/healthz").headers["Content-Security-Policy"]
    second = visitor.get("/healthz").headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in first
    assert first != second


def test_a_form_of_more_fields_than_any_page_has_is_refused_before_it_is_taken_apart(visitor: Visitor):
    began = time.thread_time()
    sent = {"data": b"a&" * 2_000_000, "content_type": "application/x-www-form-urlencoded"}
    answer = visitor.client.post("/account/sign-in", **sent)
    assert answer.status_code == 413 and b"too large" in answer.data
    assert time.thread_time() - began < 0.5


def test_a_form_of_many_fields_is_still_read(visitor: Visitor):
    page = visitor.post("/account/sign-in", {f"more{number}": "x" for number in range(4000)}, status=422)
    assert page.has("Enter your e-mail address")
