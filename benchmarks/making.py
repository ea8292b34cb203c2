"""Databases that a benchmark makes for itself, and the files that its servers send."""

import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

from shared import Place


@contextmanager
def postgres(server: str, family: str, kept_as: str) -> Iterator[str]:
    """A database made for this run, or one that is made once and stays."""
    import psycopg

    name = f"napulse_{family}_{kept_as or secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as admin:
        if not admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            admin.execute(f'CREATE DATABASE "{name}"')
        try:
            yield urlsplit(server)._replace(path=f"/{name}").geturl()
        finally:
            if not kept_as:
                admin.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


def collect_static(place: Place) -> None:
    """Files as the server sends them: hashed names, compressed beforehand."""
    place.home.mkdir(parents=True, exist_ok=True)
    command = ["-m", "napulse.config.cli", "collectstatic", "--noinput", "--verbosity", "0"]
    environment = os.environ | place.environment
    subprocess.run([sys.executable, *command], env=environment, check=True)  # noqa: S603 - ours
