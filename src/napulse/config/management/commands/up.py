"""The whole product in one process: tables, pages and background work."""

from argparse import ArgumentParser
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand
from django.utils import timezone

from napulse.access.first_start import open_setup
from napulse.access.models import Agency
from napulse.config.arguments import add_address
from napulse.config.ground import lay_calendars, lay_company, lay_tables, lay_templates
from napulse.config.serving import Serving, serve
from napulse.config.stopping import Stop, require_free, require_pages


class Command(BaseCommand):
    help = "Prepare the database, serve the pages and work the jobs, all in one process."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_address(parser)
        parser.add_argument(
            "--demo", action="store_true", help="fill an empty database with a living agency"
        )
        parser.add_argument(
            "--no-worker", action="store_true", help="background work runs elsewhere"
        )

    def handle(self, *, host: str, port: int, demo: bool, no_worker: bool, **options: Any) -> None:
        require_pages()
        require_free(host, port)
        lay_tables()
        lay_calendars(timezone.now())
        lay_templates()
        lay_company()
        if demo:
            self._demo()
        serve(
            Serving(
                host=host,
                port=port,
                with_worker=not no_worker,
                greeting=partial(self._greet, open_setup(now=timezone.now())),
            )
        )

    def _demo(self) -> None:
        """A real agency is left alone; a demo that is there already says how to sign in."""
        found = Agency.objects.first()
        if found is not None and not found.is_demo:
            return
        if "demo" not in get_commands():
            raise Stop("this installation carries no demo agency")
        call_command("demo")

    def _greet(self, key: str | None) -> None:
        self.stdout.write(f"Napulse is at {settings.BASE_URL} (Ctrl+C stops it)")
        if key:
            self.stdout.write(f"First start: {settings.BASE_URL}/setup/{key}/")
        self.stdout.flush()
