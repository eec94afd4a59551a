"""The promises of theme discovery: sensible on small questions, the same for any row order, and never a heap."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from dataclasses import asdict
from itertools import product
from typing import Any

import pytest
from sklearn.metrics import adjusted_mutual_info_score

from analysis.branches import FULL
from analysis.markup import READ_AT_MOST
from analysis.records import Discovery, RefusedInput, Statement, ThemeTree
from analysis.themes import NOTHING_LABEL, STEPS, discover
from analysis.tree import build_tree, cut_living, list_paths
from tests.analysis.answers_made import NOTHING, make_answers
from tests.analysis.growth import growth


def main_themes(found: Discovery) -> list[int]:
    return [several[0].theme if several else 0 for several in found.assignments]


def written(found: Discovery, statements: list[str]) -> str:
    """Everything that does not speak of row numbers, as JSON, answers in the order of their text."""
    answers = sorted(
        (text, [asdict(one) for one in several]) for text, several in zip(statements, found.assignments, strict=True)
    )
    themes = [{**asdict(theme), "examples": [statements[row] for row in theme.examples]} for theme in found.themes]
    return json.dumps({"themes": themes, "answers": answers, "tree": written_tree(found, statements)})


def written_tree(found: Discovery, statements: list[str]) -> list[object]:
    """The tree likewise: the text of statements in place of their numbers."""
    tree = found.tree
    assert tree is not None
    branches = [
        (one.label, one.keywords, statements[one.quote], [statements[row] for row in one.examples])
        for one in tree.branches
    ]
    places = [
        sorted(
            (statements[row], int(leaf), span.tolist(), strengths.tolist())
            for row, leaf, span, strengths in zip(at.statement, at.leaf, at.span, at.strengths, strict=True)
        )
        for at in (tree.whole, tree.parts)
    ]
    return [tree.leaves, tree.merges, tree.heights, tree.cut, branches, places]


def test_the_four_matters_people_raised_are_found() -> None:
    texts, matters = make_answers()
    found = discover(texts, themes=4)
    assert len(found.themes) == 4
    assert adjusted_mutual_info_score(matters, main_themes(found)) > 0.5


def test_the_number_of_themes_is_chosen_near_the_number_of_matters() -> None:
    found = discover(make_answers()[0])
    assert 3 <= len(found.themes) <= 8


def test_any_row_order_gives_the_same_bytes() -> None:
    texts = make_answers()[0] + NOTHING + ["The bus never waits for the train", "THE BUS never waits for the train!"]
    expected = written(discover(texts), texts)
    for seed in range(3):
        shuffled = texts.copy()
        random.Random(seed).shuffle(shuffled)
        assert written(discover(shuffled), shuffled) == expected


def test_any_row_order_gives_the_same_bytes_of_further_themes() -> None:
    said = make_answers()[0]
    texts = said + [f"{one}. {other}" for one, other in product(said[::3], said[2::3])]
    found = discover(texts)
    assert sum(len(several) > 1 for several in found.assignments) > 50
    shuffled = random.Random(4).sample(texts, len(texts))
    assert written(discover(shuffled), shuffled) == written(found, texts)


def test_the_same_call_gives_the_same_discovery() -> None:
    texts = make_answers()[0]
    assert discover(texts, seed=7) == discover(texts, seed=7)


def test_those_who_said_nothing_are_pinned_last_and_assigned_to_no_theme() -> None:
    texts = make_answers()[0]
    found = discover([*NOTHING, *texts])
    last = found.themes[-1]
    assert (last.kind, last.label, last.n) == ("nothing", NOTHING_LABEL, len(NOTHING))
    assert all(several == () for several in found.assignments[: len(NOTHING)])
    assert [theme.kind for theme in found.themes[:-1]] == ["theme"] * (len(found.themes) - 1)


def test_everybody_who_said_something_has_a_theme() -> None:
    for count in (5, 12, 25, 40):
        found = discover(make_answers()[0][:count])
        assert all(found.assignments)
        assert max(theme.n for theme in found.themes) <= count


def test_duplicates_stand_together_whatever_their_capitals_and_marks() -> None:
    texts = make_answers()[0]
    found = discover([*texts, "bring back the NUMBER nine bus!!", "Bring back -- the number nine bus."])
    themes = main_themes(found)
    assert themes[-1] == themes[-2] == themes[texts.index("Bring back the number nine bus")]


def test_an_answer_about_two_matters_earns_a_second_theme_and_shows_the_words() -> None:
    both = "The hot meals at the lunch club are lovely. There is no parking and cars park across our drive."
    texts = [*make_answers()[0], both]
    found = discover(texts, themes=4)
    several = found.assignments[-1]
    assert len(several) == 2
    main, further = several
    earned = both[slice(*further.span)]
    assert {earned, both[slice(*main.span)]} == {
        "The hot meals at the lunch club are lovely",
        "There is no parking and cars park across our drive",
    }
    matter = (
        "Parking tickets are unfair when the machine is broken"
        if "park" in earned
        else "Meals come cold by the time they reach our end"
    )
    assert further.theme == main_themes(found)[texts.index(matter)]


def test_the_main_theme_shows_the_sentences_that_earned_it_and_the_whole_of_an_answer_of_one_matter() -> None:
    parking = "Nowhere to park by the hall. Cars park on the pavement."
    texts = make_answers()[0]
    asides = ["My aunt came from Leeds last spring", "Thanks for asking"]
    said = [f"{asides[0]}. {parking} {asides[1]}.", parking, "Nowhere to park by the hall", "  No parking at the hall "]
    found = discover([*texts, *said], themes=4)
    shown = [text[slice(*several[0].span)] for text, several in zip(said, found.assignments[len(texts) :], strict=True)]
    assert shown == [parking.rstrip("."), parking, said[2], said[3].strip()]
    both = [f"{one}. {other}." for one, other in product(texts[::9], texts[4::9])]
    for text, several in zip(both, discover([*texts, *both], themes=4).assignments[len(texts) :], strict=True):
        start, end = several[0].span
        assert (start, end) == (0, len(text)) or text[start:end] in text.rstrip(".").split(". ")
        assert all(one.span[1] <= start or end <= one.span[0] for one in several[1:] if end - start < len(text))


def test_no_answer_has_more_than_three_themes_or_one_theme_twice() -> None:
    texts = make_answers()[0]
    found = discover(
        [*texts, ". ".join(texts), *(f"{a}. {b}" for a, b in zip(texts, texts[13:], strict=False))], themes=6
    )
    for several in found.assignments:
        assert len({one.theme for one in several}) == len(several) <= 3
        assert all(0 <= one.strength <= 1 for one in several)
        assert all(one.strength == float(f"{one.strength:.12g}") for one in several)


def test_counts_and_examples_agree_with_the_assignments() -> None:
    texts = make_answers()[0]
    found = discover(texts)
    for theme in found.themes:
        held = [row for row, several in enumerate(found.assignments) if theme.id in [one.theme for one in several]]
        assert theme.n == len(held)
        assert theme.quote in texts
        assert all(found.assignments[row][0].theme == theme.id for row in theme.examples)
        assert len(set(theme.examples)) == len(theme.examples)
    assert [theme.n for theme in found.themes] == sorted((theme.n for theme in found.themes), reverse=True)


def cut_into(tree: ThemeTree, count: int) -> list[int]:
    """The node of each statement that said something, in the order of statements."""
    nodes = cut_living(build_tree(tree.leaves, tree.merges), [True] * tree.leaves, count)
    return [nodes[leaf] for leaf in tree.whole.leaf]


def test_the_tree_passes_through_the_themes_found_with_their_names() -> None:
    texts = [*make_answers()[0], "Nothing"]
    found = discover(texts)
    tree = found.tree
    assert tree is not None and tree.cut == len(found.themes) - 1
    nodes, themes = cut_into(tree, tree.cut), [theme for theme in main_themes(found) if theme]
    assert len(set(zip(nodes, themes, strict=True))) == tree.cut
    assert len(texts) - 1 not in tree.whole.statement
    for node, theme in zip(nodes, themes, strict=True):
        branch, said = tree.branches[node], found.themes[theme - 1]
        assert (branch.label, branch.keywords, branch.examples) == (said.label, said.keywords, said.examples)
        assert texts[branch.quote].strip() == said.quote


def test_what_is_stored_of_the_cut_found_is_what_was_found() -> None:
    both = "The hot meals at the lunch club are lovely. There is no parking and cars park across our drive."
    found = discover([*make_answers()[0], both], themes=4)
    tree = found.tree
    assert tree is not None and len(tree.parts.statement)
    shape = build_tree(tree.leaves, tree.merges)
    node_of_leaf, paths = cut_living(shape, [True] * tree.leaves, tree.cut), list_paths(shape)
    node_of_theme = dict(zip(main_themes(found), cut_into(tree, tree.cut), strict=True))
    stored: dict[int, list[tuple[int, float, tuple[int, ...]]]] = defaultdict(list)
    for places in (tree.whole, tree.parts):
        for row, leaf, span, strengths in zip(
            places.statement, places.leaf, places.span, places.strengths, strict=True
        ):
            node = node_of_leaf[leaf]
            stored[int(row)].append((node, int(strengths[paths[leaf].index(node)]) / FULL, tuple(span.tolist())))
    for row, several in enumerate(found.assignments):
        assert [(node_of_theme[one.theme], one.span) for one in several] == [
            (node, span) for node, _, span in stored[row]
        ]
        assert [one.strength for one in several] == pytest.approx(
            [strength for _, strength, _ in stored[row]], abs=1 / FULL
        )


def test_every_cut_has_labels_of_its_own_and_examples_of_its_own_answers() -> None:
    found = discover(make_answers()[0])
    tree = found.tree
    assert tree is not None and tree.leaves == 3 * tree.cut
    for count in range(2, tree.leaves + 1):
        nodes = cut_into(tree, count)
        labels = [tree.branches[node].label for node in sorted(set(nodes))]
        assert len(labels) == len(set(labels)) == count
        for node in set(nodes):
            assert {nodes[row] for row in (*tree.branches[node].examples, tree.branches[node].quote)} == {node}


def test_no_tree_is_kept_where_nobody_said_anything_or_more_was_asked_than_it_holds() -> None:
    assert discover(["Nothing", "n/a"]).tree is None
    many = [f"{one} {other} {more}" for one in "abcdefgh" for other in "ijklmnop" for more in "qrstuv"]
    found = discover(many, themes=310)
    assert found.tree is None and len(found.themes) == 310


@pytest.mark.parametrize(
    ("statements", "themes"),
    [
        (["one answer"], 1),
        (["The bus is late"] * 40, 1),
        (["", " ", "\n"], 1),
        (["\U0001f44d", "\u2764\ufe0f\u2764\ufe0f", "!!!"], 1),
        (["the", "of it", "and so on"], 1),
        (["\x00\x07warm meals\x1b[31m", "\u202ewarm meals"], 1),
        (["\u98df\u7269\u5f88\u597d", "\u516c\u4ea4\u8f66\u592a\u5c11"], 1),
    ],
)
def test_odd_input_gives_a_sensible_result(statements: list[str], themes: int) -> None:
    found = discover(statements)
    assert len(found.themes) == themes
    assert found.themes[0].label
    assert found.themes[0].n == len(statements)


def test_mark_up_is_neither_read_nor_shown_in_labels() -> None:
    texts = [f'<p class="note">{text}</p><script>evil()</script>' for text in make_answers()[0]]
    found = discover(texts, themes=4)
    assert not {"class", "note", "script", "evil"} & {word.lower() for theme in found.themes for word in theme.keywords}


def test_labels_show_no_address_telephone_number_or_postcode() -> None:
    tail = " write to jo.lowe@example.org or ring 01632 960983 at SW1A 1AA"
    found = discover([text + tail for text in make_answers()[0]])
    shown = " ".join(theme.label + " " + " ".join(theme.keywords) for theme in found.themes).lower()
    assert not any(part in shown for part in ("jo", "lowe", "example", "org", "01632", "960983", "sw1a", "1aa"))


def test_an_answer_of_a_million_characters_costs_no_more_than_the_part_of_it_that_is_read() -> None:
    def read(text: str) -> None:
        found = discover([*make_answers()[0], "x" * len(text), text])
        assert all(len(theme.label) < 80 for theme in found.themes)

    assert growth(read, "bus late ", READ_AT_MOST, 1_000_000) < 4


@pytest.mark.parametrize(
    ("statements", "asked", "reason"),
    [
        ([], {}, "no answers"),
        (["a bus"], {"themes": 0}, "number of themes"),
        (["a bus"], {"themes": True}, "number of themes"),
        (["a bus"], {"seed": -1}, "seed"),
        (["a bus"], {"engine": "oracle"}, "oracle"),
        (["a bus", 3], {}, "Row 1"),
    ],
)
def test_what_cannot_be_answered_is_refused_in_a_sentence(
    statements: list[Any], asked: dict[str, Any], reason: str
) -> None:
    with pytest.raises(RefusedInput) as refused:
        discover(statements, **asked)
    assert reason in refused.value.problems[0]


def test_more_themes_than_answers_gives_a_theme_an_answer() -> None:
    assert len(discover(["late bus", "cold lunch", "no parking"], themes=50).themes) == 3


def test_progress_is_told_at_every_step_and_may_stop_the_work() -> None:
    told: list[tuple[int, int, str]] = []
    discover(make_answers()[0], progress=lambda done, total, words: told.append((done, total, words)))
    assert [step[0] for step in told] == list(range(STEPS + 1))
    assert all(step[1] == STEPS and step[2] for step in told)

    def stop(done: int, total: int, words: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        discover(make_answers()[0], progress=stop)


def test_a_statement_s_key_changes_nothing() -> None:
    texts = make_answers()[0]
    keyed = [Statement(text, key=900 - at) for at, text in enumerate(texts)]
    assert discover(keyed) == discover(texts)
