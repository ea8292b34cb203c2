"""Django's own checks, then the chain of history."""

import sys
from typing import Any

from django.core.management.commands import check
from django.db import connection

from napulse.audit.models import Entry
from napulse.audit.queries import first_break


class Command(check.Command):
    help = "Check the installation, and that nobody rewrote history."

    def handle(self, *app_labels: Any, **options: Any) -> None:
        super().handle(*app_labels, **options)
        if app_labels:
            return
        if Entry._meta.db_table not in connection.introspection.table_names():
            self.stdout.write("There is no history yet: the tables are not made.")
            return
        if broken := first_break():
            number, what = broken
            self.stderr.write(f"History is broken at entry {number}: {what}.")
            sys.exit(1)
        self.stdout.write(f"History is whole: {Entry.objects.count()} entries.")
