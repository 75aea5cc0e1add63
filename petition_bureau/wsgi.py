"""The web server's door."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "petition_bureau.settings.production")
application = get_wsgi_application()
