"""How passwords are kept and which are refused; one as typed is never stored and never written to a log."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import Any

from passlib.context import CryptContext
from zxcvbn import zxcvbn

SHORTEST, LONGEST = 12, 128
LEAST_SCORE = 3  # of 4: some ten thousand million guesses
JUDGED = 40  # what is longer is strong by its length, and zxcvbn's time grows with its square
MOST_SWAPS = 3  # different signs that may stand for letters, as in p@$$word; with all of them zxcvbn takes seconds
# OWASP's floor for Argon2id. More memory a sign-in would let a few of them fill a small server.
ARGON2: dict[str, Any] = {
    "argon2__type": "ID",
    "argon2__memory_cost": 19 * 1024,
    "argon2__time_cost": 2,
    "argon2__parallelism": 1,
}

_context = CryptContext(schemes=["argon2"], **ARGON2)
_decoy = _context.hash("nobody has this password, it only takes as long to check")


def normalise(password: str) -> str:
    """The same letters however a keyboard composed them."""
    return unicodedata.normalize("NFKC", password)


def hash_password(password: str) -> str:
    """The password as it is kept."""
    return str(_context.hash(normalise(password)))


def is_right(password: str, kept: str | None) -> bool:
    """Whether the password matches what is kept; takes as long when nothing is kept."""
    typed = normalise(password[: LONGEST * 2])[: LONGEST + 1]  # one sign may become eighteen
    return bool(_context.verify(typed, kept or _decoy)) and kept is not None


def find_password_problem(password: str, *, about: Iterable[str] = ()) -> str | None:
    """Why a new password is refused, in one sentence, or None. `about` are words others know: a name, an address."""
    typed = normalise(password)
    if len(typed) < SHORTEST:
        return f"Use {SHORTEST} characters or more. Three or four unrelated words work well"
    if len(typed) > LONGEST:
        return f"Use {LONGEST} characters or fewer"
    known = [word for text in about for word in (text, *text.replace("@", " ").replace(".", " ").split())]
    if zxcvbn(_quick_to_judge(typed), user_inputs=[*known, "heed"])["score"] < LEAST_SCORE:
        return "This password would be guessed quickly. Use three or four unrelated words, or let your browser make one"
    return None


def _quick_to_judge(typed: str) -> str:
    """The beginning of a password, its fourth and further swapping signs put as a sign that stands for no letter."""
    judged = typed[:JUDGED]
    surplus = [sign for sign in dict.fromkeys(judged) if sign in "@({[<!|$+%"][MOST_SWAPS:]
    return judged.translate(dict(zip(map(ord, surplus), "~^&*_=:", strict=False))) if surplus else judged
