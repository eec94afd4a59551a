"""What a chart promises: the right picture, words that never collide, nothing a page's policy forbids, no leak."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Playwright

from analysis.charts import Panel, Row, ThemeCount, ThemePanel, group_comparison, theme_sizes, weights_by_group
from analysis.lettering import readable, text_width, wrap
from analysis.records import RefusedInput
from analysis.svg import COLOURS
from tools.chromium import launch_options

pytestmark = pytest.mark.pure

ROOT = Path(__file__).parents[2]
STYLE_SHEET = ROOT / "consult" / "static" / "charts.css"
OUTCOMES = [
    "Company at lunchtime", "A hot meal every day", "Someone who notices if I am unwell", "Choice of meal time",
    "Time off for carers", "Help with shopping and small repairs around the house", "Parking trouble for neighbours",
    "Losing the driver we know", "Less say in what is on the menu", "Transport", "Price", "Food from my own culture",
    "Meeting people of other ages in a place that is warm and free to use all day", "Phone calls", "Medicine",
]  # fmt: skip
GROUPS = [
    "People at home", "Lunch club", "Family carers", "Volunteers", "Neighbours", "Young carers", "Paid care staff",
    "Faith and community groups that lend us their halls and kitchens", "Former users",
]  # fmt: skip
HOSTILE = [
    "<script>alert(1)</script>", "\"quoted\" & 'single' ]]> <!-- --> &amp;", "$x_1^2$ costs $5",
    "🍲 👨‍👩‍👧‍👦 👍🏽 meals",
    "نريد وجبات ساخنة كل يوم وصحبة وقت الغداء", "\u202egnirts a\u202c turned", "nul\x00 bell\x07 lone \ud800 end",
    "W" * 200, "very long " * 20, "",
]  # fmt: skip
WORDS = {"title": "Carers put time off first", "subtitle": "Points out of 100", "footnote": "1 to 9 November 2026"}
WIDTHS = ("wide", "narrow")
NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def panel(name: str, mark: int, values: list[float], *, labels: list[str], n: int = 210) -> Panel:
    rows = [
        Row(label, v, max(0, v - 4), min(100, v + 5), gain=not label.startswith(("Parking", "Losing", "Less")))
        for label, v in zip(labels, values, strict=True)
    ]
    return Panel(name, mark, n, tuple(rows))


def panels(outcomes: int = 9, groups: int = 6, labels: list[str] | None = None) -> list[Panel]:
    """Everyone and some groups; every group puts another outcome first."""
    labels = labels or OUTCOMES[:outcomes]
    shares = [3.0 ** -(i / 3) for i in range(len(labels))]
    made = []
    for mark in range(groups + 1):
        turned = shares[mark % len(labels) :] + shares[: mark % len(labels)]
        points = [100 * share / sum(shares) for share in turned]
        name = GROUPS[mark - 1] if mark else "Everyone"
        made.append(panel(name, mark, points, labels=labels, n=12_345 if mark == 0 else 15 * mark))
    return made


def hidden(name: str = "Young carers", mark: int = 6) -> Panel:
    rows = panel(name, mark, [77.7, 22.3], labels=OUTCOMES[:2]).rows
    return Panel(name, mark, 7, rows, reason_hidden="Too few people answered.")


def themes(labels: list[str] | None = None) -> list[ThemePanel]:
    labels = labels or OUTCOMES[:6]
    groups = [("Everyone", 0, 612), ("Lunch club", 2, 1_204), ("Volunteers", 4, 35)]
    return [
        ThemePanel(name, mark, n, tuple(ThemeCount(label, n // (i + 2)) for i, label in enumerate(labels)))
        for name, mark, n in groups
    ]


def draw_weights(width: str = "wide", shown: list[Panel] | None = None) -> str:
    return weights_by_group(shown or panels(), name="weights", width=width, **WORDS)


def draw_pair(width: str = "wide", labels: list[str] | None = None) -> str:
    _, first, second = panels(groups=2, labels=labels)
    return group_comparison(first, second, name="pair", width=width, **WORDS)


def draw_themes(width: str = "wide", labels: list[str] | None = None) -> str:
    return theme_sizes(themes(labels), name="themes", width=width, **WORDS)


def draw_hidden(width: str = "wide") -> str:
    return draw_weights(width, [*panels(groups=2), hidden()])


def draw_hostile(width: str = "wide") -> str:
    return draw_weights(width, [*panels(groups=3, labels=HOSTILE), replace(hidden(), name="<b>" * 60)])


CHARTS: dict[str, Callable[[str], str]] = {
    "weights": draw_weights,
    "one group": lambda width: draw_weights(width, panels(groups=0)),
    "hidden": draw_hidden,
    "hostile": draw_hostile,
    "pair": draw_pair,
    "hostile pair": lambda width: draw_pair(width, HOSTILE),
    "themes": draw_themes,
    "hostile themes": lambda width: draw_themes(width, HOSTILE),
    "15 by 9": lambda width: draw_weights(width, panels(15, 9)),
    "3 by 1": lambda width: draw_weights(width, panels(3, 1)),
    "9 by 6": lambda width: draw_weights(width, panels(9, 6)),
}
every_chart = pytest.mark.parametrize("chart", CHARTS)
both_widths = pytest.mark.parametrize("width", WIDTHS)


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 (our own drawing)


def parts(svg: str, tag: str) -> list[ElementTree.Element]:
    return parsed(svg).findall(f"{{http://www.w3.org/2000/svg}}{tag}")


def said(svg: str) -> list[str]:
    return [text.text or "" for text in parts(svg, "text")]


def box(element: ElementTree.Element) -> tuple[float, float, float, float]:
    """Left, top, right, bottom; a text as wide as the widest of the fonts would set it."""
    if element.tag.endswith("path"):
        numbers = [float(number) for number in NUMBER.findall(element.get("d", ""))]
        half = float(element.get("stroke-width", "0")) / 2
        xs, ys = numbers[::2], numbers[1::2]
        return min(xs) - half, min(ys) - half, max(xs) + half, max(ys) + half
    size = float(element.get("font-size", "0"))
    wide = text_width(element.text or "", size, strong=element.get("font-weight") == "700")
    x, y = float(element.get("x", "0")), float(element.get("y", "0"))
    ends_here = (element.get("text-anchor") == "end") != (element.get("direction") == "rtl")
    left = x - wide if ends_here else x
    return left, y - 0.76 * size, left + wide, y + 0.24 * size


def overlap(one: tuple[float, float, float, float], other: tuple[float, float, float, float]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


@every_chart
@both_widths
def test_a_chart_carries_nothing_that_a_strict_policy_forbids(chart: str, width: str) -> None:
    svg = CHARTS[chart](width)
    root = parsed(svg)
    for element in root.iter():
        assert element.tag.rpartition("}")[2] in {"svg", "title", "desc", "text", "path"}
        for attribute, value in element.attrib.items():
            assert attribute != "style" and not attribute.startswith(("on", "xlink", "{"))
            assert "url(" not in value and "http" not in value
    assert svg.startswith("<svg ") and svg.count("http") == 1  # the name space alone
    assert not re.search(r"<(!DOCTYPE|\?xml|style|metadata|script|defs|use|image|a)\b", svg)


@every_chart
@both_widths
def test_a_chart_has_a_name_and_a_description_of_its_own(chart: str, width: str) -> None:
    root = parsed(CHARTS[chart](width))
    named = {e.get("id"): e for e in root.iter() if e.get("id")}
    assert root.get("role") == "img"
    assert named[root.get("aria-labelledby")].text == WORDS["title"]
    assert WORDS["subtitle"] in (named[root.get("aria-describedby")].text or "")
    assert len(named) == 2 and all(str(key).endswith((f"{width}-title", f"{width}-desc")) for key in named)


def test_the_description_says_every_number_with_its_range_and_its_people() -> None:
    svg = draw_weights(shown=[panel("Everyone", 0, [60.4, 39.6], labels=OUTCOMES[:2])])
    told = parts(svg, "desc")[0].text or ""
    assert "Everyone, about 210 people: Company at lunchtime 60 points, likely 56 to 65" in told


@every_chart
@both_widths
def test_no_word_touches_another_word_or_mark_and_nothing_leaves_the_sheet(chart: str, width: str) -> None:
    svg = CHARTS[chart](width)
    _, _, right, bottom = map(float, (parsed(svg).get("viewBox") or "").split())
    words = [(text.text, box(text)) for text in parts(svg, "text")]
    drawn = [(path.get("class"), box(path)) for path in parts(svg, "path")]
    for what, (x1, y1, x2, y2) in [*words, *drawn]:
        assert x1 >= 0 and y1 >= 0 and x2 <= right and y2 <= bottom, what
    in_the_way = [item for item in drawn if not (item[0] == "chart-line" and item[1][3] - item[1][1] > 30)]
    for number, (what, where) in enumerate(words):
        for other, there in [*words[number + 1 :], *in_the_way]:
            assert not overlap(where, there), f"{what!r} lies on {other!r}"


@both_widths
def test_no_word_stands_on_the_light_line(width: str) -> None:
    svg = draw_weights(width)
    lines = [box(path) for path in parts(svg, "path") if path.get("class") == "chart-line"]
    assert lines
    for text in parts(svg, "text"):
        assert not any(overlap(box(text), line) for line in lines), text.text


@both_widths
def test_words_stay_on_the_sheet_and_apart_in_a_real_browser(playwright: Playwright, width: str) -> None:
    browser = playwright.chromium.launch(**launch_options())
    try:
        page = browser.new_page(viewport={"width": 1280 if width == "wide" else 360, "height": 900})
        complaints: list[str] = []
        page.on("console", lambda message: complaints.append(message.text))
        page.on("request", lambda request: complaints.append(request.url))
        policy = "<meta http-equiv='Content-Security-Policy' content=\"default-src 'none'\">"
        for chart in ("9 by 6", "hostile", "pair", "themes"):
            page.set_content(f"<!doctype html>{policy}{CHARTS[chart](width)}")
            found = page.evaluate(_LOOK_FOR_COLLISIONS)
            assert found == {"outside": [], "touching": [], "texts": len(parts(CHARTS[chart](width), "text"))}
        assert complaints == []
    finally:
        browser.close()


_LOOK_FOR_COLLISIONS = """() => {
  const sheet = document.querySelector('svg').viewBox.baseVal, texts = [...document.querySelectorAll('text')];
  const boxes = texts.map(text => [text.textContent, text.getBBox()]);
  const outside = boxes.filter(([, b]) => b.width && (b.x < -1 || b.y < 0 || b.x + b.width > sheet.width + 1
    || b.y + b.height > sheet.height)).map(([words]) => words);
  const touching = [];
  boxes.forEach(([words, a], i) => boxes.slice(i + 1).forEach(([others, b]) => {
    // The box of a font is taller than its letters: 5 px of shared air are no collision.
    if (a.x < b.x + b.width && b.x < a.x + a.width && a.y + 5 < b.y + b.height && b.y + 5 < a.y + a.height)
      touching.push([words, others]);
  }));
  return {outside, touching, texts: texts.length};
}"""


@every_chart
@both_widths
def test_the_same_input_gives_the_same_bytes(chart: str, width: str) -> None:
    assert CHARTS[chart](width) == CHARTS[chart](width)


def test_another_process_gives_the_same_bytes() -> None:
    script = "from tests.analysis.test_charts import *; import sys; sys.stdout.buffer.write(draw_hidden().encode())"
    environment = {**os.environ, "PYTHONHASHSEED": "77", "TZ": "Asia/Tokyo"}
    other = subprocess.run([sys.executable, "-c", script], cwd=ROOT, env=environment, check=True, capture_output=True)
    assert other.stdout.decode() == draw_hidden()


def test_what_residents_write_is_shown_and_never_run() -> None:
    shown = " ".join(said(draw_hostile("narrow")))
    for whole in ("<script>alert(1)</script>", "\"quoted\" & 'single'", "]]> <!-- --> &amp;", "$x_1^2$ costs $5"):
        assert whole in shown
    assert "nul\N{REPLACEMENT CHARACTER} bell lone \N{REPLACEMENT CHARACTER} end" in shown
    assert "\u202e" not in shown  # would turn round what stands after it


@given(st.text(st.characters(), max_size=300), st.sampled_from([80, 212, 320]), st.sampled_from(["", "(a loss)"]))
@settings(max_examples=200, deadline=None)
def test_any_text_becomes_at_most_three_lines_within_their_room(text: str, room: int, tail: str) -> None:
    lines = wrap(text, room, 16, tail=tail)
    assert 1 <= len(lines) <= 3
    assert all(text_width(line, 16) <= room for line in lines)
    assert not tail or lines[-1].endswith("(a\N{NO-BREAK SPACE}loss)")
    parsed(f"<p>{readable(text).translate({38: None, 60: None, 62: None})}</p>")


def test_a_long_label_ends_in_an_ellipsis_and_a_short_one_is_left_alone() -> None:
    long = wrap("word " * 60, 212, 16)
    assert len(long) == 3 and long[-1].endswith("word…")
    assert wrap("Company at lunchtime", 212, 16) == ("Company at lunchtime",)


@pytest.mark.parametrize("letter", ["👍🏽", "e\N{COMBINING ACUTE ACCENT}", "👩\N{ZERO WIDTH JOINER}👧"])
def test_a_letter_and_what_belongs_to_it_stay_on_one_line(letter: str) -> None:
    for room in range(60, 90):
        lines = wrap(letter * 60, room, 16, lines=99)
        assert "".join(lines) == letter * 60
        assert all(len(line) % len(letter) == 0 for line in lines)


def test_words_written_from_the_right_keep_their_direction_and_their_place() -> None:
    arabic = next(text for text in parts(draw_hostile(), "text") if "نريد" in (text.text or ""))
    assert (arabic.get("direction"), arabic.get("text-anchor"), arabic.get("x")) == ("rtl", "end", "0")


@both_widths
def test_a_hidden_group_shows_its_reason_and_no_number(width: str) -> None:
    shown = panels(groups=2)
    svg = draw_weights(width, [*shown, hidden()])
    assert "Too few people answered." in said(svg)
    assert "Young carers: not shown. Too few people answered." in (parts(svg, "desc")[0].text or "")
    blank = Panel("Young carers", 6, 0, (), reason_hidden="Too few people answered.")
    assert draw_weights(width, [*shown, blank]) == svg  # nothing of its numbers reaches any byte


@both_widths
def test_a_comparison_with_a_hidden_group_shows_neither_groups_numbers(width: str) -> None:
    first = panel("Family carers", 3, [55.5, 44.5], labels=OUTCOMES[:2])
    svg = group_comparison(first, hidden(), name="pair", width=width, **WORDS)
    assert not set(said(svg)) & {"56", "44", "55", "45", "78", "22", "· about 210", "· about 7"}
    assert "Company" not in svg and "55.5" not in svg and "77.7" not in svg


def test_outcomes_stand_in_the_order_of_their_weight_for_everyone() -> None:
    labels = ["Small", "Large", "Middle"]
    everyone = panel("Everyone", 0, [10, 60, 30], labels=labels)
    group = panel("Volunteers", 4, [70, 10, 20], labels=labels)
    for given_order in ([everyone, group], [group, everyone]):
        words = said(draw_weights(shown=given_order))
        assert [word for word in words if word in labels] == ["Large", "Middle", "Small"]


def test_without_everyone_the_mean_over_the_groups_gives_the_order() -> None:
    labels = ["Small", "Large", "Middle"]
    groups = [panel("Lunch club", 2, [10, 60, 30], labels=labels), panel("Carers", 3, [30, 20, 50], labels=labels)]
    words = said(draw_weights(shown=[Panel("Everyone", 0, 9, reason_hidden="Left out."), *groups]))
    assert [word for word in words if word in labels] == ["Large", "Middle", "Small"]


def test_a_comparison_puts_the_largest_difference_first() -> None:
    labels = ["Alike", "Apart", "Between"]
    first = panel("Carers", 3, [30, 50, 20], labels=labels)
    second = panel("Volunteers", 4, [31, 35, 34], labels=labels)
    words = said(group_comparison(first, second, name="pair", **WORDS))
    assert [word for word in words if word in labels] == ["Apart", "Between", "Alike"]


def test_every_number_stands_beside_the_people_it_rests_on() -> None:
    shown = [panel("Everyone", 0, [60.4, 39.6], labels=OUTCOMES[:2], n=1_210)]
    words = said(draw_weights(shown=shown))
    assert [(a, b) for a, b in pairwise(words) if a.isdigit()] == [
        ("60", "· about 1,210"),
        ("40", "· about 1,210"),
    ]
    assert "· 1,210" in said(draw_weights(shown=[replace(shown[0], exact=True)]))
    counts = said(draw_themes())
    assert ("602", "of 1,204") in pairwise(counts)


def middle(path: ElementTree.Element) -> float:
    left, _, right, _ = box(path)
    return (left + right) / 2


def dots(svg: str, mark: int) -> list[float]:
    """Where the marks of a group stand in its rows (its first mark is the one in the heading)."""
    wanted = (f"chart-mark group-{mark}", f"chart-hatched group-{mark}")
    return [middle(path) for path in parts(svg, "path") if path.get("class") in wanted][1:]


@both_widths
def test_all_panels_share_one_scale(width: str) -> None:
    labels = ["First", "Second", "Third", "Fourth"]
    values = {0: [40.0, 30.0, 20.0, 10.0], 1: [70.0, 25.0, 4.0, 1.0], 2: [10.0, 15.0, 50.0, 25.0]}
    svg = draw_weights(width, [panel(f"Group {m}", m, v, labels=labels) for m, v in values.items()])
    steps = [
        (x - found[0]) / (value - points[0])
        for mark, points in values.items()
        for found in [dots(svg, mark)]
        for x, value in zip(found[1:], points[1:], strict=True)
    ]
    assert len(steps) == 9 and steps[0] > 1
    assert max(steps) - min(steps) < 0.01


@both_widths
def test_the_light_line_stands_at_the_equal_share(width: str) -> None:
    svg = draw_weights(width, [panel("Lunch club", 2, [25.0] * 4, labels=["A", "B", "C", "D"])])
    lines = {round(middle(path), 1) for path in parts(svg, "path") if path.get("class") == "chart-line"}
    assert len(lines) == 1
    assert {round(x, 1) for x in dots(svg, 2)} == lines
    assert "equal share: 25" in said(svg)


def test_the_line_of_a_row_runs_from_its_lower_to_its_upper_limit() -> None:
    rows = (Row("A", 50, 20, 80), Row("B", 30, 30, 30), Row("C", 20, 20, 30))
    svg = draw_weights(shown=[Panel("Lunch club", 2, 50, rows)])
    spans = [box(path) for path in parts(svg, "path") if path.get("class") == "chart-interval group-2"]
    low, at, high = spans[0][0], dots(svg, 2)[0], spans[0][2]
    assert at - low == pytest.approx(high - at, abs=0.05)
    assert spans[1][2] - spans[1][0] == pytest.approx(2.5, abs=0.02)  # no wider than the pen
    assert (high - low) == pytest.approx(6 * (dots(svg, 2)[1] - dots(svg, 2)[2]) + 2.5, abs=0.1)


def test_a_loss_is_hatched_and_says_so_and_a_gain_is_filled() -> None:
    svg = draw_weights(shown=[panel("Lunch club", 2, [60, 40], labels=["Company", "Parking trouble"])])
    classes = [path.get("class") for path in parts(svg, "path") if "chart-interval" not in (path.get("class") or "")]
    assert classes[2:] == ["chart-mark group-2", "chart-hatched group-2", *["chart-hatch group-2"] * 3]
    told = [words.replace("\N{NO-BREAK SPACE}", " ") for words in said(svg) if "harm" in words]
    assert told == ["Parking trouble (a harm to avoid)"]


def test_every_group_has_a_shape_and_a_colour_of_its_own_and_beyond_six_all_are_grey_rings() -> None:
    def heading(mark: int) -> tuple[str | None, str | None]:
        svg = draw_weights(shown=[panel("Group", mark, [60, 40], labels=["A", "B"])])
        first = parts(svg, "path")[0]
        return first.get("fill"), first.get("d")

    assert len({heading(mark)[0] for mark in range(7)}) == len({heading(mark)[1] for mark in range(7)}) == 7
    assert heading(6) == heading(7) == heading(40)


def test_the_length_of_a_theme_is_its_share_of_the_groups_own_answers() -> None:
    made = [
        ThemePanel("Large", 1, 400, (ThemeCount("A", 100), ThemeCount("B", 200), ThemeCount("C", None))),
        ThemePanel("Small", 2, 40, (ThemeCount("A", 10), ThemeCount("B", 20), ThemeCount("C", 4))),
    ]
    svg = theme_sizes(made, name="themes", **WORDS)
    lengths = [
        [box(path)[2] - box(path)[0] for path in parts(svg, "path") if path.get("class") == f"chart-interval group-{m}"]
        for m in (1, 2)
    ]
    assert lengths[0] == pytest.approx(lengths[1][:2], abs=0.05) and len(lengths[0]) == 2
    assert "too few" in said(svg) and "C too few to show" in (parts(svg, "desc")[0].text or "")


GOOD = panel("Lunch club", 2, [60, 40], labels=["A", "B"])
BAD = {
    "Lunch club, A: 1, nan, 2": [replace(GOOD, rows=(Row("A", float("nan"), 1, 2), GOOD.rows[1]))],
    "Lunch club, A: 5, 4, 6": [replace(GOOD, rows=(Row("A", 4, 5, 6), GOOD.rows[1]))],
    "Lunch club, A: 50, 90, 101": [replace(GOOD, rows=(Row("A", 90, 50, 101), GOOD.rows[1]))],
    "Carers: its rows are not those of Lunch club": [GOOD, panel("Carers", 3, [60, 40], labels=["B", "A"])],
    "Lunch club: a group without people": [replace(GOOD, n=0)],
    "Carers: a group without people or rows": [GOOD, Panel("Carers", 3, 5)],
    "Carers: a hidden group has to say why": [GOOD, Panel("Carers", 3, 5, reason_hidden=" ")],
    "Carers: mark -1": [GOOD, replace(GOOD, name="Carers", mark=-1)],
    "at least one group": [],
}


@pytest.mark.parametrize("problem", BAD)
def test_unsound_numbers_are_refused_by_name(problem: str) -> None:
    with pytest.raises(RefusedInput, match=re.escape(problem)):
        weights_by_group(BAD[problem], name="weights", **WORDS)


def test_more_answers_than_there_are_and_names_that_make_no_id_are_refused() -> None:
    with pytest.raises(RefusedInput, match="Lunch club, A: 9 of 8 answers"):
        theme_sizes([ThemePanel("Lunch club", 2, 8, (ThemeCount("A", 9),))], name="themes", **WORDS)
    for name in ("", "Two words", "1st", 'x" onload="y'):
        with pytest.raises(RefusedInput, match="name "):
            weights_by_group([GOOD], name=name, **WORDS)


def luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_marks_and_words_stand_out_from_the_paper_by_day_and_by_night() -> None:
    declared: dict[str, list[str]] = {}
    for name, colour in re.findall(r"--((?:chart|group)-\w+):[^;]*?(#[0-9a-f]{6})", STYLE_SHEET.read_text()):
        declared.setdefault(name, []).append(colour)
    papers = declared["chart-paper"]
    assert len(papers) == 2 and all(len(colours) == 2 for colours in declared.values())
    for name, colours in declared.items():
        least = 4.5 if name in ("chart-ink", "chart-quiet") else 3.0
        if name not in ("chart-paper", "chart-line"):
            assert all(contrast(c, paper) >= least for c, paper in zip(colours, papers, strict=True)), name
    for name, colour in COLOURS.items():
        if name != "group-0":
            assert declared[name][0] == colour  # a downloaded file looks like the page


def test_the_style_sheet_knows_every_class_of_a_chart() -> None:
    known = set(re.findall(r"\.([a-z][a-z0-9-]*)", STYLE_SHEET.read_text()))
    used = {
        word for draw in CHARTS.values() for width in WIDTHS for word in re.findall(r'class="([^"]*)"', draw(width))
    }
    assert {name for words in used for name in words.split()} <= known
