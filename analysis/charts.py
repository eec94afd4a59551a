"""Turns weights and theme counts into charts (SVG) people can read; a hidden group has no number in them.

Every chart comes in two widths: "wide" for a desk, "narrow" for a phone (the label above its dot). The page
sets both in one figure, with the table of the same numbers under them, and the style sheet shows one. The
caller writes the finding (title), the measure (subtitle, which also says what the line means) and footnote.
Drawing takes matplotlib: call this from runs, never while a page waits.
"""

import math
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from analysis.lettering import readable, wrap
from analysis.multiples import Block, Cell, Measure, draw_multiples, draw_pair
from analysis.records import RefusedInput
from analysis.svg import Canvas

Width = Literal["wide", "narrow"]
EVERYONE = 0  # the mark of everyone together; groups have the marks 1 to 6, and grey beyond
PIXELS: dict[Width, int] = {"wide": 960, "narrow": 320}
_ALONE = "Not shown: there is nothing to compare with while the other group is hidden."


@dataclass(frozen=True, slots=True)
class Row:
    """The weight of one outcome in points out of 100, with its 95 % interval; a loss unless `gain`."""

    label: str
    value: float
    low: float
    high: float
    gain: bool = True


@dataclass(frozen=True, slots=True)
class Panel:
    """One group (or everyone: mark 0) and its rows, in the same order of outcomes in every panel.

    With `reason_hidden` the panel shows that sentence and nothing else; `exact` leaves out the word "about".
    """

    name: str
    mark: int
    n: int
    rows: tuple[Row, ...] = ()
    reason_hidden: str | None = None
    exact: bool = False


@dataclass(frozen=True, slots=True)
class ThemeCount:
    """How many answers of a group say this; None where the count is too small to show."""

    label: str
    count: int | None


@dataclass(frozen=True, slots=True)
class ThemePanel:
    """One group (or everyone: mark 0), how many answers it gave, and its themes, ordered alike in all."""

    name: str
    mark: int
    n: int
    rows: tuple[ThemeCount, ...] = ()
    reason_hidden: str | None = None


def weights_by_group(
    panels: Sequence[Panel], *, name: str, title: str, subtitle: str, footnote: str, width: Width = "wide"
) -> str:
    """Dots with their intervals, a panel per group, outcomes in the order of their weight for everyone."""
    panels = sorted(panels, key=lambda panel: panel.mark != EVERYONE)
    shown = _sound_weights(name, panels)
    order = _largest_first(shown, [[row.value for row in panel.rows] for panel in shown])
    blocks, measure = _weight_blocks(panels, shown, order)
    words = ["Most important first.", *(_weights_in_words(panel, order) for panel in panels)]
    figure = _Figure(name, title, subtitle, footnote, width)
    return figure.drawn(words, lambda canvas, y: draw_multiples(canvas, y, blocks, measure))


def group_comparison(
    first: Panel, second: Panel, *, name: str, title: str, subtitle: str, footnote: str, width: Width = "wide"
) -> str:
    """Two groups on one line per outcome, the outcome on which they differ most first."""
    pair = [first, second]
    shown = _sound_weights(name, pair)
    figure = _Figure(name, title, subtitle, footnote, width)
    if len(shown) < 2:
        # One group alone is no comparison, and its numbers beside a blank invite a subtraction.
        blocks = [Block(p.name, p.mark, reason=p.reason_hidden or _ALONE) for p in pair]
        words = [f"{block.name}: not shown. {block.reason}" for block in blocks]
        return figure.drawn(words, lambda canvas, y: draw_multiples(canvas, y, blocks, Measure("", "", 0.0)))
    gaps = [abs(a.value - b.value) for a, b in zip(first.rows, second.rows, strict=True)]
    order = _largest_first([], [gaps])
    blocks, measure = _weight_blocks(pair, shown, order)
    words = ["Largest difference first."]
    for i in order:
        pieces = [f"{panel.name} {_likely(panel.rows[i])}, {_people(panel)} people" for panel in pair]
        words.append(f"{first.rows[i].label}: {'; '.join(pieces)}.")
    return figure.drawn(words, lambda canvas, y: draw_pair(canvas, y, blocks, measure))


