"""Takes the pictures in docs/pictures from a running demonstration; for maintainers, after pages have changed.

make demo                                        in one window; note the owner's sign-in
.venv/bin/python -m tools.pictures http://127.0.0.1:8000 owner@wexmoor.example PASSWORD
"""

from __future__ import annotations

import argparse
import io
import re
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tools.chromium import launch_options

OUT = Path(__file__).resolve().parent.parent / "docs" / "pictures"
DESK, PHONE = (1280, 1000), (360, 740)
COLOURS = 160


def keep(page: Page, name: str, *, tallest: int = 1600) -> None:
    """Store what the page shows, in few colours, cut off where it gets long."""
    page.evaluate("document.fonts.ready")
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    picture = picture.crop((0, 0, picture.width, min(picture.height, tallest)))
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(OUT / f"{name}.png", optimize=True)
    print(f"{name}.png {(OUT / f'{name}.png').stat().st_size // 1024} kB")


def follow(page: Page, what: str) -> None:
    """Press a link or a button and wait for the page it leads to."""
    with page.expect_navigation():
        page.click(f"main {what}")


def walk_as_resident(page: Page, address: str) -> None:
    """Answer the surveys of the consultation that is open."""
    page.goto(address)
    follow(page, "a >> text=/try it yourself/")
    door = page.url
    follow(page, "a >> text=/tell us/")
    keep(page, "resident-landing", tallest=1100)
    follow(page, "button >> text=Start")
    page.fill("main textarea >> nth=0", "Somewhere to eat with friends. At home there is nobody all day.")
    keep(page, "resident-question")
    while not page.url.endswith("/check"):
        follow(page, "button >> text=Continue")
    keep(page, "resident-check")
    follow(page, "button >> text=/Send/")
    keep(page, "resident-receipt")
    page.goto(door)
    follow(page, "a >> text=/: what matters most$/")
    follow(page, "button >> text=Start")
    for _ in range(3):
        page.click('main button:has-text("Add"):visible >> nth=0')
    keep(page, "resident-ranking", tallest=1200)
    page.goto(door)
    follow(page, "a >> text=/other ways/")
    follow(page, "button >> text=Start")
    for place, number in enumerate(("40", "30", "20", "10", "0")):
        page.fill(f"main input[inputmode=numeric] >> nth={place}", number)
    page.evaluate("scrollTo(0, 0)")
    keep(page, "resident-points", tallest=1200)
    follow(page, "button >> text=Continue")
    for place in (0, 6):
        page.check(f"main input[type=radio] >> nth={place}")
    page.evaluate("scrollTo(0, 0)")
    keep(page, "resident-sets", tallest=1200)
    follow(page, "button >> text=Continue")
    page.check("main input[type=radio] >> nth=0")
    page.evaluate("scrollTo(0, 0)")
    keep(page, "resident-pairs", tallest=1200)


def walk_as_officer(page: Page, address: str, email: str, password: str) -> None:
    """Look at each step of the consultation that is finished."""
    page.goto(f"{address}/office/")
    page.fill("[name=email]", email)
    page.fill("[name=password]", password)
    follow(page, "button[type=submit]")
    follow(page, "a >> text=Community meals")
    home = page.url
    keep(page, "officer-overview")
    for link, name in (("Outcomes", "officer-outcomes"), ("Themes", "officer-themes"), ("Weights", "officer-weights")):
        page.goto(home)
        follow(page, f"a >> text=/^{link}$/")
        keep(page, name, tallest=1400)
    page.set_viewport_size({"width": PHONE[0], "height": PHONE[1]})
    keep(page, "officer-weights-phone", tallest=1500)
    page.set_viewport_size({"width": DESK[0], "height": DESK[1]})
    page.goto(home)
    follow(page, "a >> text=/^Themes$/")
    follow(page, ".heed-theme__name a >> nth=0")
    keep(page, "officer-reading", tallest=1400)
    page.goto(home)
    follow(page, "a >> text=/^Surveys$/ >> nth=0")
    follow(page, "a >> text=/tell us/")
    keep(page, "officer-builder", tallest=1300)


def walk_as_reader(page: Page, address: str) -> None:
    """Read the results."""
    page.goto(address)
    follow(page, "a >> text=Community meals")
    follow(page, "a >> text=/See the results/")
    keep(page, "public-results", tallest=1500)


def main() -> None:
    """Take every picture anew."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name in ("address", "email", "password"):
        parser.add_argument(name)
    given = parser.parse_args()
    address = re.sub(r"/+$", "", given.address)
    OUT.mkdir(exist_ok=True)
    with sync_playwright() as play:
        browser = play.chromium.launch(**launch_options())
        phone = browser.new_context(viewport={"width": PHONE[0], "height": PHONE[1]}).new_page()
        walk_as_resident(phone, address)
        desk = browser.new_context(viewport={"width": DESK[0], "height": DESK[1]}).new_page()
        walk_as_officer(desk, address, given.email, given.password)
        walk_as_reader(desk, address)
        browser.close()


if __name__ == "__main__":
    main()
