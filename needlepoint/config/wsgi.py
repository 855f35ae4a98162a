"""The application that the server runs."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "needlepoint.config.settings")
application = get_wsgi_application()

# Every address is resolved once, before the server forks: otherwise each new process spends 0.2 s on its first request.
get_resolver()._populate()  # noqa: SLF001
