"""The command line: one line and exit code 2 for what a person can put right."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest


def napulse(
    home: Path, *words: str, told: str = "", **env: str
) -> "subprocess.CompletedProcess[str]":
    clean = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "NAPULSE_DEBUG"}}
    return subprocess.run(  # noqa: S603 - our own words
        [sys.executable, "-m", "napulse.config.cli", *words],
        env={**clean, "NAPULSE_HOME": str(home), **env},
        input=told,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


@pytest.mark.parametrize(
    ("words", "env", "said"),
    [
        (["wrker"], {}, "there is no command wrker; did you mean worker?"),
        (["worker"], {"NAPULSE_SMTP_PORT": "many"}, "NAPULSE_SMTP_PORT must be a whole number"),
        (["check"], {"NAPULSE_LANGUAGE": "xx"}, "NAPULSE_LANGUAGE must be ru or en"),
        (["check"], {"NAPULSE_URL": "napulse.example"}, "NAPULSE_URL must be like https://"),
        (["worker"], {"NAPULSE_ZONE": "Mars"}, "Incorrect timezone setting: Mars"),
        (
            ["check"],
            {"DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"},
            "the database cannot be used: connection failed",
        ),
        (["worker", "--once"], {}, "the database cannot be used: no such table"),
    ],
)
def test_what_a_person_can_put_right_is_one_line(
    tmp_path: Path, words: list[str], env: dict[str, str], said: str
) -> None:
    ended = napulse(tmp_path, *words, **env)

    line = ended.stderr.strip().splitlines()[-1]
    assert (ended.returncode, line.startswith(f"napulse: {said}")) == (2, True), ended.stderr
    assert "Traceback" not in ended.stderr


def test_the_director_is_made_once_from_the_shell(tmp_path: Path) -> None:
    words = ("--email", "anna@sfera.example", "--name", "Анна", "--password-stdin")
    napulse(tmp_path, "migrate", "--verbosity", "0")
    made, again = (
        napulse(tmp_path, "create-director", *words, told="verny parol stola\n") for _ in range(2)
    )

    assert (made.returncode, made.stdout) == (0, "anna@sfera.example can sign in.\n")
    assert again.returncode == 2
    assert again.stderr.strip().splitlines()[-1].endswith("anna@sfera.example is taken.")
    assert "Traceback" not in again.stderr


def test_a_port_in_use_is_said_at_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        ended = napulse(tmp_path, "web", "--port", port, NAPULSE_DEBUG="1")

    assert ended.returncode == 2
    assert ended.stderr.startswith(f"napulse: cannot listen on 127.0.0.1:{port}")


def test_check_names_the_first_break_of_history(tmp_path: Path) -> None:
    napulse(tmp_path, "migrate", "--verbosity", "0")
    napulse(tmp_path, "shell", "-c", FILL)
    whole = napulse(tmp_path, "check-history")
    napulse(tmp_path, "shell", "-c", "Entry.objects.filter(number=2).update(actor_name='x')")
    broken = napulse(tmp_path, "check-history")

    assert (whole.returncode, whole.stdout.strip()) == (0, "History is whole: 3 entries.")
    assert (broken.returncode, broken.stderr.strip()) == (
        1,
        "History is broken at entry 2: entry.",
    )


FILL = """
from django.db import transaction
from napulse.access.actor import system_actor
from napulse.audit.history import record
agency = Agency(pk=1, name="x")
with transaction.atomic():
    [record(system_actor(), agency, "agency.changed") for _ in range(3)]
"""
