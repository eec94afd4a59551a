"""Where pages get their templates from: strict about names in our own, lenient towards GOV.UK's macros."""

from __future__ import annotations

from typing import Any

from flask.templating import Environment
from jinja2 import StrictUndefined, Template, Undefined

GOVUK = "govuk_frontend_jinja/"


class PageEnvironment(Environment):
    """Set as `app.jinja_environment` before the first template is read.

    A name that is missing in one of our templates is a fault and stops the page. GOV.UK's macros ask for parameters
    that nobody gave as a matter of course, so those templates alone are compiled by a lenient twin.
    """

    def __init__(self, app: Any, **options: Any) -> None:
        super().__init__(app, **options | {"undefined": StrictUndefined})
        self._lenient: Environment | None = None

    def get_template(self, name: Any, parent: str | None = None, globals: Any = None) -> Template:
        if self.overlayed or not (isinstance(name, str) and name.startswith(GOVUK)):
            return super().get_template(name, parent, globals)
        if self._lenient is None:
            self._lenient = self.overlay(undefined=Undefined, trim_blocks=False, lstrip_blocks=False)
        return self._lenient.get_template(name, parent, globals)
