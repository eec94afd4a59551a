"""Words that stand out in themes, less what officers hide: a word that other answers say openly stays, and one that was
taken out comes back when it is shown again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from analysis.personal_data import blank
from analysis.personal_search import find_given_away, list_telling
from consult.themes.actions import LIVE
from consult.themes.models import Theme, ThemeBoard, ThemeTree
from consult.themes.queries_personal import find_spans, list_hidden_words
from surveys.collection import Answer

NO_WORDS_LEFT = "A theme to name"
COMMON_FROM = 3  # answers of different words that say a word openly and in small letters
MOST_READ = 200  # answers looked at for one word
WITHHELD = "withheld"


@dataclass(slots=True)
class Standing:
    """Words that stand out, and those taken out: each with its place and the marks of the hidden words behind it."""

    words: list[str]
    withheld: list[dict[str, Any]]

    def take_out(self, given_away: Mapping[str, set[str]]) -> bool:
        """Take out what is given away, by the marks of hidden words; whether any stood there."""
        known = {one["word"]: one for one in self.withheld}
        for word in known.keys() & given_away.keys():
            known[word]["by"] = sorted({*known[word]["by"], *given_away[word]})
        gone = [word for word in self.words if word in given_away]
        for word in gone:
            self.withheld.append({"word": word, "at": self.words.index(word), "by": sorted(given_away[word])})
            self.words.remove(word)
        return bool(gone)

    def bring_back(self, marks: set[str]) -> bool:
        """Put back what nothing but these hidden words took out; whether there was any."""
        kept, back = [], []
        for one in self.withheld:
            left = [mark for mark in one["by"] if mark not in marks]
            (kept if left else back).append(one | {"by": left})
        for one in reversed(back):  # the place was counted when it was taken out
            if one["word"] not in self.words:
                self.words.insert(one["at"], one["word"])
        self.withheld = kept
        return bool(back)


def drop_keywords(db: Session, board: ThemeBoard, hidden: Iterable[str]) -> int:
    """Take words that stand out, of themes and of what a later cut may show, away where they hold hidden words; returns
    from how many themes."""
    hidden = list(dict.fromkeys(hidden))
    if not hidden:
        return 0
    tree, themes = _hold(db, board)
    texts = {str(word) for theme in themes for word in theme.keywords}
    texts |= {str(one["word"]) for held in _withheld(board).values() for one in held}
    for branch in tree.branches if tree else []:
        texts |= {branch["label"], *branch["keywords"]}
        texts |= {one["word"] for kept in (WITHHELD, "named") for one in branch.get(kept, ())}
    given_away = _find_given_away(db, board, texts, hidden)
    if not given_away:
        return 0
    if tree is not None:
        tree.branches = [_drop_from(branch, given_away) for branch in tree.branches]
    mended, withheld = 0, _withheld(board)
    for theme in themes:
        standing = Standing(list(theme.keywords), withheld.get(str(theme.id), []))
        if standing.take_out(given_away):
            theme.keywords = standing.words
            mended += theme.status in LIVE
        withheld[str(theme.id)] = standing.withheld
    _keep(db, board, withheld)
    return mended


def bring_back_keywords(db: Session, board: ThemeBoard, shown: Iterable[str]) -> int:
    """Put words that stood out back where nothing but words shown again had taken them out; returns in how many
    themes."""
    shown_marks = {_mark(words) for words in shown}
    if not shown_marks:
        return 0
    marks = shown_marks - {_mark(words) for words in list_hidden_words(db, board.consultation_id)}
    tree, themes = _hold(db, board)
    back: dict[int, list[str]] = {}
    if tree is not None and marks:
        branches = [_bring_back_to(branch, marks) for branch in tree.branches]
        pairs = enumerate(zip(tree.branches, branches, strict=True))
        back = {at: new["keywords"] for at, (old, new) in pairs if new["keywords"] != old["keywords"]}
        tree.branches = branches
    mended, withheld = 0, _withheld(board)
    for theme in themes:
        before = list(theme.keywords)
        standing = Standing(list(theme.keywords), withheld.get(str(theme.id), []))
        # A theme that was cut after its words were hidden never had them; its place in the tree has.
        node = tree.themes.get(str(theme.id)) if tree is not None else None
        if not standing.bring_back(marks) and not standing.withheld and node in back:
            standing.words = list(back[node])
        theme.keywords = standing.words
        mended += theme.status in LIVE and standing.words != before
        withheld[str(theme.id)] = standing.withheld
    _keep(db, board, withheld)
    return mended


def _hold(db: Session, board: ThemeBoard) -> tuple[ThemeTree | None, Sequence[Theme]]:
    # Held as a cut holds them: whoever comes second sees what the first did.
    db.flush()
    db.refresh(board, with_for_update=True)
    wanted = select(ThemeTree).where(ThemeTree.board_id == board.id).with_for_update()
    tree = db.scalar(wanted.execution_options(populate_existing=True))
    return tree, db.scalars(select(Theme).where(Theme.board_id == board.id).order_by(Theme.id)).all()


def _withheld(board: ThemeBoard) -> dict[str, list[dict[str, Any]]]:
    held = board.details.get(WITHHELD, {})
    return {theme: [dict(one) for one in words] for theme, words in held.items()}


def _keep(db: Session, board: ThemeBoard, withheld: Mapping[str, list[dict[str, Any]]]) -> None:
    held = {theme: words for theme, words in withheld.items() if words}
    if held != board.details.get(WITHHELD, {}):
        board.details = {**board.details, WITHHELD: held}
    db.flush()


def _find_given_away(db: Session, board: ThemeBoard, texts: set[str], hidden: Sequence[str]) -> dict[str, set[str]]:
    """The texts that hidden words give away, each with the marks of those."""
    common: dict[str, bool] = {}
    found: dict[str, set[str]] = {}
    for words in hidden:
        if not find_given_away(texts, [words]):
            continue
        for one in list_telling(words):
            if one.lower() not in common and find_given_away(texts, [one]):
                common[one.lower()] = _is_common(db, board, one.lower())
        for text in find_given_away(texts, [words], common={word for word, is_so in common.items() if is_so}):
            found.setdefault(text, set()).add(_mark(words))
    return found


def _is_common(db: Session, board: ThemeBoard, word: str) -> bool:
    """Whether so many answers say a word openly that it tells nothing of the one it was hidden in. In small letters,
    so that a name or an address is none."""
    rows = db.execute(
        select(Answer.id, Answer.text)
        .where(Answer.question_id == board.question_id, Answer.text.contains(word, autoescape=True))
        .order_by(Answer.id)
        .limit(MOST_READ)
    )
    whole = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    texts = {answer: text for answer, text in rows if whole.search(text or "")}
    spans = find_spans(db, texts)
    said = {_plain(text) for answer, text in texts.items() if whole.search(blank(text, spans[answer]))}
    return len(said) >= COMMON_FROM


def _read_branch(branch: Mapping[str, Any]) -> tuple[Standing, Standing]:
    """The words of a node, and its name as a word of its own, each with what was taken out."""
    words, names = ([dict(one) for one in branch.get(kept, ())] for kept in (WITHHELD, "named"))
    return Standing(list(branch["keywords"]), words), Standing([branch["label"]], names)


def _with(branch: Mapping[str, Any], words: Standing, name: Standing) -> dict[str, Any]:
    label = name.words[0] if name.words else ", ".join(words.words[:2]) or NO_WORDS_LEFT
    label = label if name.words else label[:1].upper() + label[1:]
    return {**branch, "label": label, "keywords": words.words, WITHHELD: words.withheld, "named": name.withheld}


def _drop_from(branch: dict[str, Any], given_away: Mapping[str, set[str]]) -> dict[str, Any]:
    """A node of the tree without words that are given away, in its name too."""
    words, name = _read_branch(branch)
    words.take_out(given_away)
    name.take_out(given_away)
    return _with(branch, words, name)


def _bring_back_to(branch: dict[str, Any], marks: set[str]) -> dict[str, Any]:
    words, name = _read_branch(branch)
    words.bring_back(marks)
    name.bring_back(marks)
    return _with(branch, words, name)


def _plain(words: str) -> str:
    return " ".join(words.split()).casefold()


def _mark(words: str) -> str:
    """Hidden words as they are told apart beside what they took out: of an answer the board keeps no more than the word
    that stood out."""
    return sha256(_plain(words).encode()).hexdigest()[:16]
