"""Builds the web application: settings, database, security, accounts, rooms, errors, in that order."""

from __future__ import annotations

import os
from collections.abc import Mapping

from flask import Flask
from jinja2 import ChoiceLoader, PackageLoader, PrefixLoader
from werkzeug.middleware.proxy_fix import ProxyFix

from consult.config import read_settings
from consult.rooms import BLUEPRINTS
from consult.web.addresses import install_addresses
from consult.web.assets import install_assets
from consult.web.components import PageEnvironment
from consult.web.compress_pages import install_page_compression
from consult.web.errors import register_errors
from consult.web.guard import may
from consult.web.running import may_start, may_stop
from consult.web.security import install_security
from consult.web.shell import install_shell
from consult.web.signin import install_accounts
from consult.web.unit import install_unit
from consult.web.words import install_words
from surveys.database import Database


def create_app(environ: Mapping[str, str] | None = None) -> Flask:
    """The application. Raises UnsafeSettings or UnsafeDatabase rather than start in a way that could lose answers."""
    settings = read_settings(os.environ if environ is None else environ)
    database = Database(settings.database_url)
    database.check_durability()
    app = Flask(__name__)
    app.jinja_environment = PageEnvironment  # type: ignore[assignment]  # strict, but for GOV.UK's macros
    app.extensions["heed_settings"] = settings
    app.extensions["heed_database"] = database
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_loader = ChoiceLoader(
        [
            app.jinja_loader,  # type: ignore[list-item]
            PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")}),
        ]
    )
    app.jinja_env.globals.update(council=settings.council, may=may, may_start_run=may_start, may_stop_run=may_stop)
    install_addresses(app)
    install_words(app)
    install_shell(app)
    install_unit(app)
    install_page_compression(app)
    install_security(app, settings)
    install_accounts(app, settings)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    register_errors(app)
    install_assets(app, app.extensions["heed_headers"])
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=1)  # type: ignore[method-assign]
    return app
