"""How sound weights are: other ways of counting, agreement, how answers were given, who is missing; small ones hide."""

from __future__ import annotations

import json
import re
from functools import partial

import pytest
from sqlalchemy import select, update

from analysis import fit_checks
from analysis.fit_checks import warn_of_fit
from consult.web.paging import build_paging
from consult.weights import pages_detail
from consult.weights.models import WeightRun
from consult.weights.pair_fit import fit_pairs
from consult.weights.soundness import FEWEST_FOR_CAMPS, MethodRow, MethodTable, judge
from consult.weights.telling import tell
from surveys.collection import Response
from surveys.database import Database
from tests.browser import Page
from tests.consult.weights import made
from tests.consult.weights.made import Asked, Said
from tests.consult.weights.test_findings import SURE, group, result


def detail(asked: Asked) -> str:
    return f"/office/questions/{asked.question_id}/weights/detail"


def stored(store: Database) -> WeightRun:
    with store.reading() as db:
        return db.scalars(select(WeightRun).order_by(WeightRun.id.desc())).first()


def test_an_analyst_reads_how_sound_the_weights_are(weighed: Asked, sign_in):
    page = sign_in("analyst", weighed.consultation_id).get(detail(weighed))
    for words in (
        "Rank-order centroid",
        "Two people decide a pair alike",
        "of 417 first choices",
        "rankings stand as the screen showed them",
        "too few to say",
        "Young carers: too few to say anything",
        "more would halve how far",
        "of about 45 people are counted here",
        "On the whole the groups differ by more than chance would make them (p less than 0.001, ",
        "Volunteers: Not published. Hidden because a smaller group",
        "design effect",
        "of 100",
    ):
        assert page.has(words), words


def test_a_councillor_reads_places_and_differences_and_no_exact_count(weighed: Asked, sign_in):
    page = sign_in("viewer", weighed.consultation_id).get(detail(weighed))
    assert page.has("Rank-order centroid") and page.has("Every difference between two groups")
    assert page.has("of them unlikely to be chance") and page.has("Not among these differences:")
    assert page.has("The ranges do not: among many") and page.has("may differ by 1 from the numbers beside them")
    for words in ("417", "decide a pair alike", "design effect", "as the screen showed", "are counted here"):
        assert not page.has(words), words


def test_an_outcome_that_another_way_of_counting_moves_two_places_is_marked(asked: Asked, weigh, store: Database):
    """Thirty put parking first and all others leave it out: first choices alone put it far higher than the rest do."""
    with store.unit_of_work() as db:
        few = [Said(["parking_and_noise", "company"], ["home"])] * 30
        many = [Said(["company", "hot_meal", "choice_of_time", "someone_notices"], ["home"])] * 40
        more = [Said(["hot_meal", "choice_of_time", "company", "someone_notices"], ["carers"])] * 40
        made.rank(db, asked, *few, *many, *more)
    result = weigh(asked).result
    table = judge(tell(result, exact=True), result).methods[0]
    label = next(item["label"] for item in result["items"] if item["item_id"] == asked.items["parking_and_noise"])
    assert next(row for row in table.rows if row.label == label).moved
    assert not all(row.moved for row in table.rows)


@pytest.mark.parametrize(
    ("moved", "words"),
    [
        (0, "no outcome moves two places or more"),
        (1, "1 of 9 outcomes moves two places or more"),
        (2, "2 of 9 outcomes move two places or more"),
    ],
)
def test_how_many_outcomes_move_is_said_so_that_it_can_be_read_alone(moved: int, words: str):
    rows = tuple(MethodRow("Company", (1, 2), place < moved) for place in range(9))
    assert MethodTable(panel=None, headings=("As shown", "Borda"), rows=rows).moves == words


