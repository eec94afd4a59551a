"""Sentence frames: what is left of a sentence when its content words are masked; six of one frame is a template."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable

FUNCTION_WORDS = frozenset(
    """
    a an the this that these those some any no not none each every all both half most more less much many few enough
    i me my mine myself you your yours yourself he him his himself she her hers herself it its itself we us our ours
    they them their theirs themselves one who whose which what when where why how such
    am is are was were be been being do does did done have has had having can could will would shall should may might
    must i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll we're we've
    we'd we'll they're they've they'd they'll that's there's who's what's don't doesn't didn't isn't wasn't aren't
    can't couldn't won't wouldn't haven't hasn't hadn't shouldn't
    and or but nor so yet if because as than then though although while until till unless since whether
    of to in on at by for with from into onto out up down off over under about after before between through without
    within against along round around across behind beside near past
    there here very too just only also even still again ever never now always yes well
    """.split()  # noqa: SIM905  a page of words reads better than a page of quotation marks
)
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
MASK = "_"


def split_sentences(text: str) -> list[list[str]]:
    """The words of each sentence, in lower case."""
    parts = (_WORD.findall(part.lower().replace("’", "'")) for part in re.split(r"[.!?\n]+", text))
    return [words for words in parts if words]


def read_opening(words: list[str]) -> tuple[str, ...]:
    """The first four words, or all of a shorter sentence; one word alone is no frame."""
    return tuple(words[:4]) if len(words) > 1 else ()


def read_skeleton(words: list[str]) -> tuple[str, ...]:
    """Function words in their order, each run of content words as one mask; () where too little is left to be one."""
    masked: list[str] = []
    for word in words:
        sign = word if word in FUNCTION_WORDS else MASK
        if sign != MASK or masked[-1:] != [MASK]:
            masked.append(sign)
    function_words = sum(sign != MASK for sign in masked)
    return tuple(masked) if len(words) >= 4 and function_words >= 2 else ()


def find_repeated_frames(texts: Iterable[str], most: int) -> dict[tuple[str, ...], list[str]]:
    """Frames (openings and skeletons) that stand in more than `most` different answers, with those answers."""
    used: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
    for text in texts:
        for words in split_sentences(text):
            for frame in (read_opening(words), read_skeleton(words)):
                if frame:
                    used[frame][text.casefold()] = None
    return {frame: list(answers) for frame, answers in used.items() if len(answers) > most}
