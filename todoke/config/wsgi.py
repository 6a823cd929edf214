"""The WSGI application a production server runs."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "todoke.config.settings")

application = get_wsgi_application()
