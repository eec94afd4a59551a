"""A long list a page at a time, by `?page=`; a page that is not there shows the nearest one that is."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class PageLink:
    """One number in the list of pages."""

    number: int
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Paging:
    """Where in the list this page is; `offset` and `size` are for the query, the rest is for parts/paging.html."""

    number: int
    offset: int
    size: int
    total: int
    last: int
    summary: str
    previous_url: str | None
    next_url: str | None
    pages: tuple[PageLink, ...]


def _address(number: int, endpoint: str, anchor: str) -> str:
    # Names that url_for keeps for itself are left out: an address typed by somebody must not steer it.
    asked = {name: value for name, value in request.args.items() if name[:1] != "_" and name != "endpoint"}
    values = {**asked, **(request.view_args or {}), "page": number}
    return url_for(endpoint or request.endpoint or "", _anchor=anchor or None, **values)


def build_paging(total: int, *, what: str, size: int = PAGE_SIZE, endpoint: str = "", anchor: str = "") -> Paging:
    """The page this request asks for out of `total` things; `what` names them ("Consultations 51 to 100 of 612").

    `endpoint` is where the list is read, for a form that was sent elsewhere and shows the list again; `anchor` the id
    at which it stands, where it is one part of a long page.
    """
    last = max(1, -(-total // size))
    asked = request.args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 1
    number = min(max(number, 1), last)
    offset = (number - 1) * size
    return Paging(
        number=number,
        offset=offset,
        size=size,
        total=total,
        last=last,
        summary=f"{what} {offset + 1:,} to {min(offset + size, total):,} of {total:,}" if last > 1 else "",
        previous_url=_address(number - 1, endpoint, anchor) if number > 1 else None,
        next_url=_address(number + 1, endpoint, anchor) if number < last else None,
        pages=tuple(
            PageLink(one, _address(one, endpoint, anchor), one == number) for one in range(1, last + 1) if last <= 9
        ),
    )
