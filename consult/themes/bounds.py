"""How many themes a board can show, and what it says where there are no more; nothing is asked of the database."""

from __future__ import annotations

from consult.themes.queries_board import BoardView

FEWEST, MOST = 2, 150  # themes an officer may ask for; a discovery chooses and keeps no more
FEWER, MORE = 0.7, 1.4  # a step that can be seen, and is not too far


def count_fewer(board: BoardView) -> int:
    """How many themes "Fewer themes" asks for."""
    return max(FEWEST, min(board.untouched - 1, round(board.untouched * FEWER)))


def count_more(board: BoardView) -> int:
    """How many themes "More themes" asks for; 0 where there are none: as many as the answers have wordings at most."""
    if not 0 < board.untouched < min(MOST, _count_wordings(board)):
        return 0
    return min(MOST, max(board.untouched + 1, round(board.untouched * MORE)))


def say_same_words(board: BoardView) -> str:
    """That all answers use the same words, where several were read and they do; else empty."""
    theme = board.candidates[0] if len(board.candidates) == board.all_candidates == board.untouched == 1 else None
    if theme is None or theme.n < 2 or _count_wordings(board) != 1 or board.waiting:
        return ""
    return "All answers that say something use the same words" if board.aside else "All answers use the same words"


def _count_wordings(board: BoardView) -> int:
    """How many different wordings the last discovery read; more than can be shown where it did not say."""
    return int(board.board.details.get("wordings", MOST + 1)) if board.board else MOST + 1
