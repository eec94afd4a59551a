"""Makes an edition of what was read: its number and date, the frozen weights it stands on, and the hash that vouches
for it. Refuses weights of which no version is named."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from consult.publishing.document import SEAL, STANDS_ON, Draft
from surveys.questionnaire import hash_document


@dataclass(frozen=True, slots=True)
class StandsOn:
    """The frozen version of weights an edition stands on: its number, when it was frozen and worked out."""

    number: int
    frozen_on: date
    worked_out_on: date


def freeze(draft: Draft, *, number: int, on: date, versions: Sequence[StandsOn]) -> tuple[dict[str, Any], str]:
    """The document of an edition, and the hash of its public part, which vouches for the rest as well. `versions` are
    those of the draft's weights, in their order."""
    drawn = {**draft.drawn, "salt": secrets.token_hex(16)}  # without it, ids of answers could be tried out
    public = {
        **draft.public,
        "edition": {"number": number, "published_on": on.isoformat()},
        STANDS_ON: [_cite(one, version) for one, version in zip(draft.public["weights"], versions, strict=True)],
        SEAL: hash_document(drawn),
    }
    return {"public": public, "drawn": drawn}, hash_document(public)


def _cite(weights: Mapping[str, Any], version: StandsOn) -> dict[str, Any]:
    """A version as readers are told of it. Its fingerprint is that of the figures they see, never of the exact ones: by
    that all that few people may have said could be tried out until it fits."""
    return {
        "weights": weights["number"],
        "question": weights["question"],
        "number": version.number,
        "frozen_on": version.frozen_on.isoformat(),
        "worked_out_on": version.worked_out_on.isoformat(),
        "method": f"{weights['method']['name']}, version {weights['method']['version']}",
        "fingerprint": hash_document(dict(weights)),
    }


def stands_on(document: Mapping[str, Any], number: int, input_hash: str) -> bool:
    """Whether an edition stands on the version of this number, made of the answers with this hash."""
    inputs = document["drawn"]["inputs"]
    cited = document["public"].get(STANDS_ON, ())
    return any(one["number"] == number and inputs.get(str(one["weights"])) == input_hash for one in cited)
