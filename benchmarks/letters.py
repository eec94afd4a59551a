"""How many copies of a letter are found where every copy is heavily changed, and how many other answers are grouped.

The letters were written for this: three to develop with, three held out. Each is cut to 20, 50 and 120 words and sent
200 times among 2,000 other answers, with words replaced, deleted, inserted, or its sentences put in another order too.
With --data FOLDER the other answers are those of labelled sets (JSON Lines with "text"), and all answers of each set
are looked through by themselves. Run: python -m benchmarks.letters [--data FOLDER] [--held-out] [--lengths 20 50 120]
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from collections.abc import Callable, Sequence
from itertools import product
from pathlib import Path

from analysis.similarity import find_copies
from benchmarks.themes import SEED, make_answers

FOUND, GROUPED = 0.98, 0.001  # of the copies at least, of the other answers at most
SENT, OTHERS = 200, 2000
LENGTHS = (20, 50, 120)
SHARES = {"0 to 30 %": (0.0, 0.3), "20 to 30 %": (0.2, 0.3), "30 %": (0.3, 0.3)}
SLOGAN, SLOGANS_SENT = "Say no to the incinerator!", 40

DEVELOPMENT = (
    "I strongly oppose the plan to close the swimming pool on Victoria Road, which has served our families for "
    "sixty years. Hundreds of children learn to swim there every week, and there is no other pool within ten "
    "miles. Older people use the quiet morning sessions to stay active, and many of them cannot drive to the next "
    "town. The council says that repairs cost too much, yet it has never published a full survey of the building. "
    "Please delay any decision until residents have seen the figures and a community trust has had the chance to "
    "make an offer. Once the pool is gone it will never come back, and the whole town will be poorer, sadder and "
    "less healthy for it than today.",
    "Please make our street a place where children can walk and cycle to school without fear of speeding traffic. "
    "A twenty mile limit, two raised crossings and a filter for lorries near the junction would change everything "
    "here. We counted more than four thousand vehicles on one ordinary Tuesday, and a third of them were only "
    "passing through. Last winter a girl from the primary school was knocked off her bicycle outside the bakery. "
    "Other boroughs have tried these measures and seen fewer accidents, cleaner air and busier local shops. We "
    "ask you to fund a trial of twelve months, to publish what it shows, and to let the people who live on this "
    "road decide what happens after it.",
    "The fields beyond Mill Lane are the last open green space on this side of the city and must not be built "
    "upon. Skylarks, hares and barn owls live there, and the brook floods the lower meadow almost every February. "
    "Four hundred new houses would send their rainwater straight into gardens that already suffer. The surgery is "
    "full, the primary school has turned away siblings, and the single bus runs once an hour. Empty offices near "
    "the railway station could give homes to as many families without losing a single tree. I urge the planning "
    "committee to refuse this application and to protect the meadows as a local nature reserve for everyone who "
    "comes after us, as was promised ten years ago by all.",
)
HELD_OUT = (
    "Our village needs its evening bus back, because without the number seven nobody under eighteen can reach a "
    "job, a class or a friend after six. The last departure now leaves before most shifts finish. Taxis to the "
    "hospital cost more than a day's wage, and volunteers who drive patients are exhausted. When the route was "
    "cut, the operator said that few people used it, but the survey took place during half term. We ask for two "
    "late journeys from Monday to Saturday, paid for by the rural transport grant. Please also print timetables "
    "at the stops, since plenty of pensioners here have no smartphone. A small sum would give hundreds of people "
    "their independence again and keep the pub and the cinema alive.",
    "I am writing in support of the proposed market square, with its trees, benches and water for everyone to "
    "drink from. The present car park is ugly, windy and empty for half the week. Traders have told us that they "
    "would gladly return if stalls cost less and rubbish were collected promptly. Disabled bays should stay close "
    "to the library entrance, with level paving throughout. Please plant lime trees instead of concrete tubs, and "
    "commission seating from the college's own carpentry students. Music on summer evenings could bring visitors "
    "who now travel elsewhere. This is a rare opportunity to give the centre a heart, and I hope that councillors "
    "of every party will vote for the scheme in full this autumn.",
    "Do not move the maternity unit to the county hospital, forty minutes away on a road that is closed by snow "
    "or crashes every winter. Mothers in labour deserve midwives they know, near their partners and parents. "
    "Staff on the ward warn that ambulances already queue for hours, and nobody has explained where extra crews "
    "would come from. The consultation paper compares costs for one year only and leaves out travel for poorer "
    "households. Independent experts should examine safety before anything is signed. My grandmother, my mother "
    "and I were all born in this building, and we will march, write and vote until its future is secure. Save our "
    "services and listen to the women whose lives depend on them.",
)


def replace_words(words: list[str], n: int, others: Sequence[str], chance: random.Random) -> list[str]:
    for at in chance.sample(range(len(words)), n):
        words[at] = chance.choice(others)
    return words


def delete_words(words: list[str], n: int, others: Sequence[str], chance: random.Random) -> list[str]:
    gone = set(chance.sample(range(len(words)), n))
    return [word for at, word in enumerate(words) if at not in gone]


def insert_words(words: list[str], n: int, others: Sequence[str], chance: random.Random) -> list[str]:
    for _ in range(n):
        words.insert(chance.randint(0, len(words)), chance.choice(others))
    return words


def move_sentences(words: list[str], n: int, others: Sequence[str], chance: random.Random) -> list[str]:
    """Words replaced, and the sentences in another order."""
    sentences = " ".join(replace_words(words, n, others, chance)).split(". ")
    chance.shuffle(sentences)
    return ". ".join(sentences).split()


def change_all_ways(words: list[str], n: int, others: Sequence[str], chance: random.Random) -> list[str]:
    """Each change of a kind drawn by lot."""
    some = sorted(chance.randint(0, n) for _ in range(2))
    words = replace_words(words, some[0], others, chance)
    words = delete_words(words, some[1] - some[0], others, chance)
    return insert_words(words, n - some[1], others, chance)


Change = Callable[[list[str], int, Sequence[str], random.Random], list[str]]
CHANGES: dict[str, Change] = {
    "replaced": replace_words,
    "deleted": delete_words,
    "inserted": insert_words,
    "moved and replaced": move_sentences,
    "all ways": change_all_ways,
}


def find_case(letters: Sequence[str], length: int, share: str, way: str, others: list[str], *, original: bool) -> float:
    """The share of the copies that stand in a group with most copies of their letter alone, one letter or several."""
    chance = random.Random(f"{SEED} {length} {share} {way} {original} {letters[0][:20]}")
    sample = chance.sample(others, min(OTHERS, len(others)))
    pool = [word for answer in others[:1000] for word in answer.split()]
    texts: list[tuple[str, int]] = [(answer, -1) for answer in sample]
    for which, letter in enumerate(letters):
        cut = letter.split()[:length]
        texts += [(" ".join(cut), which)] * original
        for _ in range(SENT - original):
            n = round(chance.uniform(*SHARES[share]) * length)
            texts.append((" ".join(CHANGES[way](list(cut), n, pool, chance)), which))
    chance.shuffle(texts)
    found = [[texts[row][1] for row in one.members] for one in find_copies([text for text, _ in texts])]
    # A letter split in two groups, or two letters in one, is no letter found: only its largest group counts.
    right = 0
    for which in range(len(letters)):
        own = [one.count(which) for one in found if 2 * one.count(which) > len(one)]
        right += max(own, default=0)
    return right / (SENT * len(letters))


def show_cases(letters: Sequence[str], others: list[str], lengths: Sequence[int]) -> bool:
    """The recall of every case, and whether all were met."""
    met = True
    for length, share in product(lengths, SHARES):
        told = []
        for way in CHANGES:
            alone = [
                find_case([one], length, share, way, others, original=original)
                for one, original in product(letters, (False, True))
            ]
            mixed = find_case(letters, length, share, way, others, original=False)
            met &= share == "30 %" or min(*alone, mixed) >= FOUND
            figures = (sum(alone) / len(alone), min(alone), mixed)
            told.append("{} {:.1f} (least {:.1f}, three {:.1f})".format(way, *(100 * one for one in figures)))
        print(f"  {length:>3} words, {share:<10}  {'; '.join(told)}", flush=True)
    return met


def show_alone(name: str, texts: list[str]) -> bool:
    """How many of answers that people wrote by themselves are grouped, and the slogan sent among them."""
    began = time.process_time()
    found = find_copies(texts)
    spent = time.process_time() - began
    grouped = sum(len(one.members) for one in found)
    print(f"  {name}: {grouped} of {len(texts):,} grouped ({1000 * grouped / len(texts):.2f} in 1,000), {spent:.2f} s")
    for one in found[:5]:
        print(f"    {len(one.members)} x {texts[one.template][:90]!r}")
    slogans = find_copies([*texts, *[SLOGAN] * SLOGANS_SENT])
    listed = any(SLOGAN in texts_of(one.members, texts) for one in slogans)
    print(f"    a slogan sent {SLOGANS_SENT} times among them: {'found' if listed else 'MISSED'}", flush=True)
    return grouped <= GROUPED * len(texts) and listed


def texts_of(rows: Sequence[int], texts: Sequence[str]) -> list[str]:
    return [texts[row] if row < len(texts) else SLOGAN for row in rows]


def main() -> int:
    """Every case; status 1 where a figure was missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, help="a folder of JSON Lines files")
    parser.add_argument("--held-out", action="store_true", help="the letters that nothing was chosen on")
    parser.add_argument("--lengths", type=int, nargs="+", default=LENGTHS)
    wanted = parser.parse_args()
    sets = {"made-up answers": make_answers(10_000)}
    if wanted.data:
        for path in sorted(wanted.data.glob("*.jsonl")):
            sets[path.stem] = [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines()]
    print("answers of which none copies another")
    met = [show_alone(name, texts) for name, texts in sets.items()]
    others = sets.get("nhs_fft_p1", sets["made-up answers"])
    print("% of copies found, of one letter on average and at the least, and of three letters at once")
    met.append(show_cases(HELD_OUT if wanted.held_out else DEVELOPMENT, others, wanted.lengths))
    return 0 if all(met) else 1


if __name__ == "__main__":
    sys.exit(main())
