"""A chart of ours on a page, in its two widths; nothing that came from outside is ever let through as markup here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, wide and narrow; the style sheet shows the one that fits."""

    wide: Markup
    narrow: Markup


def figure_of(charts: Mapping[str, str]) -> Figure | None:
    """The charts of a result, None where nothing could be drawn.

    They are markup because a run of ours drew them: every text in them was escaped by analysis/svg.py, and no form
    and no upload reaches the column they are kept in.
    """
    if not charts:
        return None
    return Figure(Markup(charts["wide"]), Markup(charts["narrow"]))  # noqa: S704
