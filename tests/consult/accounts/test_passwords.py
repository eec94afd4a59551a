"""How passwords are kept: at the strength agreed on, and the same for everybody who asks."""

from __future__ import annotations

import time

import pytest

from consult.accounts import passwords
from consult.accounts.passwords import find_password_problem, hash_password, is_right

pytestmark = pytest.mark.pure


def test_passwords_are_kept_as_argon2id_at_the_agreed_cost():
    assert hash_password("harbour lantern quietly 9").startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_the_same_password_is_kept_differently_each_time():
    assert hash_password("harbour lantern quietly 9") != hash_password("harbour lantern quietly 9")


def test_the_stand_in_for_unknown_people_costs_as_much_and_never_matches():
    kept = hash_password("x")
    assert passwords._decoy.rsplit("$", 2)[0] == kept.rsplit("$", 2)[0]
    assert not is_right("nobody has this password, it only takes as long to check", None)


@pytest.mark.parametrize(
    "password",
    [
        "harbour lantern quietly 9",
        "correct horse battery staple",
        "ein Haus, drei Katzen, kein Dach",
        "лодка на реке ψψψ",
    ],
)
def test_long_passwords_of_any_script_are_taken(password: str):
    assert find_password_problem(password, about=("jo@wexmoor.example", "Jo Officer")) is None


@pytest.mark.parametrize(
    ("password", "start"),
    [
        ("", "Use 12 characters or more"),
        ("x" * 11, "Use 12 characters or more"),
        ("x" * 129, "Use 128 characters or fewer"),
        ("passwordpassword", "This password would be guessed"),
        ("qwertyuiop123", "This password would be guessed"),
        ("aaaaaaaaaaaaaaaaaaaa", "This password would be guessed"),
        ("jo@wexmoor.example", "This password would be guessed"),
    ],
)
def test_what_is_guessed_quickly_is_refused_with_what_to_do_instead(password: str, start: str):
    problem = find_password_problem(password, about=("jo@wexmoor.example", "Jo Officer"))
    assert problem and problem.startswith(start)


def test_a_password_longer_than_is_judged_is_still_judged():
    assert find_password_problem("a" * 100) is not None
    assert find_password_problem("harbour lantern quietly 9 " * 4) is None


def test_signs_that_grow_when_read_do_not_break_the_check():
    """One U+FDFA becomes eighteen letters; the library that compares refuses more than it can hold."""
    assert not is_right("\ufdfa" * 300, hash_password("harbour lantern quietly 9"))
    assert not is_right("\ufdfa" * 300, None)


@pytest.mark.parametrize("signs", ["4@8({[<369!1|0$5+7%2", "@$+4836105712", "|!14836@05712$", "a@b4(c{e3[d<f!1"])
def test_a_password_of_many_signs_that_stand_for_letters_is_judged_quickly(signs: str):
    """With all of them at once, judging took sixteen seconds."""
    began = time.thread_time()
    find_password_problem(signs * 6)
    assert time.thread_time() - began < 0.5


@pytest.mark.parametrize("password", ["p@$$w0rdp@$$w0rd", "p@$$w0rd1234"])
def test_a_common_word_with_signs_for_letters_is_still_refused(password: str):
    assert find_password_problem(password) is not None
