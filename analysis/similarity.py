"""Groups near-identical answers, such as a letter of a campaign; short answers that agree by chance stay out."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from analysis.text import Words, find_words, mask_markup
from analysis.word_lists import STOP_WORDS

# A campaign's letter is longer than what people say alike by chance ("all the staff were very friendly").
FEWEST_WORDS = 15
FEWEST_MEMBERS = 3
READ_WORDS = 500
# Of two texts' words, so much is shared when one is the other with three words in ten changed, and a little is spared.
SHARED = 0.62
SHARED_TELLING = 0.55
BANDS, ROWS = 60, 3
# In one bucket an answer is compared with so many others at most, so that a full bucket costs no square.
COMPARED_WITH = 8
CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Copies:
    """Answers that copy one text: `template` is the row of the most central, `likeness` of each member 0 to 1."""

    template: int
    members: tuple[int, ...]
    likeness: tuple[float, ...]


def find_copies(texts: Sequence[str], seed: int = 0) -> list[Copies]:
    """Groups of three answers or more that share a text with up to 30 % of its words changed, largest first."""
    rows_of: dict[Words, list[int]] = defaultdict(list)
    for row in sorted(range(len(texts)), key=lambda row: (texts[row], row)):
        words = find_words(mask_markup(texts[row]))[:READ_WORDS]
        if len(words) >= FEWEST_WORDS:
            rows_of[words].append(row)
    wordings = sorted(rows_of)
    bags = [Counter(words) for words in wordings]
    telling = [frozenset(bag) - STOP_WORDS or frozenset(bag) for bag in bags]
    groups = join(bags, telling, hash_rows(telling, seed))
    found = [describe(group, bags, [rows_of[words] for words in wordings]) for group in groups]
    kept = [one for one in found if len(one.members) >= FEWEST_MEMBERS]
    return sorted(kept, key=lambda one: (-len(one.members), texts[one.template], one.template))


def share(one: Counter[str], other: Counter[str]) -> float:
    """The words two texts share, of the words of both (Dice); 1 when they hold the same words as often."""
    if len(other) < len(one):
        one, other = other, one
    both = sum(min(n, other[word]) for word, n in one.items())
    return 2 * both / max(one.total() + other.total(), 1)


def are_copies(one: int, other: int, bags: list[Counter[str]], telling: list[frozenset[str]]) -> bool:
    both = 2 * len(telling[one] & telling[other])
    if both < SHARED_TELLING * (len(telling[one]) + len(telling[other])):
        return False
    return share(bags[one], bags[other]) >= SHARED


def hash_rows(telling: list[frozenset[str]], seed: int) -> NDArray[np.uint32]:
    """MinHash of each text's telling words: two texts agree in a column as often as their sets overlap (Jaccard)."""
    names = {word: at for at, word in enumerate(sorted(set().union(*telling)))} if telling else {}
    base = np.array(
        [int.from_bytes(blake2b(word.encode(errors="replace"), digest_size=8).digest()) for word in names],
        dtype=np.uint64,
    )
    random = np.random.default_rng(seed)
    factor = random.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    shift = random.integers(0, 2**63, BANDS * ROWS, dtype=np.uint64)
    signatures = np.empty((len(telling), BANDS * ROWS), dtype=np.uint32)
    for start in range(0, len(telling), CHUNK):
        part = [[names[word] for word in words] for words in telling[start : start + CHUNK]]
        held = base[np.concatenate([np.array(one) for one in part])]
        ends = np.cumsum([0, *(len(one) for one in part[:-1])])
        for column in range(BANDS * ROWS):
            mixed = ((held * factor[column] + shift[column]) >> np.uint64(32)).astype(np.uint32)
            signatures[start : start + len(part), column] = np.minimum.reduceat(mixed, ends)
    return signatures


def buckets(signatures: NDArray[np.uint32]) -> Iterator[list[int]]:
    """Texts that agree in all rows of one band, band by band."""
    for band in range(BANDS):
        keys = np.ascontiguousarray(signatures[:, band * ROWS : (band + 1) * ROWS])
        found: dict[bytes, list[int]] = defaultdict(list)
        for at, key in enumerate(keys):
            found[key.tobytes()].append(at)
        yield from (several for several in found.values() if len(several) > 1)


def join(bags: list[Counter[str]], telling: list[frozenset[str]], signatures: NDArray[np.uint32]) -> list[list[int]]:
    """Texts linked by exact comparison, over the candidates the bands bring up; each text is in one group."""
    parent = list(range(len(bags)))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for several in buckets(signatures):
        heads: list[int] = []
        for at in several:
            mine = root(at)
            if any(root(head) == mine for head in heads):
                continue
            alike = next((head for head in heads if are_copies(at, head, bags, telling)), None)
            if alike is not None:
                low, high = sorted((root(alike), mine))
                parent[high] = low
            elif len(heads) < COMPARED_WITH:
                heads.append(at)
    groups: dict[int, list[int]] = defaultdict(list)
    for at in range(len(bags)):
        groups[root(at)].append(at)
    return list(groups.values())


def describe(group: list[int], bags: list[Counter[str]], rows_of: list[list[int]]) -> Copies:
    """The most central text of a group, and those members that stand near enough to it."""
    held = Counter[str]()
    for at in group:
        for word in bags[at]:
            held[word] += len(rows_of[at])
    n = sum(len(rows_of[at]) for at in group)
    core = {word for word, times in held.items() if 2 * times > n}
    nearness = [2 * len(core & bags[at].keys()) / max(len(core) + len(bags[at]), 1) for at in group]
    centre = group[max(range(len(group)), key=lambda place: (nearness[place], -place))]
    members = []
    for at in group:
        likeness = share(bags[at], bags[centre])
        if likeness >= SHARED:
            members += [(row, float(f"{likeness:.12g}")) for row in rows_of[at]]
    members.sort()
    return Copies(rows_of[centre][0], tuple(row for row, _ in members), tuple(value for _, value in members))
