"""Weights against what other programs and published articles found; the source stands beside every figure."""

import numpy as np
import pytest

from analysis.weights import weigh
from tests.analysis.rankings_made import pairs, request, worked_cases

pytestmark = pytest.mark.pure
CASES = worked_cases()
CHECKS = [(name, number) for name, case in CASES.items() for number in range(len(case["checks"]))]


@pytest.mark.parametrize(("name", "number"), CHECKS)
def test_a_worked_case_comes_out_as_other_programs_have_it(name: str, number: int) -> None:
    case = CASES[name]
    check = case["checks"][number]
    options = {"prior": None, "ties": "davidson", "variance": "model", "level": 0.95} | check["options"]
    rows = [{"n": n, "ranking": ranking} for n, ranking in case["rankings"]]
    found = weigh(request(rows, items=case["items"], unranked=case["unranked"], **options)).as_dict()
    tolerance = case["tolerance"] | {"kendall_w": 1e-6} | check.get("tolerance", {})
    for field, expected in check["expected"].items():
        got = [found[field][key] for key in expected] if field == "ties" else found[field]
        want = list(expected.values()) if field == "ties" else expected
        np.testing.assert_allclose(got, want, rtol=0, atol=tolerance[field], err_msg=f"{check['name']}: {field}")


def ml(wins: list[list[int]]) -> tuple[np.ndarray, dict]:
    found = weigh(request(pairs(wins), items=len(wins), unranked="absent", prior=None, variance="model")).as_dict()
    return np.array(found["log_worth"]), found


def test_journals_citing_each_other_give_the_published_log_worths_and_errors() -> None:
    # Stigler's citation counts, Bradley-Terry fit in Turner & Firth (2012), Journal of Statistical Software 48(9):
    # Biometrika (held at 0), Communications in Statistics, JASA, JRSS-B
    wins = [[0, 730, 498, 221], [33, 0, 68, 17], [320, 813, 0, 142], [284, 276, 325, 0]]
    theta, _ = ml(wins)
    np.testing.assert_allclose(theta[1:] - theta[0], [-2.94907, -0.47957, 0.26895], atol=5e-6)


def test_baseball_teams_get_the_log_worths_of_the_textbook() -> None:
    # Agresti, Categorical Data Analysis (2nd edition, 2002), section 10.6: American League 1987, Baltimore at 0
    wins = [
        [0, 7, 9, 7, 7, 9, 11],
        [6, 0, 7, 5, 11, 9, 9],
        [4, 6, 0, 7, 7, 8, 12],
        [6, 8, 6, 0, 6, 7, 10],
        [6, 2, 6, 7, 0, 7, 12],
        [4, 4, 5, 6, 6, 0, 6],
        [2, 4, 1, 3, 1, 7, 0],
    ]
    theta, _ = ml(wins)
    np.testing.assert_allclose(theta[:-1] - theta[-1], [1.581, 1.436, 1.294, 1.248, 1.108, 0.684], atol=6e-4)


def test_two_items_follow_the_log_odds_and_its_textbook_error() -> None:
    theta, found = ml([[0, 30], [10, 0]])
    assert theta[0] - theta[1] == pytest.approx(np.log(3.0), abs=1e-9)
    assert 2 * found["se"][0] == pytest.approx(np.sqrt(1 / 30 + 1 / 10), abs=1e-9)
    assert found["loglik"] == pytest.approx(30 * np.log(0.75) + 10 * np.log(0.25), abs=1e-9)


def test_first_choices_alone_give_their_shares_as_weights_and_the_multinomial_errors() -> None:
    counts = [50, 30, 15, 5]
    rows = [{"n": n, "ranking": [[item]]} for item, n in enumerate(counts)]
    found = weigh(request(rows, items=4, prior=None, variance="model")).as_dict()
    np.testing.assert_allclose(found["weights"], [0.5, 0.3, 0.15, 0.05], atol=1e-9)
    centre = np.eye(4) - 0.25
    multinomial = centre @ np.diag(1.0 / np.array(counts)) @ centre
    np.testing.assert_allclose(found["se"], np.sqrt(np.diag(multinomial)), atol=1e-9)
    # the logit of a share has variance 1 / (n p (1 - p))
    half = 1.959963984540054 / np.sqrt(100 * 0.3 * 0.7)
    logit = np.log(0.3 / 0.7)
    expected = [1 / (1 + np.exp(-(logit - half))), 1 / (1 + np.exp(-(logit + half)))]
    np.testing.assert_allclose(found["interval"][1], expected, atol=1e-9)


def test_two_items_with_ties_follow_the_closed_form() -> None:
    # Davidson (1970): with wins w1, w2 and t ties between two items, delta = t / sqrt(w1 w2), ratio = w1 / w2
    rows = [{"n": 20, "ranking": [[0], [1]]}, {"n": 5, "ranking": [[1], [0]]}, {"n": 8, "ranking": [[0, 1]]}]
    found = weigh(request(rows, items=2, unranked="absent", prior=None, variance="model")).as_dict()
    assert found["ties"]["2"] == pytest.approx(8 / 10, abs=1e-9)
    assert found["weights"] == pytest.approx([0.8, 0.2], abs=1e-9)
    n = 33
    assert found["loglik"] == pytest.approx(20 * np.log(20 / n) + 5 * np.log(5 / n) + 8 * np.log(8 / n), abs=1e-9)


def test_a_normal_prior_on_two_items_meets_its_own_equation() -> None:
    # the mode solves w1 - n p = 2 theta / sd^2 * 1/... for theta1 = -theta2 = t: w1 - n / (1 + e^(-2t)) = t / sd^2
    found = weigh(request(pairs([[0, 9], [3, 0]]), items=2, prior={"type": "normal", "sd": 1.5})).as_dict()
    t = found["log_worth"][0]
    assert 9 - 12 / (1 + np.exp(-2 * t)) == pytest.approx(t / 1.5**2, abs=1e-9)


def test_a_pseudo_prior_adds_just_so_many_comparisons_with_a_ghost() -> None:
    # half a win and half a loss of each item against a ghost, written out as data about a third item
    ghost = [[0, 9, 0], [3, 0, 0], [0, 0, 0]]
    rows = [
        *pairs(ghost),
        *({"weight": 0.5, "ranking": order} for item in (0, 1) for order in ([[item], [2]], [[2], [item]])),
    ]
    by_hand = weigh(request(rows, items=3, unranked="absent", prior=None)).as_dict()["log_worth"]
    found = weigh(request(pairs([[0, 9], [3, 0]]), items=2, prior={"type": "pseudo", "n": 0.5})).as_dict()
    assert found["log_worth"][0] - found["log_worth"][1] == pytest.approx(by_hand[0] - by_hand[1], abs=1e-9)
