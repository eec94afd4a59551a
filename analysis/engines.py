"""Which engines of theme discovery this copy has and which languages each reads; refuses by name and loads none."""

from __future__ import annotations

from analysis.languages import ENGLISH, get_language
from analysis.records import RefusedInput
from analysis.sentence_model import have_sentence_model
from analysis.vectors import have_vectors

PLAIN, STANDARD, THOROUGH = "plain", "standard", "thorough"
KNOWN = (STANDARD, PLAIN, THOROUGH)


def list_engines() -> tuple[str, ...]:
    """The engines this copy has: all but the plain one need files beside the code."""
    has = {PLAIN: True, STANDARD: have_vectors(), THOROUGH: have_vectors() and have_sentence_model()}
    return tuple(one for one in KNOWN if has[one])


def check_engine(engine: str, language: str) -> None:
    """Raise RefusedInput for an engine that is not here, a language not known, or one the engine does not read."""
    if engine not in list_engines():
        known = ", ".join(sorted(list_engines()))
        raise RefusedInput([f'The engine "{engine}" is not installed; this copy has: {known}.'])
    name = get_language(language).name
    if engine != PLAIN and language != ENGLISH:
        raise RefusedInput([f'The engine "{engine}" knows English only; for {name} choose the engine "{PLAIN}".'])


def choose_engine(language: str, wanted: str = "") -> str:
    """The engine that is wanted where it is here and reads the language; else the one meant for the language."""
    if language != ENGLISH:
        return PLAIN
    here = list_engines()
    return wanted if wanted in here else next(one for one in (STANDARD, PLAIN) if one in here)


def shorten_hash(vectors: str) -> str:
    """The first twelve signs of each hash that vectors are known by, for people to compare."""
    return " and ".join(one[:12] for one in vectors.split("+"))
