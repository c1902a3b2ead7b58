"""Django's pages and API as WSGI; ``asgi.py`` runs it in a few threads."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "inbox.settings")

application = get_wsgi_application()
