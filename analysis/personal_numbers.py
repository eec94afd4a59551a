"""Finds e-mail addresses, postcodes, and numbers that belong to one person; figures without such a shape are none.

Every pattern is bounded, so the time grows with the length of the text and nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from analysis.personal_words import POSTCODE_AREAS, read_set

Span = tuple[int, int]

EMAIL = re.compile(
    r"(?<![\w.+%-])[\w.+%'-]{1,64}(?:\s?@\s?|\s?[(\[]at[)\]]\s?)"
    r"(?:[A-Za-z0-9-]{1,63}(?:\s?\.\s?|,(?=[A-Za-z])|\s?[(\[]dot[)\]]\s?)){1,5}[A-Za-z]{2,12}(?![A-Za-z])",
    re.IGNORECASE,
)
# "kim at example dot com"; with a dot written as one, only where the name or the provider shows that it is no page.
EMAIL_SPOKEN = re.compile(
    r"(?<![\w.+%-])[\w.+%'-]{1,64} at [A-Za-z0-9-]{1,63}(?: dot [A-Za-z0-9-]{1,63}){0,3}"
    r" dot (?:com|org|net|uk|info|eu|io)\b"
    r"|(?<![\w.+%-])\w{1,30}(?:[.+_]\w{1,30}){1,3} at (?:[A-Za-z0-9-]{1,63}\.){1,4}[A-Za-z]{2,12}\b"
    r"|(?<![\w.+%-])[\w.+%'-]{1,64} at (?:gmail|googlemail|hotmail|yahoo|outlook|icloud|live|aol|btinternet|sky|msn"
    r"|talktalk|virginmedia|ntlworld|protonmail)\.(?:com|co\.uk|net|me)\b",
    re.IGNORECASE,
)

TEN_FIGURES = re.compile(r"(?<!\w)(?<!\d\.)\d(?:[ ./-]{0,3}\d){9}(?!\w)")
NHS_GROUPS = re.compile(r"\d{3}[ .-]{0,2}\d{3}[ .-]{0,2}\d{4}")
THOUSANDS = re.compile(r"\d{1,3}(?: \d{3}){2,3}")
NHS_SAID = re.compile(
    r"(?:\bn\.? ?h\.? ?s\b|\bhealth (?:number|no)\b|\b(?:hospital|patient)(?: number| no)?\b)\D{0,25}$", re.IGNORECASE
)

INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])([A-CEGHJ-PR-TW-Z]|Q(?=[ ]?Q))([ ]?)([A-CEGHJ-NPR-TW-Z]|(?<=Q)Q|(?<=Q )Q)([ ./-]{0,2})"
    r"(\d(?:[ ./-]?\d){5})[ ./-]?([A-D]?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
INSURANCE_SAID = re.compile(
    r"\b(?:national insurance|nat\.? ?ins|insurance (?:number|no)|n\.?i|nino)(?!\w)[^\d\n]{0,25}$", re.IGNORECASE
)
IN_PAIRS = re.compile(r"\d\d([ ./-]?)\d\d\1\d\d")
UNUSED_PREFIXES = {"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"}
NUMBER_ENDS = " ./-"

PHONE_HERE = re.compile(
    r"(?<![\w\u00a3$.,/])(?:\(?(?:\+|00)[ ]?44\)?[ ./-]{0,2}(?:\(0\)[ ./-]{0,2})?|\(?0(?=[ (]?[1-3578]))"
    r"(?:[ ()./-]{0,2}\d){9,10}(?!\d)"
)
PHONE_ABROAD = re.compile(r"(?<![\w+])\+(?:[ ()./-]{0,2}\d){8,15}(?!\d)")
# "496012 07700 900123" are two.
FIGURES = r"(?<![\w\u00a3$])(\+?\d(?:(?![ ()./-]{1,2}0[1-3578]\d{3})[ ()./-]{0,2}\d){%s})(?!\w)"
PHONE_WORD = re.compile(
    r"\b(?:phone|telephone|tel|mobile|mob|cell|call|ring|text|whatsapp|fax|landline)\b", re.IGNORECASE
)
BREAKS = re.compile(r"[\d\n]")
FURTHER_PHONE = re.compile(
    r"[ ,;/(]{1,3}(?:(?:or|and|eve|evenings?|days?|daytime|nights?|home|work|office|mob|mobile)[ :.)]{1,3}){1,2}"
    + FIGURES % "5,14",
    re.IGNORECASE,
)
SAID_FIGURES = re.compile(FIGURES % "5,14")
MOST_BETWEEN = 20  # characters between the word and the figures
LOOK_BACK = MOST_BETWEEN + 12
# "Ring road 1234567" and "call for 200000 homes" are none, "Ring Susan 496012" is one.
NO_PHONE_BETWEEN = read_set(
    """
    bill bills box boxes budget bus buses centre centres cost costing costs fence fenced fencing league mast masts
    road roads route routes spend spending spent train trams
    """
)
BEFORE_AN_AMOUNT = read_set("about around by for from nearly of over some than up")  # directly
ROUND_OR_YEARS = re.compile(r"[1-9][05]?0?(?:[ ]?000){1,3}|(?:19|20)\d\d(?:[ ./-]{1,3}(?:(?:19|20)\d\d|\d\d)){1,3}")
COUNT = re.compile(r"[1-9]\d{5,8}|[1-9]\d{0,2}(?: \d{3}){1,3}")
COUNTED = re.compile(
    r"[ ](?:people|residents|homes|houses|households|calls|texts|times|pounds|users|jobs|patients|visits|cars"
    r"|customers|trees|votes|signatures|miles|metres|a (?:year|month|week|day))\b",
    re.IGNORECASE,
)
BETWEEN = (
    r"(?:[ :.,=(-]{1,3}(?:me|us|him|her|them|my|our|the|on|at|is|was|no|nos|num|number|numbers|line|here|mum|dad|mother"
    r"|father|wife|husband|son|daughter|home|work|office|back|please|if|or|and|to|dial)(?!\w)){0,4}[ :.,=(-]{0,3}"
)
# "Number" alone says little: the figures must be as many as a whole number has, and begin like one.
NUMBER_SAID = re.compile(
    rf"\b(?:number|numbers|no|num|contact|reach me)\b{BETWEEN}(?=\+?(?:44|0|7)){FIGURES % '9,12'}", re.IGNORECASE
)
HOURS = re.compile(r"\d\d\.\d\d\D")
DATE = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)?\d\d(?!\d)")
COUNTING = {"0123456789", "01234567890"}

POSTCODE_END = "[ABD-HJLNP-UW-Zabd-hjlnp-uw-z]{2}"
POSTCODE = re.compile(rf"(?<![A-Za-z0-9])([A-Za-z]{{1,2}})\d[A-Za-z\d]?[ \t.-]{{0,2}}(\d{POSTCODE_END})(?![A-Za-z0-9])")
POSTCODE_GAPS = re.compile(
    rf"(?<![A-Za-z0-9])(?:([A-Za-z]{{2}})[ ]|([A-Z] [A-Z])[ ]?|([A-Z])[ ])\d[A-Za-z\d]?[ \t.-]{{0,2}}(\d{POSTCODE_END})"
    r"(?![A-Za-z0-9])"
)
# A letter O typed for the nought.
POSTCODE_O = re.compile(rf"(?<![A-Za-z0-9])([A-Z]{{1,2}})\d[A-Z\d]?[ \t]?(O{POSTCODE_END.upper()})(?![A-Za-z0-9])")
POSTCODE_GIRO = re.compile(r"(?<![A-Za-z0-9])gir[ ]?0aa(?![A-Za-z0-9])", re.IGNORECASE)
ORDINALS = {"1st", "2nd", "3rd", *(f"{figure}th" for figure in range(10))}
UNITS = {"st", "nd", "rd", "th", "hr", "yr", "ft", "lb", "bn", "pp", "gb", "tb", "ltr"}
WORDS_IN_O = {"ODD", "OLD", "ONE", "OUR", "OUT", "OWN", "OFF", "OAK", "OAT", "ORE", "OWL", "OWE"}


def has_nhs_check(digits: str) -> bool:
    """Whether the tenth figure fits the nine before it (modulus 11)."""
    rest = 11 - sum(int(figure) * (10 - at) for at, figure in enumerate(digits[:9])) % 11
    return rest != 10 and rest % 11 == int(digits[9])


def find_emails(text: str) -> Iterator[Span]:
    for pattern in (EMAIL, EMAIL_SPOKEN):
        yield from (one.span() for one in pattern.finditer(text))


def find_nhs_numbers(text: str) -> Iterator[Span]:
    """Ten figures in any groups after a word such as "NHS"; elsewhere only in the usual groups and with their check."""
    for one in TEN_FIGURES.finditer(text):
        digits = re.sub(r"\D", "", one.group())
        checked = digits[0] != "0" and len(set(digits)) > 1 and has_nhs_check(digits)
        said = NHS_SAID.search(text[max(0, one.start() - 40) : one.start()])
        usual = NHS_GROUPS.fullmatch(one.group()) is not None
        if (said and (checked or not THOUSANDS.fullmatch(one.group()))) or (checked and usual):
            yield one.span()


def find_insurance_numbers(text: str) -> Iterator[Span]:
    for one in INSURANCE.finditer(text):
        first, apart, second, gap, figures, last = one.groups()
        said = INSURANCE_SAID.search(text[max(0, one.start() - 50) : one.start()])
        # "at 120 000 a year" has the shape of one.
        shaped = last and not apart and (first.isupper() or not gap or IN_PAIRS.fullmatch(figures))
        if (first + second).upper() not in UNUSED_PREFIXES and (said or shaped):
            yield one.start(), one.start() + len(one.group().rstrip(NUMBER_ENDS))


def find_phones(text: str) -> Iterator[Span]:
    for pattern in (PHONE_HERE, PHONE_ABROAD):
        for one in pattern.finditer(text):
            if not HOURS.match(one.group()) and _is_phone(one.group()):
                yield one.span()
            more = FURTHER_PHONE.match(text, one.end())
            if more is not None and _is_phone(more.group(1)):
                yield more.span(1)
    for one in SAID_FIGURES.finditer(text):
        if _is_phone(one.group(1)) and _is_said(text, one):
            yield one.span(1)
            more = FURTHER_PHONE.match(text, one.end())
            if more is not None and _is_phone(more.group(1)):
                yield more.span(1)
    yield from (one.span(1) for one in NUMBER_SAID.finditer(text) if _is_phone(one.group(1)))


def _is_said(text: str, figures: re.Match[str]) -> bool:
    """Whether a word such as "ring" stands shortly before, and neither it nor what follows makes them a count."""
    before = text[max(0, figures.start() - LOOK_BACK) : figures.start()]
    said = None
    for at in PHONE_WORD.finditer(before):
        said = before[at.end() :]
    if said is None or len(said) > MOST_BETWEEN or BREAKS.search(said):
        return False
    words = re.findall(r"[^\W\d_]+", said.lower())
    plain = not words or words[-1] not in BEFORE_AN_AMOUNT
    plain = plain and ROUND_OR_YEARS.fullmatch(figures.group(1)) is None
    return (
        plain
        and NO_PHONE_BETWEEN.isdisjoint(words)
        and not (COUNT.fullmatch(figures.group(1)) and COUNTED.match(text, figures.end()))
    )


def _is_phone(figures: str) -> bool:
    return DATE.match(figures) is None and figures not in COUNTING


def find_postcodes(text: str) -> Iterator[Span]:
    for one in POSTCODE_GAPS.finditer(text):
        area = (one.group(1) or one.group(2) or one.group(3)).replace(" ", "")
        if area.upper() in POSTCODE_AREAS and one.group(4)[1:].lower() not in UNITS:
            yield one.span()
    for one in POSTCODE.finditer(text):
        # "M1 4th exit" is a place in a queue; "m1 4th" as a whole in small letters may be somebody's postcode.
        counted = one.group(2) in ORDINALS and one.group(1).isupper()
        if one.group(1).upper() in POSTCODE_AREAS and not counted:
            yield one.span()
    for one in POSTCODE_O.finditer(text):
        if one.group(1) in POSTCODE_AREAS and one.group(2) not in WORDS_IN_O:
            yield one.span()
    yield from (one.span() for one in POSTCODE_GIRO.finditer(text))