def theme_sizes(
    panels: Sequence[ThemePanel],
    *,
    name: str,
    title: str,
    subtitle: str,
    footnote: str,
    width: Width = "wide",
) -> str:
    """How many answers of each group say each theme; the length is the share of the group's own answers."""
    panels = sorted(panels, key=lambda panel: panel.mark != EVERYONE)
    shown = _sound_themes(name, panels)
    shares = [[(row.count or 0) / panel.n for row in panel.rows] for panel in shown]
    order = _largest_first(shown, shares)
    top = max([share for column in shares for share in column if share > 0], default=1.0)
    blocks = [_theme_block(panel, order, top) for panel in panels]
    words = ["Most often said first.", *(_themes_in_words(panel, order) for panel in panels)]
    figure = _Figure(name, title, subtitle, footnote, width)
    measure = Measure("answers", "of all", 0.0)
    return figure.drawn(words, lambda canvas, y: draw_multiples(canvas, y, blocks, measure))


@dataclass(frozen=True, slots=True)
class _Figure:
    """What stands above and below a drawing, and the sheet it is drawn on."""

    name: str
    title: str
    subtitle: str
    footnote: str
    width: Width

    def drawn(self, words: Sequence[str], draw: Callable[[Canvas, float], float]) -> str:
        """The finished chart; `words` say for those who do not see it what it shows."""
        canvas = Canvas(PIXELS[self.width])
        room = min(canvas.width, 620)  # about 66 letters
        title = wrap(self.title, canvas.width, 24, lines=5, strong=True)
        y = _set_lines(canvas, 4, title, 24, "chart-ink")
        y = _set_lines(canvas, y + 6, wrap(self.subtitle, room, 16, lines=6), 16, "chart-quiet")
        y = draw(canvas, y + 32)
        y = _set_lines(canvas, y + 24, wrap(self.footnote, room, 16, lines=10), 16, "chart-quiet")
        return canvas.as_svg(
            y + 4,
            name=f"{self.name}-{self.width}",
            css=f"chart chart-{self.width}",
            title=readable(self.title),
            description=readable(" ".join([self.subtitle, *words])),
        )


def _set_lines(canvas: Canvas, y: float, lines: Sequence[str], size: int, ink: str) -> float:
    """Set lines of text from y downward and return where the last one ends."""
    for line in lines:
        canvas.words(0, y + size, line, size=size, strong=size == 24, ink=ink)
        y += round(size * 1.35)
    return y


def _largest_first(shown: Sequence[Panel | ThemePanel], columns: Sequence[Sequence[float]]) -> list[int]:
    """The order of the rows: by everyone's figures where they are shown, else by the mean over the groups."""
    if shown and shown[0].mark == EVERYONE:
        columns = columns[:1]
    size = len(columns[0]) if columns else 0
    return sorted(range(size), key=lambda row: (-math.fsum(column[row] for column in columns), row))


def _weight_blocks(
    panels: Sequence[Panel], shown: Sequence[Panel], order: Sequence[int]
) -> tuple[list[Block], Measure]:
    """Blocks on one scale from nothing to the highest limit, and where equal shares would lie on it."""
    equal = 100 / max(1, len(order))
    top = max([1.4 * equal, *(row.high for panel in shown for row in panel.rows)])
    blocks = []
    for panel in panels:
        if panel.reason_hidden is not None:
            blocks.append(Block(panel.name, panel.mark, reason=panel.reason_hidden))
            continue
        cells = [
            Cell(
                row.label, "" if row.gain else "(a harm to avoid)", str(round(row.value)), f"· {_people(panel)}",
                row.value / top, row.low / top, row.high / top, hatched=not row.gain,
            )
            for row in (panel.rows[i] for i in order)
        ]  # fmt: skip
        blocks.append(Block(panel.name, panel.mark, tuple(cells)))
    return blocks, Measure("points", "· people", equal / top, f"equal share: {round(equal)}")


