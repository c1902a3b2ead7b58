import pytest


@pytest.fixture(autouse=True)
def _static_files_as_they_are(settings):
    """Pages are rendered without collecting static files first; tests/static collects them."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.WHITENOISE_AUTOREFRESH = True
