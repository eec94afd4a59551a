"""Every figure that stands for a weight is a link that leads on, and its words make sense by themselves."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select

from consult.weights.cited import Cited, plain
from consult.weights.findings import cite_findings, write_findings
from consult.weights.models import WeightRun
from consult.weights.telling import tell
from surveys.database import Database
from tests.browser import Page
from tests.consult.weights.made import Asked
from tests.consult.weights.test_findings import SURE, UNSURE, group, result
from tests.consult.weights.test_numbers import groups_page
from tests.consult.weights.test_versions import frozen_page, two_versions  # noqa: F401 - a fixture

ORIGIN = re.compile(r"/office/weights/\d+/items/\d+/groups/\d+")


def words_of(element) -> str:
    return " ".join("".join(element.itertext()).split())


def origins_in(element) -> list:
    return [one for one in element.iter("a") if ORIGIN.fullmatch(one.get("href") or "")]


def sentences_of(page: Page) -> list:
    """The findings over the numbers, and the list of what differs."""
    lists = [one for tag in ("ol", "ul") for one in page.all(tag) if "heed-findings" in (one.get("class") or "")]
    under = [
        one
        for section in page.all("section")
        if section.get("aria-labelledby") == "differences-heading"
        for one in section.iter("ul")
    ]
    return [line for one in (*lists, *under) for line in one.iter("li")]


def check_sentences(page: Page) -> int:
    """Each sentence that says a weight links it; each link begins with what is seen and says whose it is."""
    linked = 0
    for line in sentences_of(page):
        said = words_of(line)
        assert bool(origins_in(line)) == bool(re.search(r"about \d+ (points? of 100 )?\(likely|by about \d+", said)), (
            said
        )
        for link in origins_in(line):
            alone = link.get("aria-label")
            assert alone.startswith(words_of(link)) and "“" in alone and "number comes from" in alone
            linked += 1
    return linked


@pytest.mark.pure
def test_a_sentence_reads_the_same_whether_its_numbers_lead_on_or_not():
    gap = {"item": 0, "high_group_id": 2, "low_group_id": 1, "unlikely_chance": True, "p": 0.01}
    told = tell(result(group(1, "Carers", 147, *UNSURE), group(2, "At home", 213, *SURE), difference=gap), exact=False)
    cited = cite_findings(told)
    assert [plain(one) for one in cited] == write_findings(told)
    numbers = [(part.words, part.item_id, part.group_id) for part in cited[1] if isinstance(part, Cited)]
    assert numbers == [("about 60 points of 100", 1, 2), ("about 40", 1, 1)]


@pytest.mark.pure
def test_one_point_is_said_as_one():
    low = ((97.0, 95.0, 99.0), (1.6, 0.4, 3.0), (1.4, 0.3, 2.8))
    one = ((1.2, 0.5, 2.0), (97.0, 95.0, 98.0), (1.8, 1.0, 2.7))
    gap = {"item": 0, "high_group_id": 2, "low_group_id": 1, "unlikely_chance": True, "p": 0.01}
    told = tell(result(group(1, "Carers", 50, *one), group(2, "At home", 50, *low), difference=gap), exact=False)
    (_, carers) = (part for part in cite_findings(told)[1] if isinstance(part, Cited))
    assert carers.alone == "about 1 point of 100 for “Company”, Carers: where this number comes from"


def test_the_weights_in_every_sentence_lead_to_where_they_come_from(weighed: Asked, sign_in):
    viewer = sign_in("viewer", weighed.consultation_id)
    page = viewer.get(f"/office/questions/{weighed.question_id}/weights")
    assert check_sentences(page) >= 5
    for line in sentences_of(page):
        for link in origins_in(line):
            points = re.search(r"\d+", words_of(link))[0]
            assert viewer.get(link.get("href")).has(f"about {points} point")
    assert check_sentences(viewer.get(groups_page(weighed, "home", "carers"))) == 1


def test_so_do_those_of_frozen_versions_each_to_its_own_result(two_versions: Asked, sign_in, store: Database):  # noqa: F811
    analyst = sign_in("analyst", two_versions.consultation_id)
    with store.reading() as db:
        first, second = db.scalars(select(WeightRun.id).where(WeightRun.for_readers.is_(False)).order_by(WeightRun.id))
    assert check_sentences(analyst.get(frozen_page(store, 1))) >= 5
    page = analyst.get(frozen_page(store, 2, moves=1))
    assert check_sentences(page)
    rows = [row for table in page.all("table") for row in table.iter("tr") if row.find("td") is not None]
    for row in rows:
        then, now = (re.match(r"/office/weights/(\d+)/", link.get("href"))[1] for link in origins_in(row))
        assert (int(then), int(now)) == (first, second)


def test_every_row_of_numbers_on_the_analysts_pages_leads_on(weighed: Asked, sign_in):
    analyst = sign_in("analyst", weighed.consultation_id)
    page = analyst.get(f"/office/questions/{weighed.question_id}/weights/detail")
    targets = {
        "what is shown": ORIGIN.pattern,
        "places by each way of counting": ORIGIN.pattern,
        "Differences between two groups": r".*/weights/groups\?first=\d+&second=\d+",
        "How far the people of a group agree": r".*/weights/detail\?pairs_of=\d+#pairs",
        "Who answered, against who is there": r".*/groups#group-\d+",
    }
    for caption, target in targets.items():
        tables = [one for one in page.all("table") if caption in words_of(one.find("caption"))]
        assert tables, caption
        rows = [row for table in tables for row in table.iter("tr") if row.find("td") is not None]
        for row in rows:
            ways = [one for one in row.iter("a") if re.fullmatch(target, one.get("href"))]
            assert ways and all(re.search("[a-z]{4}", one.get("aria-label") or words_of(one)) for one in ways), caption
        analyst.get(ways[0].get("href").partition("#")[0])
    balance = analyst.get(f"/office/questions/{weighed.question_id}/weights/balance")
    (table,) = (one for one in balance.all("table") if "Points out of 100 for everyone" in words_of(one))
    assert all(origins_in(row) for row in table.iter("tr") if row.find("td") is not None)
