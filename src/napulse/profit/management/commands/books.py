"""`napulse books check`: do all sums agree, to the kopeck?"""

import os
import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import system_actor
from napulse.ledger.queries import money_rules
from napulse.profit.actions.books import keep_check
from napulse.profit.faults_said import sentence
from napulse.profit.queries.books import checked

AGREE, DIFFER = 0, 1


class Command(BaseCommand):
    help = (
        "`books check` holds every sum against what it is made of: postings against time entries,"
        " expenses, documents, payments, write-offs and overhead; kept sums against postings;"
        " project, client, portfolio and the list of invoices against each other."
        " Exit code 0: all agree; 1: some do not, and each is told."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("verb", choices=["check"])

    def handle(self, *args: Any, **options: Any) -> None:
        language = "ru" if os.environ.get("LANG", "").startswith("ru") else "en"
        with translation.override(language):
            sys.exit(self._check())

    def _check(self) -> int:
        run = keep_check(system_actor(), found=checked(), now=timezone.now())
        counted = ngettext("%(n)s figure compared", "%(n)s figures compared", run.checked)
        counted %= {"n": run.checked}
        if run.agrees:
            self.stdout.write(_("The books agree: %(counted)s.") % {"counted": counted})
            return AGREE
        currency = money_rules().base_currency
        for fault in run.faults:
            self.stderr.write(sentence(fault, currency))
        self.stderr.write(_("The books do not agree: %(counted)s.") % {"counted": counted})
        return DIFFER
