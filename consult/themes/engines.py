"""The engines and languages an officer may choose for a discovery, in officers' words; it loads no engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from analysis.engines import PLAIN, STANDARD, THOROUGH, choose_engine, list_engines, shorten_hash
from analysis.languages import ENGLISH, LANGUAGES
from consult.web.words import count_words, plain_date

WORDS = {
    STANDARD: ("Standard", "For English, in seconds. Any other language is read by the plain engine instead."),
    PLAIN: ("Plain", "Word by word, any language below."),
    THOROUGH: ("Thorough", "English, slower; reads whole sentences."),
}
NOT_INSTALLED = "is not installed here. Council IT installs it with “make thorough”."
WORD_BY_WORD = "Read word by word with the plain engine: the standard engine knows English only."


@dataclass(frozen=True, slots=True)
class Choice:
    """What a discovery reads with, and in which language."""

    engine: str
    language: str


def list_choices_of_engine() -> list[tuple[str, str]]:
    """The engines this copy has, as radios."""
    return [(one, WORDS[one][0]) for one in list_engines()]


def list_hints() -> dict[str, str]:
    """What each engine is good for."""
    return {one: WORDS[one][1] for one in list_engines()}


def list_choices_of_language() -> list[tuple[str, str]]:
    """Every language answers can be read in, English first."""
    return [(one.code, one.name) for one in LANGUAGES.values()]


def say_missing() -> str:
    """The engine that is not installed and how it comes; empty where all are."""
    name, words = WORDS[THOROUGH]
    return "" if THOROUGH in list_engines() else f"{name} ({words.rstrip('.')}) {NOT_INSTALLED}"


def say_without_stems() -> str:
    """Which languages are read without stems."""
    *names, last = sorted(one.name for one in LANGUAGES.values() if not one.stemmer)
    return f"For {', '.join(names)} and {last}, forms of one word are told alike by their letters only."


def kept_choice(details: Mapping[str, Any], survey_language: str) -> Choice:
    """How the board was last found; before that the survey's language, where it is known, and the engine for it."""
    own = survey_language.partition("-")[0]
    language = details.get("language") or (ENGLISH if details or own not in LANGUAGES else own)
    return Choice(choose_engine(language, details.get("engine", "")), language)


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """The language that answers look like when they were read in another, and how to look for themes in it."""

    name: str
    read_in: str
    again: Choice


def find_other(details: Mapping[str, Any]) -> OtherLanguage | None:
    """What the last discovery said of the answers' language; None where they look like the one they were read in."""
    looks, read_in = LANGUAGES.get(details.get("looks_like", "")), LANGUAGES.get(details.get("language", ENGLISH))
    if looks is None or read_in is None:
        return None
    return OtherLanguage(looks.name, read_in.name, Choice(choose_engine(looks.code), looks.code))


def refuse_choice(engine: str, language: str) -> dict[str, str]:
    """What is wrong with a choice, by field; nothing where it can be done."""
    if language not in LANGUAGES:
        return {"language": f"Heed does not know the language “{language}”. Choose one from the list"}
    if engine not in WORDS:
        return {"engine": f"Heed has no engine called “{engine}”. Choose one that is shown"}
    if engine not in list_engines():
        return {"engine": f"The {engine} engine {NOT_INSTALLED.rstrip('.')}. Choose another"}
    if engine == THOROUGH and language != ENGLISH:
        return {"engine": f"The thorough engine knows English only. For {LANGUAGES[language].name} choose Plain"}
    return {}


def settle_choice(engine: str, language: str) -> Choice:
    """What will be used: where the standard engine is asked for another language, the plain one."""
    return Choice(choose_engine(language, engine), language)


def say_found(details: Mapping[str, Any]) -> str:
    """With what, in which language, when and from how many answers a board was found."""
    language = LANGUAGES.get(details.get("language", ENGLISH))
    when = details.get("found_at")
    parts = [
        f"Found with the {details['engine']} engine",
        f"in {language.name}" if language else "",
        plain_date(datetime.fromisoformat(when)) if when else "",
        f"from {count_words(details['answers'], 'answer')}",
    ]
    left = int(details.get("all_answers", 0)) - int(details["answers"])
    decided = f" {count_words(left, 'answer')} under themes that people decided on stayed as they were." if left else ""
    return ", ".join(part for part in parts if part) + f".{decided}"


def say_record(details: Mapping[str, Any]) -> str:
    """What a board stands on: whoever uses the same finds the same themes."""
    vectors = details.get("vectors")
    known = f", vectors {shorten_hash(vectors)}" if vectors else ""
    return f"For the record: version {details.get('version')}, seed {details.get('seed')}{known}."


def say_read(details: Mapping[str, Any]) -> str:
    """What to know of a board that was read in another language than English; empty for English."""
    language = LANGUAGES.get(details.get("language", ENGLISH), LANGUAGES[ENGLISH])
    if language.code == ENGLISH:
        return ""
    stems = "" if language.stemmer else f" Forms of one {language.name} word are told alike by their letters only."
    return (
        f"{WORD_BY_WORD}{stems} Personal details are looked for in the forms of the United Kingdom, and names mostly"
        f" by English signs, so read {language.name} answers for names yourself before you quote them."
    )