def test_the_differences_stay_open_while_they_are_paged_and_each_page_leads_to_them(
    weighed: Asked, sign_in, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(
        pages_detail, "build_paging", partial(build_paging, size=10)
    )  # three pages are enough to see it
    analyst = sign_in("analyst", weighed.consultation_id)

    def is_open(page: Page) -> bool:
        (fold,) = (one for one in page.all("details") if "Every difference" in "".join(one.itertext()))
        return fold.get("open") is not None

    assert not is_open(analyst.get(detail(weighed)))
    second = analyst.get(f"{detail(weighed)}?page=2")
    ways = [one.get("href") for one in second.all("a") if "page=" in (one.get("href") or "")]
    assert is_open(second) and ways and all(way.endswith("#gaps") for way in ways)
    assert is_open(analyst.get(next(way for way in ways if "page=1" in way).partition("#")[0]))


def test_what_is_stored_of_a_hidden_group_holds_no_number_but_its_people(weighed: Asked, store: Database):
    groups = {group["name"]: group for group in stored(store).result["groups"]}
    hidden = groups["Neighbours of the halls"]
    assert (hidden["weights"], hidden["ranks"], hidden["methods"], hidden["fit"]) == ([], None, {}, {})
    assert (hidden["own"], hidden["n_eff"], hidden["agreement"], hidden["n"]) == (None, None, None, 8)
    next_ = {one["group_id"]: one for one in stored(store).result["hear_next"]}
    assert set(next_[hidden["group_id"]]) == {"group_id"}


def test_of_alike_rankings_in_a_rush_only_the_number_is_kept(ranked: Asked, weigh, store: Database):
    with store.unit_of_work() as db:
        rushed = made.rank(
            db, ranked, *[Said(["waste_packaging", "strangers_at_door", "parking_and_noise"], ["home"])] * 6
        )
        moment = rushed[0].received_at
        db.execute(update(Response).where(Response.id.in_([one.id for one in rushed])).values(received_at=moment))
    quality = weigh(ranked).result["quality"]
    assert quality["bursts"] == {"times": 1, "n": 6}
    assert "ranking" not in json.dumps(quality)


def test_a_channel_is_left_out_in_turn_unless_few_used_it(ranked: Asked, weigh, store: Database, sign_in):
    with store.unit_of_work() as db:
        ids = list(db.scalars(select(Response.id).where(Response.survey_id == ranked.survey_id).order_by(Response.id)))
        db.execute(update(Response).where(Response.id.in_(ids[:60])).values(channel="paper"))
        db.execute(update(Response).where(Response.id.in_(ids[60:66])).values(channel="phone"))
    found = weigh(ranked).result["quality"]["without_channel"]
    assert set(found) == {"paper", "web"}
    page = sign_in("analyst", ranked.consultation_id).get(detail(ranked))
    assert re.search(
        r"Without the answers by paper \(\d+ people left\) the largest move is \d+\.\d points", page.reading
    )
    assert not page.has("by phone")


def test_likely_places_hold_the_place_shown(weighed: Asked, store: Database):
    told = tell(stored(store).result, exact=False)
    for panel in (told.answered, *told.shown):
        ordered = sorted(panel.rows, key=lambda row: -(row.points or 0))
        assert sum(row.first for row in panel.rows) in range(97, 104)
        for place, row in enumerate(ordered, start=1):
            assert row.place[0] - 1 <= place <= row.place[1] + 1


def test_two_camps_in_one_group_are_named(asked: Asked, weigh, store: Database, sign_in):
    """Half of the carers rank one way and half the other; one list of weights for all of them would hide it."""
    one, other = (
        ["company", "hot_meal", "choice_of_time", "someone_notices"],
        ["dietary_and_culture", "waste_packaging"],
    )
    with store.unit_of_work() as db:
        made.rank(db, asked, *[Said([*one, *other], ["carers"])] * 40, *[Said([*other, *one], ["carers"])] * 40)
        made.rank(db, asked, *made.demo_people()[:80])
    weigh(asked)
    page = sign_in("analyst", asked.consultation_id).get(detail(asked))
    assert page.has("Family carers: There may be two camps: who puts")
    assert page.has("How far the people of a group agree: there may be two camps in")
    assert page.has("What stands out, and what does not:") and page.has("stands out")


def test_a_fold_says_how_many_things_stand_out_and_they_stand_first():
    """Ninety of a hundred left the list as it stood, which chance would make of one; nothing else was found."""
    found = {
        "known": {"people": 100, "order": True, "comparable": 100},
        "untouched": {"alike": 90, "n": 100, "share": 0.9, "chance": 0.01},
        "fast": {"fast": 0, "n": 100},
        "even": {"alike": 2, "n": 100},
    }
    kept = {**result(group(1, "Carers", 100, *SURE)), "quality": found}
    sound = judge(tell(kept, exact=True), kept)
    assert [one.stands_out for one in sound.quality] == [True, False, False, False]
    assert sound.stands_out == "1 of 4 checks stands out"
    found["untouched"] |= {"alike": 0, "share": 0.0, "chance": 0.0}
    sound = judge(tell(kept, exact=True), kept)
    assert sound.stands_out == "none of 4 checks stands out"
    assert "None of 100 rankings stand as the screen showed them." in [one.words for one in sound.quality]


def test_what_sets_and_pairs_pull_apart_is_called_the_same_wherever_it_stands():
    checks = {"sides": [[0], [1]], "largest": {"residual": 0.0}}
    for several, words in ((False, "there may be two camps"), (True, "people differ most in this")):
        (said,) = warn_of_fit(checks, ["Company", "Hot meals"], several=several)
        assert said.startswith(words)
        kind = "pairs" if several else "rank"
        kept = {
            **result(group(1, "Carers", 100, *SURE, fit={"sides": [[0], [1]], "variance_ratio": 3.0})),
            "kind": kind,
        }
        (agreement,) = judge(tell(kept, exact=True), kept).agreements
        assert agreement.notes[0].lower().startswith(words)


def open_folds(page: Page, words: str) -> list[bool]:
    """Of the folds whose words hold these: whether each is open."""
    found = [one for one in page.all("details") if words in "".join(one.find("summary").itertext())]
    return [one.get("open") is not None for one in found]


def test_how_the_weights_fit_every_two_outcomes_is_told_group_by_group(weighed: Asked, sign_in, store: Database):
    analyst = sign_in("analyst", weighed.consultation_id)
    assert open_folds(analyst.get(detail(weighed)), "Pair by pair, Everyone who answered") == [False]
    page = analyst.get(f"{detail(weighed)}?pairs_of={weighed.groups['carers']}")
    assert open_folds(page, "Pair by pair, Family carers") == [True]
    table = next(one for one in page.all("table") if "how the weights fit each pair" in "".join(one.itertext()))
    rows = [[" ".join("".join(cell.itertext()).split()) for cell in row.iter("td")] for row in table.iter("tr")]
    off = [float(row[1]) for row in rows if row]
    assert len(off) == 9 * 8 / 2 and off == sorted(off, reverse=True) and off[-1] >= 0
    # A hidden group has no pairs: of who asks for it by its number, everyone's are shown.
    hidden = analyst.get(f"{detail(weighed)}?pairs_of={weighed.groups['neighbours']}")
    assert open_folds(hidden, "Pair by pair, Everyone who answered") == [True]
    viewer = sign_in("viewer", weighed.consultation_id)
    assert not viewer.get(f"{detail(weighed)}?pairs_of={weighed.groups['carers']}").has("Pair by pair")


@pytest.mark.pure
def test_a_pair_is_told_in_the_order_in_which_it_was_chosen_too_often():
    one = group(1, "Carers", 60, *SURE, fit={"residuals": [-5.2, 0.4, None]})
    fits = fit_pairs(tell(result(one), exact=True), result(one), 1)
    assert [(row.above, row.below, row.off) for row in fits.rows] == [
        ("Hot meals", "Company", "5.2"),
        ("Company", "Quiet streets", "0.4"),
    ]
    assert [row.reading for row in fits.rows] == ["does not fit", "can be chance"]
    assert (fits.summary, fits.undecided) == ("1 of 2 pairs far from what the weights say", 1)


@pytest.mark.pure
@pytest.mark.parametrize(("people", "said"), [(24, True), (29, True), (30, False)])
def test_a_group_too_small_to_look_for_camps_says_so(people: int, said: bool):
    """Twelve against twelve agree no more than coins do, and no test can tell of camps among them."""
    one = group(1, "Carers", people, *SURE, fit={"pairwise": 0.48, "entropy_ratio": 0.99})
    (found,) = judge(tell(result(one), exact=True), result(one)).agreements
    assert found.few == ("Too few people to look for camps: it takes 30." if said else "")
    assert fit_checks.FEWEST_FOR_CAMPS == FEWEST_FOR_CAMPS
