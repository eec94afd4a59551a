"""Draws shapes and words in pixels with matplotlib and hands out clean SVG: no style, script or outside link.

matplotlib writes style attributes, a date and ids of its own, which a strict content policy and two charts on
one page do not bear. Here each artist carries its class names as its group id; the cleaning keeps the
geometry, turns every style declaration into a presentation attribute (so that a downloaded file has its
colours too) and lets the style sheet of the page have the last word.
"""

import io
import math
import re
from collections.abc import Sequence
from typing import Literal
from xml.etree import ElementTree

from matplotlib import rc_context
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.patches import PathPatch
from matplotlib.path import Path
from matplotlib.text import Text
from matplotlib.transforms import Affine2D

from analysis.lettering import is_right_to_left

FONTS = '"Noto Sans", system-ui, Arial, sans-serif'
PAPER = "#ffffff"
COLOURS = {
    "chart-ink": "#1b1f24",
    "chart-quiet": "#505a5f",
    "chart-line": "#c9cdc9",
    "group-0": "#1b1f24",
    "group-1": "#00707a",
    "group-2": "#b85c00",
    "group-3": "#6a3d9a",
    "group-4": "#1f5fbf",
    "group-5": "#8a6d00",
    "group-6": "#5f6672",
}
_KEPT = {
    "path": ("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin"),
    "text": ("fill", "font-size", "font-weight", "text-anchor"),
}
Ring = tuple[tuple[float, float], ...]
Stroke = tuple[float, float, float, float]


class _Words(Text):
    """Text that is handed on as it is: no mathematics in it, no look-up of the drawing machine's fonts."""

    def draw(self, renderer: RendererBase) -> None:
        x, y = self.get_transform().transform(self.get_unitless_position())
        gc = renderer.new_gc()
        gc.set_foreground(self.get_color())
        renderer.open_group("text", self.get_gid())
        height = renderer.get_canvas_width_height()[1]
        renderer.draw_text(gc, x, height - y, self.get_text(), self.get_fontproperties(), 0, mtext=self)
        renderer.close_group("text")
        gc.restore()


def _polygon(corners: int, radius: float, turn: float = 0.0) -> Ring:
    """A regular polygon round the origin, its first corner at the top."""
    angles = (math.radians(turn - 90) + 2 * math.pi * k / corners for k in range(corners))
    return tuple((radius * math.cos(a), radius * math.sin(a)) for a in angles)


def _cross(radius: float, arm: float) -> Ring:
    """A diagonal cross whose arms are `arm` wide."""
    plus = [(-arm, -radius), (arm, -radius), (arm, -arm), (radius, -arm)]
    plus += [(radius, arm), (arm, arm), (arm, radius), (-arm, radius)]
    plus += [(-arm, arm), (-radius, arm), (-radius, -arm), (-arm, -arm)]
    half = math.sqrt(0.5)
    return tuple((half * (x - y), half * (x + y)) for x, y in plus)


# One mark for everyone (0) and six for the groups, drawn to look equally heavy.
_MARKS: tuple[tuple[Ring, ...], ...] = (
    (_polygon(6, 8.6),),
    (_polygon(24, 7.8),),
    (_polygon(4, 9.8, turn=45),),
    (_polygon(4, 9.8),),
    (tuple((x, y + 1.8) for x, y in _polygon(3, 10.4)),),
    (_cross(9.8, 3.1),),
    (_polygon(24, 8.2), _polygon(24, 3.2)[::-1]),
)
_CROSS = 5


def group_class(mark: int) -> str:
    """The class of a group's colour; the seventh group and all beyond share the grey ring and go by name."""
    return f"group-{min(mark, len(_MARKS) - 1)}"


def _rings(mark: int, x: float, y: float, scale: float) -> list[Ring]:
    """The outline of a mark (and its hole, if it has one) with its middle at x, y."""
    shape = _MARKS[min(mark, len(_MARKS) - 1)]
    return [tuple((x + scale * a, y + scale * b) for a, b in ring) for ring in shape]


def _hatching(rings: Sequence[Ring], middle: float, gap: float = 6.0) -> list[Stroke]:
    """Strokes along x + y = constant inside an outline, holes left out, one of them through the middle."""
    strokes = []
    for step in range(-3, 4):
        diagonal = middle + step * gap
        crossings = []
        for ring in rings:
            for (x1, y1), (x2, y2) in zip(ring, (*ring[1:], ring[0]), strict=True):
                before, after = x1 + y1 - diagonal, x2 + y2 - diagonal
                if (before < 0) != (after < 0):
                    share = before / (before - after)
                    crossings.append((x1 + share * (x2 - x1), y1 + share * (y2 - y1)))
        crossings.sort()
        strokes += [(*start, *end) for start, end in zip(crossings[::2], crossings[1::2], strict=True)]
    return strokes


