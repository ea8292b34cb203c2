"""Migrations say what the models say, carry names that people gave, and build an empty database."""

import io
import os
import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.test import override_settings

OURS = sorted(app.label for app in apps.get_app_configs() if app.name.startswith("napulse."))
WITH_ROWS = sorted(label for label in OURS if list(apps.get_app_config(label).get_models()))
PACKAGE = Path(__file__).resolve().parent.parent / "src/napulse"
NAMED = re.compile(r"\d{4}_[a-z][a-z0-9_]+")


@pytest.fixture(autouse=True)
def with_migrations() -> Iterator[None]:
    """The suite builds its databases from the models, without migrations; these tests need them."""
    with override_settings(MIGRATION_MODULES={}):
        yield


@pytest.mark.django_db
def test_no_model_has_changed_since_the_last_migration() -> None:
    said = io.StringIO()
    try:
        call_command("makemigrations", *WITH_ROWS, check=True, dry_run=True, stdout=said)
    except SystemExit:
        pytest.fail(said.getvalue())


def test_every_app_with_rows_has_migrations_and_each_is_named_by_hand() -> None:
    files = {
        label: [path.stem for path in (PACKAGE / label / "migrations").glob("[0-9]*.py")]
        for label in WITH_ROWS
    }

    assert [label for label, names in files.items() if not names] == []
    every = [name for names in files.values() for name in names]
    assert [name for name in every if "auto_" in name or not NAMED.fullmatch(name)] == []


def test_migrations_of_an_app_are_one_unbroken_line() -> None:
    loader = MigrationLoader(None)

    assert loader.detect_conflicts() == {}
    for label in WITH_ROWS:
        numbers = [name[:4] for app, name in loader.disk_migrations if app == label]
        assert sorted(numbers) == [f"{at:04}" for at in range(1, len(numbers) + 1)]


def test_an_empty_database_is_built_by_migrations_alone(tmp_path: Path) -> None:
    clean = {k: v for k, v in os.environ.items() if k != "DATABASE_URL"}
    words = [sys.executable, "-m", "napulse.config.cli", "migrate", "--verbosity", "0"]
    for _again in range(2):
        subprocess.run(words, env={**clean, "NAPULSE_HOME": str(tmp_path)}, check=True, timeout=600)

    [file] = [path for path in tmp_path.iterdir() if path.suffix.startswith((".sqlite", ".db"))]
    with sqlite3.connect(file) as built:
        tables = {row[0] for row in built.execute("select name from sqlite_master")}
        applied = set(built.execute("select app, name from django_migrations"))
        roles = built.execute("select count(*) from access_role").fetchone()[0]
    wanted = {
        model._meta.db_table for label in OURS for model in apps.get_app_config(label).get_models()
    }
    assert wanted - tables == set()
    assert {app for app, _name in applied} >= set(WITH_ROWS)
    assert roles > 0
