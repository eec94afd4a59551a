"""Waiting for the next page in tests with a real browser, and a way to find the tests that do not.

A test that looks at a page before it has come passes nearly always and fails now and then, when the machine is busy.
So a test waits for what the next page shows (`expect(...)`), or leaves a page by `leave_by(...)`, before it reads a
list, goes to another address or lets axe look. `HEED_LATE=400 pytest tests/walk` lets every form and link of pages with
JavaScript wait 400 ms before it sets off: a test that does not wait then fails at once.
"""

from __future__ import annotations

import os

from playwright.sync_api import BrowserContext, Locator, expect

LONGEST = 15_000  # milliseconds: what a busy machine may take; who waits for a page that comes pays nothing
expect.set_options(timeout=LONGEST)

# Heard last, so that what a page's own script has taken in hand stays as it is.
LATE = """
(() => {
  addEventListener("submit", (event) => {
    if (event.defaultPrevented) return;
    event.preventDefault();
    const form = event.target;
    const pressed = event.submitter;
    setTimeout(() => {
      if (pressed && pressed.name) {
        const kept = document.createElement("input");
        Object.assign(kept, { type: "hidden", name: pressed.name, value: pressed.value });
        form.append(kept);
      }
      if (pressed && pressed.hasAttribute("formaction")) form.action = pressed.formAction;
      HTMLFormElement.prototype.submit.call(form);
    }, WAIT);
  });
  addEventListener("click", (event) => {
    const link = event.target.closest ? event.target.closest("a[href]") : null;
    if (event.defaultPrevented || !link || link.download || link.target || link.hash) return;
    event.preventDefault();
    setTimeout(() => { location.href = link.href; }, WAIT);
  });
})();
"""


def slow_down(context: BrowserContext) -> None:
    """Let forms and links of this visitor set off late, where HEED_LATE says by how many milliseconds."""
    if late := os.environ.get("HEED_LATE"):
        context.add_init_script(LATE.replace("WAIT", str(int(late))))


def leave_by(way: Locator) -> None:
    """Press this button or link and wait until the page it leads to has come."""
    with way.page.expect_navigation():
        way.click()
