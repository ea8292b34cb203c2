"""What a database holds before anybody signs in: tables, cache, roles, calendars, templates."""

from datetime import datetime

from django.conf import settings
from django.core.management import call_command

from napulse.access.actions import sync_roles
from napulse.access.actor import system_actor
from napulse.access.models import Agency, User
from napulse.config.roles import ROLES
from napulse.delivery.actions import seed_templates
from napulse.delivery.shipping import shipped_templates, work_role_names
from napulse.ledger.actions.entities import found_first_entity
from napulse.people.actions import add_usual_roles, seed_calendars, welcome_first
from napulse.people.models import WorkRole


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


def lay_templates() -> None:
    """Work roles and templates of projects in the agency's language, once there is an agency.

    Safe to repeat: roles come only where there are none, and a template only if it never was.
    """
    agency = Agency.objects.filter(pk=1).first()
    if agency is None:
        return
    if not WorkRole.objects.exists():
        add_usual_roles(system_actor(), names=work_role_names(agency.language))
    seed_templates(system_actor(), shipped=shipped_templates(agency.language))


def lay_company() -> None:
    """A company of ours called like the agency, where there is none: documents need an issuer."""
    agency = Agency.objects.filter(pk=1).first()
    if agency is not None:
        found_first_entity(system_actor(), name=agency.name)


def first_start(user: User) -> None:
    """The first director's place in the line, and what the agency begins to work with."""
    welcome_first(user)
    lay_templates()
    lay_company()
