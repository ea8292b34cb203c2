"""Every test database holds the shipped roles, as an installed product does."""

import os
from collections.abc import Iterator

os.environ.setdefault("NAPULSE_LANGUAGE", "en")

import pytest

ENGINES = "/src/napulse/engines/"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Engines know no database: their tests run with SQLite alone."""
    for item in items:
        if ENGINES in item.path.as_posix():
            item.add_marker(pytest.mark.once)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    from napulse.access.actions import sync_roles
    from napulse.config.roles import ROLES

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        sync_roles(ROLES)


@pytest.fixture(scope="session", autouse=True)
def unhashed_static_files() -> Iterator[None]:
    """Pages are tested without collecting static files first, the live server's too."""
    from django.conf import settings
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(STORAGES=storages, WHITENOISE_AUTOREFRESH=True):
        yield
