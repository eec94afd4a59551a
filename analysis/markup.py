"""Masks what is no word of an answer, character for character, so that every place found stays a place in the author's
own text; loads nothing heavy.

Refuses to halve a word: what stands inside one is taken out of it, never a blank in it.
"""

from __future__ import annotations

import re
from html import unescape

# An answer is read to this many characters. It bounds the memory one answer can take; 99 % of real comments
# are shorter than 500.
READ_AT_MOST = 20_000

# Inside a word they are no part of it: the soft hyphen and blanks of no width. The word joiner also stands for whatever
# else is taken out of a word, so that every letter keeps its place.
INSIDE = "\u2060"
SOFT = "\u00ad\u200b\ufeff" + INSIDE
HYPHENS = "\u2010\u2011-"
APOSTROPHES = "'\u2019"
# In place of letters that cannot be told, as in caf\ufffd: what is left beside it is no word.
UNREAD = "\ufffd"
LEFT_OUT: dict[int, None] = dict.fromkeys(map(ord, SOFT))
PLAIN = LEFT_OUT | {0x2019: "'", 0x2010: "-", 0x2011: "-"}
SOFT_AS_INSIDE = dict.fromkeys(map(ord, SOFT), INSIDE)

# What is blanked before words are read, each with blanks of its own length, so that every position found
# afterwards is a position in the author's own text.
MASKED = re.compile(
    r"""
      <!--.{0,2000}?-->                                     # comments of a page
    | <(script|style)\b[^<>]{0,300}>.{0,2000}?</\1\s*>      # code somebody pasted
    | </?[a-zA-Z][^<>]{0,300}>                              # tags
    | &(?:amp;)?(?:[a-zA-Z]{2,12}|\#\d{1,7}|\#[xX][0-9a-fA-F]{1,6}); # entities
    | \b(?:https?://|www\.)\S+                              # addresses of pages
    | \S{1,100}@\S{1,100}                                   # e-mail addresses and handles
    | \b[A-Za-z]{1,2}\d[A-Za-z\d]?\s?\d[A-Za-z]{2}\b        # postcodes
    | \+?(?:\d[\s().-]{0,2}){8,15}\d                       # telephone and account numbers
    """,
    re.VERBOSE | re.DOTALL,
)
# Tags that may stand inside a word: play<b>ground</b> is one word, bus<br>stop is two.
INLINE_TAG = re.compile(r"</?(?:a|abbr|b|big|del|em|font|i|ins|mark|s|small|span|strong|sub|sup|u|wbr)\b[^<>]*>", re.I)
# Other signs that people type for an apostrophe, and what is left of one that a program could not read.
LIKE_APOSTROPHE = re.compile(
    r"(?:[`\u00b4\u2018\u2032]|\ufffd(?=(?:s|t|re|ve|ll|d|m)\b))(?<=[^\W\d_].)(?=[^\W\d_])", re.IGNORECASE
)
# A word broken at the end of a line, as text copied from a page is.
BROKEN = re.compile(r"-(?<=[a-z\u00df-\u00ff]-)[ \t]?\r?\n[ \t]?(?=[a-z\u00df-\u00ff])")
# What is taken out of a word, but stands at its end or alone: nothing but a blank.
LOOSE = re.compile(rf"(?<!{INSIDE}){INSIDE}++(?![\w'\u2019{HYPHENS}])|(?<![\w'\u2019{INSIDE}{HYPHENS}]){INSIDE}++")
# Joiners stay between letters of the scripts that are written with them, from Arabic to Sinhala.
UNPRINTED = re.compile(
    "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\u200e\\u200f\\u2028-\\u202e\\u2061-\\u2069]"
    "|[\\u200c\\u200d](?![\\u0600-\\u0dff])|(?<![\\u0600-\\u0dff])[\\u200c\\u200d]"
)


def mask_markup(text: str) -> str:
    """The text with tags, addresses and unprinted characters blanked; every character keeps its place.

    What stands inside a word becomes word joiners, which are no part of it.
    """
    shown = UNPRINTED.sub(" ", text[:READ_AT_MOST]).translate(SOFT_AS_INSIDE)
    shown = BROKEN.sub(lambda found: INSIDE * len(found.group()), MASKED.sub(_mask, shown))
    if INSIDE in shown:
        shown = LOOSE.sub(lambda found: " " * len(found.group()), shown)
    return LIKE_APOSTROPHE.sub("\u2019", shown)


def _mask(found: re.Match[str]) -> str:
    """What stands in place of something masked, at its own length: the letter or sign that an entity means, nothing
    where a tag stands inside a word, else blanks."""
    held = found.group()
    if held.startswith("<"):
        return (INSIDE if INLINE_TAG.fullmatch(held) else " ") * len(held)
    if not held.startswith("&") or not held.endswith(";"):
        return " " * len(held)
    meant = unescape(unescape(held))
    if meant == held:
        return UNREAD * len(held)
    if meant in SOFT:
        return INSIDE * len(held)
    if len(meant) == 1 and (meant.isalnum() or meant in APOSTROPHES + HYPHENS):
        return meant.rjust(len(held), INSIDE)
    return " " * len(held)


def write_plainly(word: str) -> str:
    """A word in its own capitals, without what is no part of it, its apostrophes and hyphens those of a keyboard."""
    return word.translate(PLAIN)


def read_plainly(text: str) -> str:
    """A text as its words are read: without mark-up, and whole where something stood inside a word."""
    return write_plainly(mask_markup(text))
