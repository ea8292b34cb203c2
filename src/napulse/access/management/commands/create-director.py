# ruff: noqa: N999 - the file is named as the command is typed
"""`napulse create-director`: the first director from the command line instead of the setup page."""

import sys
from getpass import getpass
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email
from django.utils import timezone

from napulse.access.first_start import FirstAgency, FirstDirector, set_up_from_shell
from napulse.engines.kernel.errors import Refused

BAD_INPUT = 2


class Command(BaseCommand):
    help = "Create a managing director who can sign in and invite everybody else."
    requires_migrations_checks = True

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--agency", default="Napulse", help="name of the agency, if it is new")
        parser.add_argument("--language", default="ru", choices=["ru", "en"])
        parser.add_argument(
            "--password-stdin", action="store_true", help="read the password from stdin"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        from_stdin = options["password_stdin"]
        password = sys.stdin.readline().rstrip("\n") if from_stdin else getpass("Password: ")
        name = options["name"].strip()
        try:
            validate_email(options["email"])
            validate_password(password)
            director = FirstDirector(options["email"], name, password, options["language"])
            if not name:
                raise ValidationError("The name is empty.")
            agency = FirstAgency(options["agency"], settings.TIME_ZONE, settings.AGENCY_LANGUAGE)
            set_up_from_shell(agency, director, now=timezone.now())
        except ValidationError as bad:
            raise CommandError(" ".join(bad.messages), returncode=BAD_INPUT) from bad
        except Refused as bad:
            raise CommandError(f"{options['email']} is taken.", returncode=BAD_INPUT) from bad
        self.stdout.write(f"{options['email']} can sign in.")
