"""The WSGI application a production server runs; rules are loaded before the first resident asks."""

import os

from django.core.wsgi import get_wsgi_application

from todoke.config.health import check_rulebook

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")

application = get_wsgi_application()
check_rulebook()
