"""References and tokens: hard to guess, kept only as hashes, and the same receipt for the same sending."""

from __future__ import annotations

import hashlib
import hmac
import re
import secrets
from dataclasses import dataclass

# 32 signs that are hard to mix up when read out: no I, L, O, U. Ten of them are 50 bits.
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MIXED_UP = str.maketrans("ILO", "110")
LENGTH = 10


@dataclass(frozen=True, slots=True)
class ReceiptKeys:
    """Keys for references, newest first; older ones keep receipts given before a change of key valid."""

    keys: tuple[bytes, ...]


def new_token() -> str:
    """A token of 128 bits for an address bar; only its hash is kept."""
    return secrets.token_hex(16)


def is_token(text: str) -> bool:
    """Whether this can be a token that was given out; instance ids made in other ways are hashes of other texts."""
    return re.fullmatch("[0-9a-f]{32}", text) is not None


def instance_of(token: str) -> str:
    """The instance id a token stands for: its sha256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def _code(digest: bytes) -> str:
    number = int.from_bytes(digest[:8], "big")
    signs = "".join(SIGNS[(number >> (5 * place)) & 31] for place in range(LENGTH))
    return f"{signs[:5]}-{signs[5:]}"


def make_reference(instance_id: str, key: bytes) -> str:
    """The receipt reference of a response, like 7KD2M-90XQA: the same whenever it is asked for."""
    return _code(hmac.digest(key, b"reference:" + instance_id.encode(), hashlib.sha256))


def make_return_code(instance_id: str, key: bytes) -> str:
    """The code by which a person comes back to a draft on another device."""
    return _code(hmac.digest(key, b"return:" + instance_id.encode(), hashlib.sha256))


def plain_code(code: str) -> str:
    """A code as typed, without what does not matter: case, spaces, dashes, I for 1 and O for 0."""
    return re.sub(r"[\s\u2010-\u2015-]", "", code).upper().translate(_MIXED_UP)


def hash_code(code: str, key: bytes) -> str:
    """What is stored of a reference or code; how it was written does not matter."""
    return hmac.digest(key, b"code:" + plain_code(code).encode("utf-8", "replace"), hashlib.sha256).hex()


def find_reference(instance_id: str, stored_hash: str, keys: ReceiptKeys) -> str | None:
    """The reference given for a stored response, under whichever key it was made; None if the key is gone."""
    for key in keys.keys:
        reference = make_reference(instance_id, key)
        if hmac.compare_digest(hash_code(reference, key), stored_hash):
            return reference
    return None


def find_return_code(instance_id: str, stored_hash: str, keys: ReceiptKeys) -> str | None:
    """The return code given for a draft, under whichever key it was made; None if the key is gone."""
    for key in keys.keys:
        code = make_return_code(instance_id, key)
        if hmac.compare_digest(hash_code(code, key), stored_hash):
            return code
    return None


def seal_token(token: str, code: str, key: bytes) -> str:
    """A token closed with a return code, so that the code leads to it and the table alone does not.

    Each code closes one token only, so the pad is used once; sealing a second time opens.
    """
    pad = bytes.fromhex(hash_code("seal" + code, key))[:16]
    return bytes(one ^ other for one, other in zip(bytes.fromhex(token), pad, strict=True)).hex()
