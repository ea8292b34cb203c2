"""The process of one world of money: makes it, then answers the orders of the main process."""

from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from money_shared import MoneyWorld
from wire import Inhabitant as Process
from wire import Orders

Times = dict[str, float]
SAVES = 12


class Inhabitant(Process[MoneyWorld]):
    """The main process's end: one world of money and the wire to it."""

    def __init__(self, world: MoneyWorld) -> None:
        super().__init__(world, _settle)


def _settle(world: MoneyWorld) -> tuple[dict[str, Any], Orders]:
    """Django may be imported only now that the environment says which world this is."""
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    from money_filling import filled

    from napulse.config.serving import settle

    reader = Reader(filled(world))
    settle()
    return {"queries": reader.counts()}, {
        "queries": reader.queries,
        "pages": reader.pages,
        "save": reader.save,
        "check": reader.check,
    }


class Reader:
    """A finance director who looks at everything, and a colleague who enters time."""

    def __init__(self, found: Any) -> None:
        from django.test import Client as Browser
        from money_filling import NOW

        from napulse.access.models import User
        from napulse.access.queries import actor_of

        self.found, self.now = found, NOW
        user = User.objects.select_related("role").get(pk=found.finance_id)
        self.actor = actor_of(user, now=NOW)
        self.browser = Browser(SERVER_NAME="localhost")
        self.browser.force_login(user)
        self.addresses = self._addresses()
        self.reads = self._reads()

    def _reads(self) -> dict[str, Callable[[], object]]:
        from napulse.billing.queries.money import debts
        from napulse.profit.queries.budgets import budget_of
        from napulse.profit.queries.report import report
        from napulse.profit.queries.unbilled import unbilled
        from napulse.profit.queries.utilisation import Asked, utilisation
        from napulse.profit.queries.wanted import Narrowed, Wanted

        actor, found = self.actor, self.found
        month, year = date(2025, 10, 1), date(2025, 1, 1)
        today = self.now.date()

        def portfolio(since: date, until: date) -> Callable[[], object]:
            return lambda: report(actor, Wanted(since, until), with_trend=False)

        client = Wanted(year, date(2026, 1, 1), "project", narrowed=Narrowed(found.client))
        return {
            "portfolio, a month": portfolio(month, date(2025, 11, 1)),
            "portfolio, a year": portfolio(year, date(2026, 1, 1)),
            "portfolio, three years": portfolio(date(2024, 1, 1), date(2027, 1, 1)),
            "a client's money": lambda: report(actor, client),
            "a project's budget": lambda: budget_of(actor, found.project, today=today),
            "utilisation of a week": lambda: utilisation(
                actor, Asked(date(2025, 10, 6), 1), today=today
            ),
            "debtors": lambda: debts(actor, today=today),
            "unbilled work": lambda: unbilled(actor, today=today),
        }

    def _addresses(self) -> dict[str, str]:
        from django.urls import reverse

        report, found = reverse("profit:profitability"), self.found
        return {
            "portfolio, a month": f"{report}?period=month&on=2025-10",
            "portfolio, a year": f"{report}?period=year&on=2025-10",
            "portfolio, three years": f"{report}?period=three&on=2026-10",
            "a client's money": reverse("profit:client_money", args=[found.client]) + "?on=2025-10",
            "a project's budget": reverse("profit:budget_detail", args=[found.project]),
            "utilisation of a week": reverse("profit:utilisation") + "?weeks=1&first=2025-10-06",
            "debtors": reverse("billing:debtor_list"),
            "unbilled work": reverse("profit:unbilled"),
        }

    def counts(self) -> dict[str, int]:
        """Statements of each page, which also warms everything."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        found = {}
        for name, address in self.addresses.items():
            self.reads[name]()
            with CaptureQueriesContext(connection) as asked:
                answer = self.browser.get(address)
            if answer.status_code != 200:
                raise RuntimeError(f"{address} answered {answer.status_code}")
            found[name] = len(asked)
        self.save()  # a connection that has saved before has its statements planned
        return found

    def queries(self) -> Times:
        return {name: _timed(read) for name, read in self.reads.items()}

    def pages(self) -> Times:
        return {
            name: _timed(lambda address=address: self.browser.get(address))
            for name, address in self.addresses.items()
        }

    def save(self) -> Times:
        """A time entry stored with its history alone, and saved by the product with all it does."""
        from django.db import transaction

        from napulse.access.models import User
        from napulse.access.queries import actor_of
        from napulse.audit.history import change
        from napulse.delivery.models import Project
        from napulse.timesheets.actions.checking import EntryData
        from napulse.timesheets.actions.time import save_entry
        from napulse.timesheets.models import TimeEntry

        user = User.objects.select_related("role").get(pk=self.found.worker_id)
        actor = actor_of(user, now=self.now)
        project = Project.objects.filter(client_id__in=actor.client_ids or ()).first()
        assert project is not None  # the worker leads some clients
        own = {"person": user.person, "on": date(2026, 11, 17), "minutes": 15}
        bare, whole = [], []
        with transaction.atomic():  # nothing of it stays
            for _time in range(SAVES):
                entry = TimeEntry(
                    **own, client_id=project.client_id, project=project, saved_at=self.now
                )

                def store(entry: Any = entry) -> None:
                    with transaction.atomic(), change(actor, entry, "time.entered"):
                        entry.save()

                bare.append(_timed(store))
                data = EntryData(**own, project=project)
                whole.append(_timed(lambda data=data: save_entry(actor, data=data, now=self.now)))
                TimeEntry._base_manager.filter(pk__gte=entry.pk)._raw_delete("default")
            transaction.set_rollback(True)
        return {"bare": median(bare), "whole": median(whole)}

    def check(self) -> int:
        """Faults that the product's own check finds in three months, which are whole weeks too."""
        from napulse.profit.queries.books import checked

        return checked(date(2025, 9, 1), date(2025, 12, 1)).found


def _timed(act: Callable[[], object]) -> float:
    start = perf_counter()
    act()
    return perf_counter() - start
