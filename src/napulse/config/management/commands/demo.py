"""The living demo agency: made in an empty database, never in that of a real agency."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.utils import timezone

from napulse.access.models import Agency
from napulse.access.queries import DEMO_PASSWORD
from napulse.config.arguments import a_count
from napulse.config.ground import lay_roles, lay_tables
from napulse.config.stopping import Stop
from napulse.demo.building import SEED, Plan, build_demo
from napulse.demo.content import agency
from napulse.jobs.statistics import measure_tables


def a_moment(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text} is not a moment like 2026-11-23T09:00+03:00") from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


class Command(BaseCommand):
    help = "Fill an empty database with a living agency, or with a large one for measuring."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=a_count, default=SEED, help="tells another history")
        parser.add_argument("--at", type=a_moment, help="the moment at which history ends")
        parser.add_argument("--clients", type=a_count, help="a large agency, for measuring")
        parser.add_argument("--interactions", type=a_count, help="how many contacts it had")
        parser.add_argument("--reset", action="store_true", help="empty a demo database first")

    def handle(self, *, at: datetime | None, reset: bool, **options: Any) -> None:
        if options["interactions"] and not options["clients"]:
            raise Stop("--interactions goes with --clients")
        lay_tables()
        if not self._make_room(reset=reset):
            self._tell()
            return
        now = (at or timezone.now()).replace(second=0, microsecond=0)
        build_demo(Plan(now, options["seed"], options["clients"], options["interactions"]))
        measure_tables()
        self._tell()

    def _make_room(self, *, reset: bool) -> bool:
        """Whether a demo is to be made; one that is there already stays."""
        found = Agency.objects.first()
        if found is None:
            return True
        if not found.is_demo:
            raise Stop("this database holds a real agency; a demo needs an empty one")
        if not reset:
            return False
        call_command("flush", interactive=False, verbosity=0)
        lay_roles()
        return True

    def _tell(self) -> None:
        script = agency()
        newcomer = next(each for each in script.people if each.key == script.newcomer)
        self.stdout.write(f"The demo agency is ready: {settings.BASE_URL}")
        self.stdout.write(f"Sign in as {newcomer.email}, password {DEMO_PASSWORD}.")
