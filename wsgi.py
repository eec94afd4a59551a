"""The web application for a WSGI server: `gunicorn wsgi:application`."""

from consult.app import create_app

application = create_app()
