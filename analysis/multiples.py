"""Lays out rows of dots, one block per group or two groups on one line; a hidden block has no row to draw."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from analysis.lettering import text_width, wrap
from analysis.svg import Canvas, group_class

LINE = 22  # from one line of 16 px text to the next
_HEAD = 25  # from one line of a heading to the next
_EDGE = 11  # room for half a mark at either end of a track
_INDENT = 28  # from the left of a heading's mark to its words
_KEY = 24  # room for a small mark before a figure


@dataclass(frozen=True, slots=True)
class Cell:
    """One row of a block: places as shares of the scale from 0 to 1, the figures as they are to be read."""

    label: str
    tail: str
    figure: str
    people: str
    at: float | None
    low: float = 0.0
    high: float = 0.0
    hatched: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One group: its name and mark, and either its rows or the reason why they are hidden."""

    name: str
    mark: int
    cells: tuple[Cell, ...] = ()
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """What the figures count (the words above their two columns), and the one light line with its words."""

    figure: str
    people: str
    line_at: float
    line_words: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """Where everything stands from left to right; worked out from the longest figures on the sheet."""

    stacked: bool
    columns: int
    label_width: float
    start: float
    panel_width: float
    gap: float
    track: float
    figures_end: float

    def left(self, column: int) -> float:
        """Where a column's track starts."""
        return self.start + column * (self.panel_width + self.gap)

    def place(self, column: int, share: float) -> float:
        """Where a share of the scale lies in a column."""
        return self.left(column) + _EDGE + share * (self.track - 2 * _EDGE)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where one row stands: the lines of its label and their top, and the middle and height of its track."""

    label: tuple[str, ...]
    top: float
    middle: float
    lane: float


def draw_multiples(canvas: Canvas, y: float, blocks: Sequence[Block], measure: Measure) -> float:
    """Draw a block per group, those with numbers first, and return where the last one ends."""
    columns = 1 if canvas.narrow or len(blocks) == 1 else 2
    sheet = _Sheet(canvas, _plan(canvas, blocks, measure, columns=columns), measure)
    ordered = sorted(blocks, key=lambda block: bool(block.reason))
    for first in range(0, len(ordered), columns):
        y = sheet.band(y, ordered[first : first + columns]) + 48
    return y - 48


def draw_pair(canvas: Canvas, y: float, pair: Sequence[Block], measure: Measure) -> float:
    """Draw two groups on the same tracks, a bar from mark to mark, and return where the last row ends."""
    layout = _plan(canvas, pair, measure, columns=1, key=_KEY)
    sheet = _Sheet(canvas, layout, measure)
    if layout.stacked:
        for block in pair:
            y = sheet.headings(y, [block], layout.panel_width, [0.0])
    else:
        half = layout.panel_width / 2
        y = sheet.headings(y, pair, half - 16, [layout.left(0), layout.left(0) + half])
    top = y + LINE + 8
    places, bottom = sheet.rows(pair[0].cells, top, lane=2 * LINE)
    sheet.scale(y + 16, top, 0, places)
    for index, place in enumerate(places):
        sheet.label(place)
        sheet.dumbbell(place.middle, [(block.mark, block.cells[index]) for block in pair])
    return bottom


def _plan(canvas: Canvas, blocks: Sequence[Block], measure: Measure, *, columns: int, key: float = 0.0) -> Plan:
    """Give the figures (and a key before them) the room they need, and the tracks what is left."""
    cells = [cell for block in blocks for cell in block.cells]
    figures = max((text_width(cell.figure, 16, strong=True) for cell in cells), default=0.0)
    people = max(text_width(words, 16) for words in [measure.people, *(cell.people for cell in cells)])
    label_width = float(canvas.width) if canvas.narrow else (300.0 if columns == 1 else 212.0)
    gap = 40.0
    start = 0.0 if canvas.narrow or not cells else label_width + 24
    panel = (canvas.width - start - gap * (columns - 1)) / columns
    track = panel - 10 - key - figures - 7 - people - 1
    return Plan(canvas.narrow, columns, label_width, start, panel, gap, track, track + 10 + key + figures)


class _Sheet:
    """The canvas with the plan and the measure that all rows on it share."""

    def __init__(self, canvas: Canvas, layout: Plan, measure: Measure) -> None:
        self.canvas = canvas
        self.layout = layout
        self.measure = measure

    def band(self, y: float, blocks: Sequence[Block]) -> float:
        """Blocks side by side, their labels written once at the left."""
        width = self.layout.panel_width
        lefts = [self.layout.left(column) for column in range(len(blocks))]
        y = self.headings(y, blocks, width, lefts)
        ends = [self.reason(x, y + 2, b.reason) for x, b in zip(lefts, blocks, strict=True) if b.reason]
        shown = [block for block in blocks if not block.reason]
        if not shown:
            return max(ends)
        top = y + LINE + 8
        places, bottom = self.rows(shown[0].cells, top, lane=LINE)
        for column, block in enumerate(shown):
            self.scale(y + 16, top, column, places)
            for place, cell in zip(places, block.cells, strict=True):
                self.dot(place.middle, column, block.mark, cell)
                self.figures(place.middle, column, cell)
        for place in places:
            self.label(place)
        return max(bottom, *ends) if ends else bottom

    def headings(self, y: float, blocks: Sequence[Block], width: float, lefts: Sequence[float]) -> float:
        """Marks and names of groups beside one another; a group without numbers has its mark in outline."""
        ends = []
        for x, block in zip(lefts, blocks, strict=True):
            lines = wrap(block.name, width - _INDENT, 19, lines=2, strong=True)
            self.canvas.mark(x + _EDGE, y + 12.5, block.mark, outlined=bool(block.reason))
            for number, words in enumerate(lines):
                self.canvas.words(x + _INDENT, y + 19 + _HEAD * number, words, size=19, strong=True)
            ends.append(y + _HEAD * len(lines) + 6)
        return max(ends)

    def reason(self, x: float, y: float, reason: str) -> float:
        """An empty panel that says why it is empty."""
        lines = wrap(reason, self.layout.panel_width - 32, 16, lines=8)
        height = LINE * len(lines) + 24
        self.canvas.frame(x + 1, y, self.layout.panel_width - 2, height)
        for number, words in enumerate(lines):
            self.canvas.words(x + 16, y + 28 + LINE * number, words, ink="chart-quiet")
        return y + height

    def rows(self, cells: Sequence[Cell], top: float, *, lane: float) -> tuple[list[_Place], float]:
        """Stack the rows; a track `lane` high stands beside its label, or under it on a phone."""
        places = []
        for cell in cells:
            label = wrap(cell.label, self.layout.label_width, 16, tail=cell.tail)
            text = LINE * len(label)
            if self.layout.stacked:
                height = text + lane + 24
                places.append(_Place(label, top + 6, top + 10 + text + lane / 2, lane))
            else:
                height = max(text, lane) + 16
                places.append(_Place(label, top + (height - text) / 2, top + height / 2, height))
            top += height
        return places, top

    def label(self, place: _Place) -> None:
        """The words of a row."""
        for number, words in enumerate(place.label):
            self.canvas.words(0, place.top + 16.5 + LINE * number, words)

    def scale(self, words_at: float, top: float, column: int, places: Sequence[_Place]) -> None:
        """The light line with its words above it, and the words above the two columns of figures."""
        left, x = self.layout.left(column), self.layout.place(column, self.measure.line_at)
        # On a phone the labels stand in the way of a line in one piece.
        pieces = [(top, places[-1].middle + places[-1].lane / 2 - 4)]
        if self.layout.stacked:
            pieces = [(p.middle - p.lane / 2 - 2, p.middle + p.lane / 2 + 2) for p in places]
        for start, end in pieces:
            self.canvas.line(x, start, x, end, css="chart-line", colour="chart-line", width=1.5)
        end = left + self.layout.figures_end
        self.canvas.words(end, words_at, self.measure.figure, ink="chart-quiet", anchor="right")
        self.canvas.words(end + 7, words_at, self.measure.people, ink="chart-quiet")
        if self.measure.line_words:
            wide = text_width(self.measure.line_words, 16)
            room = end - text_width(self.measure.figure, 16) - 12 - wide
            self.canvas.words(max(left, min(x - wide / 2, room)), words_at, self.measure.line_words, ink="chart-quiet")

    def dot(self, y: float, column: int, mark: int, cell: Cell) -> None:
        """The mark of a row on its line."""
        if cell.at is None:
            return
        low, high = self.layout.place(column, cell.low), self.layout.place(column, cell.high)
        self.interval(y, low, high, mark)
        self.canvas.mark(self.layout.place(column, cell.at), y, mark, hatched=cell.hatched, scale=0.84)

    def interval(self, y: float, low: float, high: float, mark: int) -> None:
        """The line from the lower to the upper limit."""
        css = group_class(mark)
        self.canvas.line(low, y, high, y, css=f"chart-interval {css}", colour=css, width=2.5)

    def figures(self, y: float, column: int, cell: Cell) -> None:
        """The number of a row, and how many people it rests on."""
        end = self.layout.left(column) + self.layout.figures_end
        self.canvas.words(end, y + 5.5, cell.figure, strong=True, anchor="right")
        self.canvas.words(end + 7, y + 5.5, cell.people, ink="chart-quiet")

    def dumbbell(self, y: float, pair: Sequence[tuple[int, Cell]]) -> None:
        """Two marks with a bar between them, each with its own line and its own figures."""
        ends = [self.layout.place(0, cell.at or 0.0) for _, cell in pair]
        apart = abs(ends[0] - ends[1])
        # Marks that would cover one another step aside, one up and one down.
        step = math.sqrt(max(0.0, 19**2 - apart**2)) / 2
        if not step:
            self.canvas.line(ends[0], y, ends[1], y, css="chart-line", colour="chart-line", width=10)
        sides = (-1, 1)
        for side, (mark, cell) in zip(sides, pair, strict=True):
            low, high = self.layout.place(0, cell.low), self.layout.place(0, cell.high)
            self.interval(y + side * max(4.0, step), low, high, mark)
        key = self.layout.left(0) + self.layout.track + 18
        for side, (mark, cell), x in zip(sides, pair, ends, strict=True):
            self.canvas.mark(x, y + side * step, mark, hatched=cell.hatched, edged=True)
            lane = y + side * LINE / 2
            self.canvas.mark(key, lane, mark, hatched=cell.hatched, scale=0.75)
            self.figures(lane, 0, cell)