def _theme_block(panel: ThemePanel, order: Sequence[int], top: float) -> Block:
    if panel.reason_hidden is not None:
        return Block(panel.name, panel.mark, reason=panel.reason_hidden)
    cells = []
    for row in (panel.rows[i] for i in order):
        if row.count is None:
            cells.append(Cell(row.label, "", "", "too few", None))
        else:
            share = row.count / panel.n / top
            cells.append(Cell(row.label, "", f"{row.count:,}", f"of {panel.n:,}", share, 0.0, share))
    return Block(panel.name, panel.mark, tuple(cells))


def _people(panel: Panel) -> str:
    return f"{panel.n:,}" if panel.exact else f"about {panel.n:,}"


def _likely(row: Row) -> str:
    return f"{round(row.value)} points, likely {round(row.low)} to {round(row.high)}"


def _weights_in_words(panel: Panel, order: Sequence[int]) -> str:
    if panel.reason_hidden is not None:
        return f"{panel.name}: not shown. {panel.reason_hidden}"
    rows = (panel.rows[i] for i in order)
    listed = "; ".join(f"{row.label}{'' if row.gain else ' (a harm to avoid)'} {_likely(row)}" for row in rows)
    return f"{panel.name}, {_people(panel)} people: {listed}."


def _themes_in_words(panel: ThemePanel, order: Sequence[int]) -> str:
    if panel.reason_hidden is not None:
        return f"{panel.name}: not shown. {panel.reason_hidden}"
    rows = (panel.rows[i] for i in order)
    listed = "; ".join(f"{row.label} {'too few to show' if row.count is None else row.count}" for row in rows)
    return f"{panel.name}, {panel.n:,} answers: {listed}."


def _sound_weights(name: str, panels: Sequence[Panel]) -> list[Panel]:
    """The panels with numbers, once nothing is wrong with any of them."""
    shown = [panel for panel in panels if panel.reason_hidden is None]
    problems = _problems(name, panels, shown)
    for panel in shown:
        for row in panel.rows:
            if not 0 <= row.low <= row.value <= row.high <= 100:
                problems.append(
                    f"{panel.name}, {row.label}: {row.low}, {row.value}, {row.high} do not rise from 0 to 100"
                )
    if problems:
        raise RefusedInput(problems)
    return shown


def _sound_themes(name: str, panels: Sequence[ThemePanel]) -> list[ThemePanel]:
    """The panels with numbers, once nothing is wrong with any of them."""
    shown = [panel for panel in panels if panel.reason_hidden is None]
    problems = _problems(name, panels, shown)
    for panel in shown:
        for row in panel.rows:
            if row.count is not None and not 0 <= row.count <= panel.n:
                problems.append(f"{panel.name}, {row.label}: {row.count} of {panel.n} answers cannot be")
    if problems:
        raise RefusedInput(problems)
    return shown


def _problems(name: str, panels: Sequence[Panel | ThemePanel], shown: Sequence[Panel | ThemePanel]) -> list[str]:
    problems = []
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        problems.append(f"name {name!r}: ids are made from it, so small letters, digits and hyphens only")
    if not panels:
        problems.append("a chart needs at least one group")
    for panel in panels:
        if panel.mark < EVERYONE:
            problems.append(f"{panel.name}: mark {panel.mark} does not exist")
        if panel.reason_hidden is not None and not readable(panel.reason_hidden):
            problems.append(f"{panel.name}: a hidden group has to say why it is hidden")
    for panel in shown:
        if panel.n < 1 or not panel.rows:
            problems.append(f"{panel.name}: a group without people or rows needs a reason for being hidden")
        if [row.label for row in panel.rows] != [row.label for row in shown[0].rows]:
            problems.append(f"{panel.name}: its rows are not those of {shown[0].name}, in the same order")
    return problems