class Canvas:
    """A sheet in pixels, origin top left, on which a chart puts its marks, lines and words."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.narrow = width < 600
        self._artists: list[Artist] = []

    def words(
        self, x: float, y: float, text: str, *, ink: str = "chart-ink", size: int = 16,
        strong: bool = False, anchor: str = "left",
    ) -> None:  # fmt: skip
        """One line of text standing on y."""
        font = FontProperties(family="sans-serif", size=size, weight=700 if strong else 400)
        artist = _Words(x, y, text, color=COLOURS[ink], fontproperties=font, ha=anchor)
        self._put(artist, f"chart-text {ink}")

    def line(self, x1: float, y1: float, x2: float, y2: float, *, css: str, colour: str, width: float) -> None:
        """A straight line; `css` are its classes, `colour` the class whose colour it has."""
        path = Path([(x1, y1), (x2, y2)])
        ends: Literal["butt", "round"] = "round" if width < 5 else "butt"
        artist = PathPatch(
            path, facecolor="none", edgecolor=COLOURS[colour], linewidth=width, capstyle=ends, joinstyle="round"
        )
        self._put(artist, css)

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """A light outline round words that stand where a drawing would be."""
        corners = [(x, y), (x + width, y), (x + width, y + height), (x, y + height), (x, y)]
        path = Path(corners, closed=True)
        self._put(PathPatch(path, facecolor="none", edgecolor=COLOURS["chart-line"], linewidth=1.5), "chart-line")

    def mark(
        self, x: float, y: float, mark: int, *, scale: float = 1.0,
        hatched: bool = False, outlined: bool = False, edged: bool = False,
    ) -> None:  # fmt: skip
        """The mark of a group: filled, hatched, or outlined; `edged` sets it off from a mark beneath it."""
        css = group_class(mark)
        colour = COLOURS[css]
        rings = _rings(mark, x, y, scale)
        outline = Path.make_compound_path(*(Path([*ring, ring[0]], closed=True) for ring in rings))
        kind = "chart-hatched" if hatched or outlined else "chart-mark"
        fill, edge = (PAPER, colour) if hatched or outlined else (colour, PAPER)
        line = 0.0 if kind == "chart-mark" and not edged else 1.8
        artist = PathPatch(outline, facecolor=fill, edgecolor=edge, linewidth=line, joinstyle="round")
        self._put(artist, f"{kind}{' chart-edged' if edged and not hatched else ''} {css}")
        # The arms of the cross are too slender for strokes: its outline alone says "loss".
        for stroke in _hatching(rings, x + y) if hatched and mark != _CROSS else ():
            self.line(*stroke, css=f"chart-hatch {css}", colour=css, width=1.4)

    def _put(self, artist: Artist, css: str) -> None:
        artist.set_gid(css)
        artist.set_zorder(len(self._artists))  # later things lie above earlier ones, whatever their kind
        self._artists.append(artist)

    def as_svg(self, height: float, *, name: str, css: str, title: str, description: str) -> str:
        """The sheet as one SVG element, ready to stand in a page."""
        height = math.ceil(height)
        figure = Figure(figsize=(self.width / 72, height / 72), dpi=72)
        figure.patch.set_visible(False)
        downward = Affine2D().scale(1, -1).translate(0, height)
        for artist in self._artists:
            artist.set_transform(downward)
            figure.add_artist(artist)
        sheet = io.StringIO()
        with rc_context({"svg.fonttype": "none"}):
            FigureCanvasSVG(figure).print_svg(sheet, metadata={"Date": None})  # type: ignore[no-untyped-call]
        root = ElementTree.Element("svg", _root_attributes(self.width, height, name, css))
        ElementTree.SubElement(root, "title", {"id": f"{name}-title"}).text = title
        ElementTree.SubElement(root, "desc", {"id": f"{name}-desc"}).text = description
        drawing = ElementTree.fromstring(sheet.getvalue())  # noqa: S314 (written just above, by us)
        root.extend(_cleaned(drawing))
        return ElementTree.tostring(root, encoding="unicode")


def _root_attributes(width: int, height: int, name: str, css: str) -> dict[str, str]:
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "class": css,
        "viewBox": f"0 0 {width} {height}",
        "role": "img",
        "aria-labelledby": f"{name}-title",
        "aria-describedby": f"{name}-desc",
        "font-family": FONTS,
    }


def _cleaned(drawing: ElementTree.Element) -> list[ElementTree.Element]:
    """Our own artists, one flat element each, in the order in which they were drawn."""
    clean = []
    for group in drawing.iter():
        css = group.get("id", "")
        if not css.startswith("chart-"):
            continue
        for drawn in group:
            tag = drawn.tag.rpartition("}")[2]
            if tag == "path":
                geometry = {"d": _short(" ".join(drawn.get("d", "").split()))}
            else:
                geometry = {key: _short(drawn.get(key, "0")) for key in ("x", "y")}
            element = ElementTree.Element(tag, {"class": css, **geometry, **_presentation(drawn, tag)})
            element.text = drawn.text
            if tag == "text" and is_right_to_left(drawn.text or ""):
                _turn(element)
            clean.append(element)
    return clean


def _presentation(drawn: ElementTree.Element, tag: str) -> dict[str, str]:
    """The style declarations that are on our list, as attributes and in its order."""
    declared = dict(part.split(":", 1) for part in drawn.get("style", "").split(";") if ":" in part)
    style = {key.strip(): value.strip().removesuffix("px") for key, value in declared.items()}
    if style.get("text-anchor") == "start":
        del style["text-anchor"]
    return {key: style[key] for key in _KEPT[tag] if key in style}


def _turn(text: ElementTree.Element) -> None:
    """Words written from the right keep their place on the sheet and get their own direction."""
    opposite = {"start": "end", "end": "start", "middle": "middle"}
    text.set("text-anchor", opposite[text.get("text-anchor", "start")])
    text.set("direction", "rtl")


def _short(numbers: str) -> str:
    """Coordinates to a hundredth of a pixel: all the eye needs, and alike on every machine."""
    return re.sub(r"-?\d+\.\d+", lambda found: f"{float(found[0]):.2f}".rstrip("0").rstrip("."), numbers)
