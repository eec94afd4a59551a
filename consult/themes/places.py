"""Where answers stand in a stored tree of themes, as a few bytes an answer; holds ids and numbers, never words."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analysis.records import ThemeTree

FULL = 10_000  # strengths are whole ten-thousandths
SHAPES = {"answer": np.int64, "leaf": np.uint16, "span": np.int32, "strengths": np.uint16}


# One answer, or a part of it, under one node; and an assignment as it stands. A span of -1 is none.
PLACE = np.dtype(
    [("answer", "i8"), ("node", "i4"), ("is_main", "?"), ("strength", "f8"), ("start", "i4"), ("end", "i4")]
)
STANDING = np.dtype([("id", "i8"), ("theme", "i8"), ("answer", "i8"), ("is_main", "?"), ("start", "i4"), ("end", "i4")])
Rows = NDArray[Any]


@dataclass(frozen=True, slots=True)
class Stand:
    """Answers, or parts of them: id, leaf, span, and how near they are to the nodes above, from the top down."""

    answer: NDArray[np.int64]
    leaf: NDArray[np.uint16]
    span: NDArray[np.int32]
    strengths: NDArray[np.uint16]

    def list_places(self, chosen: Rows, node_of_leaf: Rows, depth_of: Rows, *, is_main: bool) -> Rows:
        """The chosen ones under the nodes of a cut, as PLACE; those that no node holds are left out."""
        nodes = node_of_leaf[self.leaf]
        rows = np.flatnonzero(chosen & (nodes >= 0))
        found = np.empty(len(rows), dtype=PLACE)
        found["answer"], found["node"], found["is_main"] = self.answer[rows], nodes[rows], is_main
        found["strength"] = self.strengths[rows, depth_of[nodes[rows]]] / FULL
        found["start"], found["end"] = self.span[rows, 0], self.span[rows, 1]
        return found


@dataclass(frozen=True, slots=True)
class Cut:
    """A cut laid out and not yet placed: its nodes, most answers first, what stands where, and what stood there."""

    nodes: tuple[int, ...]
    stands: tuple[int, ...]
    places: Rows  # PLACE
    standing: Rows  # STANDING


def pack_places(tree: ThemeTree, keys: Sequence[int], left_out: Collection[int]) -> bytes:
    """The places of a found tree by the answers' ids, less the answers left out."""
    ids = np.array(keys, dtype=np.int64)
    arrays: dict[str, Any] = {}
    for name, places in (("whole", tree.whole), ("parts", tree.parts)):
        answers = ids[places.statement]
        kept = ~np.isin(answers, list(left_out))
        columns = {"answer": answers, "leaf": places.leaf, "span": places.span, "strengths": places.strengths}
        arrays |= {f"{name}_{column}": held[kept].astype(SHAPES[column]) for column, held in columns.items()}
    packed = BytesIO()
    np.savez_compressed(packed, **arrays)
    return packed.getvalue()


def unpack_places(packed: bytes) -> tuple[Stand, Stand]:
    """Whole answers, and the parts that earned a further theme."""
    with np.load(BytesIO(packed), allow_pickle=False) as arrays:
        whole, parts = (
            Stand(**{column: arrays[f"{name}_{column}"] for column in SHAPES}) for name in ("whole", "parts")
        )
    return whole, parts
