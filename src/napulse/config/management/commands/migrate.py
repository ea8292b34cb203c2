"""Django's migrate, then what every database of ours holds: cache table and shipped roles."""

from typing import Any

from django.core.management.commands import migrate
from django.utils import timezone

from napulse.config.ground import lay_calendars, lay_company, lay_roles, lay_templates
from napulse.jobs.statistics import measure_tables

LOOKING = ("plan", "check_unapplied")


class Command(migrate.Command):
    def run_from_argv(self, argv: list[str]) -> None:
        super().run_from_argv(argv)
        if len(argv) == 2:
            lay_calendars(timezone.now())
            lay_templates()
            lay_company()

    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not options.get("app_label") and not any(options.get(name) for name in LOOKING):
            lay_roles()
            measure_tables()  # a table that was made anew is not known yet
