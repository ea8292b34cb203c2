"""Every test database holds the shipped roles, as an installed product does."""

import gc
import os
from collections.abc import Iterator

os.environ.setdefault("NAPULSE_LANGUAGE", "en")

import pytest

# Engines, sources, documents, forms and who may open which door are the same everywhere.
WITHOUT_DATABASE = (
    "/src/napulse/demo/",
    "/src/napulse/engines/",
    "/src/napulse/ui/tests/test_templates.py",
    "/tests/test_architecture.py",
    "/tests/test_docs.py",
    "/tests/test_forms.py",
    "/tests/test_openapi.py",
    "/tests/test_permissions.py",
    "/tests/test_cost_attack.py",
    "/tests/test_secrecy.py",
    "/tests/test_secret_costs.py",
    "/tests/test_translations.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What does not depend on the database runs with SQLite alone."""
    for item in items:
        if any(part in item.path.as_posix() for part in WITHOUT_DATABASE):
            item.add_marker(pytest.mark.once)


def pytest_collection_finish() -> None:
    """What stays till the end is not looked through for rubbish again, and the rest seldom."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> None:
    from napulse.access.actions import sync_roles
    from napulse.config.roles import ROLES
    from napulse.testing_money import ship_money

    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        sync_roles(ROLES)
        ship_money()  # a kept database may have been flushed by a test of threads


@pytest.fixture(scope="session", autouse=True)
def unhashed_static_files() -> Iterator[None]:
    """Pages are tested without collecting static files first, the live server's too."""
    from django.conf import settings
    from django.test import override_settings

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    storages = {**settings.STORAGES, "staticfiles": plain}
    with override_settings(STORAGES=storages, WHITENOISE_AUTOREFRESH=True):
        yield
