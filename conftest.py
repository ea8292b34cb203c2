"""Every test database holds the shipped roles, as an installed product does."""

import os

os.environ.setdefault("NAPULSE_LANGUAGE", "en")

import pytest
from pytest_django.fixtures import Settings


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    from napulse.access.actions import sync_roles
    from napulse.config.roles import ROLES

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        sync_roles(ROLES)


@pytest.fixture(autouse=True)
def unhashed_static_files(settings: Settings) -> None:
    """Pages are tested without collecting static files first."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = {**settings.STORAGES, "staticfiles": plain}
    settings.WHITENOISE_AUTOREFRESH = True
