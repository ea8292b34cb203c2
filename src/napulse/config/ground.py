"""What a database holds before anybody signs in: tables, cache, roles, calendars."""

from datetime import datetime

from django.conf import settings
from django.core.management import call_command

from napulse.access.actions import sync_roles
from napulse.access.actor import system_actor
from napulse.config.roles import ROLES
from napulse.people.actions import seed_calendars


def lay_tables(verbosity: int = 0) -> None:
    """Tables and the shipped roles: safe to repeat."""
    settings.ENV.data_dir.mkdir(parents=True, exist_ok=True)
    call_command("migrate", verbosity=verbosity, interactive=False)


def lay_roles() -> None:
    call_command("createcachetable", verbosity=0)
    sync_roles(ROLES)


def lay_calendars(now: datetime) -> None:
    """This year and the next; days changed by hand are never touched."""
    seed_calendars(system_actor(), years=(now.year, now.year + 1))
