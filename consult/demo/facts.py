"""The shapes in which the demonstration's invented facts are written down; frozen, and they compute nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Group:
    """A stakeholder group; `heard` is False where nobody has answered yet."""

    key: str
    name: str
    description: str
    population: int
    counted_on_day: int
    heard: bool = True
    source: str = "Invented figures for this demonstration"


@dataclass(frozen=True, slots=True)
class FairnessAnswer:
    """A dated answer to one of the four tests of a fair consultation (Gunning)."""

    principle: str  # formative, information, time or consideration
    met: bool
    day: int
    answer: str


@dataclass(frozen=True, slots=True)
class QuestionFacts:
    """One question as the officer wrote it; `options` are (key, words) pairs."""

    key: str
    kind: str  # open_text, choice, groups, consent or rank
    text: str
    hint: str = ""
    required: bool = False
    settings: Mapping[str, object] = field(default_factory=dict)
    options: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class SectionFacts:
    """One page of a survey."""

    title: str
    guidance: str
    questions: tuple[QuestionFacts, ...]


@dataclass(frozen=True, slots=True)
class SurveyFacts:
    """One survey: its days, its length in minutes, and its pages."""

    title: str
    introduction: str
    kind: str  # open or ranking
    opens_day: int
    closes_day: int
    minutes: int
    sections: tuple[SectionFacts, ...]


@dataclass(frozen=True, slots=True)
class ThemeFacts:
    """What the open answers were written about. `aside` says why a theme did not become an outcome."""

    key: str
    name: str
    description: str
    aside: str = ""


@dataclass(frozen=True, slots=True)
class OutcomeFacts:
    """A change people experience. Losses name the harm; `ranked_as` is what residents rank: having it avoided."""

    theme: str
    sentence: str
    direction: str  # gain or loss
    ranked_as: str


@dataclass(frozen=True, slots=True)
class Profile:
    """How one group ranks: how many of its people do, what each outcome is worth to them (log), where they answer."""

    group: str
    rankings: int
    log_worth: Mapping[str, float]
    channels: Mapping[str, float]  # share of each


@dataclass(frozen=True, slots=True)
class Length:
    """A share of the rankings that name so many outcomes; 0 with a state is an answer of its own."""

    share: float
    places: int
    state: str = "ranked"  # ranked, none or undecided
