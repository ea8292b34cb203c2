"""A world with costs of every kind, in which each of them can become another one."""

import random
from datetime import date, datetime, timedelta

import time_machine
from django.db.models import F

from napulse.access.actor import system_actor
from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.billing.models import BankLine
from napulse.clients.models import TeamMember
from napulse.config.roles import ROLES
from napulse.delivery.models import Project
from napulse.engines.kernel.money import Money
from napulse.estimates.models import BudgetLine, EstimateLine
from napulse.ledger.models import Posting
from napulse.people.actions.costs import CostData, take_costs
from napulse.people.actions.rates import RateData, set_rates
from napulse.people.models import Person, RoleRate
from napulse.profit.actions.overheads import OverheadData, set_overheads
from napulse.profit.actions.packs import make_pack
from napulse.profit.models import Overhead
from napulse.testing import NOW, a_project, a_user, acting
from napulse.testing_money import (
    YEAR,
    a_budget_line,
    a_payment,
    a_price,
    a_role,
    a_standard,
    a_worker,
)
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.recost import reprice_entries
from napulse.timesheets.actions.time import save_entry
from napulse.timesheets.models import TimeEntry
from tests.world import World, a_world

KNOWING = {"people.costs", "profit.books"}
BLIND = tuple(code for code, role in ROLES.items() if not KNOWING & set(role.grants))
"""Roles that know nobody's cost, no overhead and no wage."""
PRICING = {"people.rates", "profit.margins"}
UNPRICED = tuple(
    code
    for code in BLIND
    if not PRICING & set(ROLES[code].grants) and ROLES[code].grants.get("delivery.plans") != "A"
)
"""Of those the roles that do not even know what an hour of a work role costs by the standard."""
CHANGED = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)
STANDARD, PRICE = 150_000, 400_000
NOVEMBER = date(2026, 11, 1)


def own_cost(number: int) -> int:
    """What the fifth part of the team costs: of each another sum, with kopecks in it."""
    return STANDARD + 7_001 * number


class Case:
    """A world in which five colleagues of one role worked, each at a cost of their own."""

    def __init__(self) -> None:
        self.world: World = a_world()
        role = a_role("Верстальщик")
        a_standard(role, cost_minor=STANDARD)
        a_price(role, PRICE)
        self.workers = [a_worker(role, cost_minor=own_cost(n)) for n in range(1, 6)]
        for worker in self.workers:
            self._serve(worker.user)
        own = Project.objects.get(pk=self.world.ids["project_id"])
        self.projects = [own, *(a_project(self.world.client) for _n in range(4))]
        self.finance = a_user("finance", email="fin@sfera.example")
        self._work()
        self._reprice(NOW)  # the rows that stood in the world were never posted
        a_payment(amount_minor=-19_876_543, counterparty="Орлова Мария", purpose="Зарплата", inn="")

    def colleague(self, code: str) -> User:
        """Somebody of the role who serves the client, or whose people do."""
        if code == "director":
            return self.world.director
        if code in ("senior", "group"):
            return self._above_all(a_user(code))
        return self._serve(a_user(code))

    def _above_all(self, user: User) -> User:
        """The manager of the director, or of whoever was above the director already."""
        top = Person.objects.get(user=self.world.director)
        while top.manager:
            top = top.manager
        with recording(Person):
            Person.objects.filter(pk=top.pk).update(manager=user.person)
        return user

    def _serve(self, user: User) -> User:
        with recording(TeamMember):
            TeamMember.objects.create(client=self.world.client, user=user, role="member")
        return user

    def _work(self) -> None:
        """The first works alone on the first project; on the others all do, differently long."""
        dice, day = random.Random(7), date(2026, 11, 2)  # noqa: S311 lengths of work, no secrets
        for worker in self.workers:
            for number, project in enumerate(self.projects):
                if number == 0 and worker is not self.workers[0]:
                    continue
                data = EntryData(worker, day, 15 * dice.randint(2, 9), project=project)
                save_entry(acting(worker.user), data=data, now=NOW)
            day += timedelta(days=1)

    def change(self, *, standards: bool = False) -> None:
        """Another cost of everybody, other wages and overhead; if asked other standards too.

        By the actions of those who may say so, where there is one.
        """
        with time_machine.travel(CHANGED, tick=False):
            if standards:
                self._change_standards()
            self.change_costs()
            self._change_books()

    def change_costs(self) -> None:
        """Everybody costs something else."""
        costs = [
            CostData(person, Money(333_333 + 1_111 * person.pk, "RUB"), YEAR)
            for person in Person.objects.order_by("pk")
        ]
        posted = Posting.objects.count()
        with time_machine.travel(CHANGED, tick=False):
            assert take_costs(acting(self.finance), costs=costs, now=CHANGED) == len(costs)
            self._reprice(CHANGED)
        assert Posting.objects.count() == posted + 2 * TimeEntry.objects.count()

    def _change_standards(self) -> None:
        rates = [
            RateData(row.role, row.grade, Money(row.cost_minor + 1_111, "RUB"), row.cost_minor)
            for row in RoleRate.objects.select_related("role")
        ]
        assert set_rates(acting(self.finance), rates=rates, from_on=YEAR) == len(rates) > 1
        with recording(EstimateLine, BudgetLine):  # what an estimate took from them stays there
            cost = {"cost_minor": F("cost_minor") + 1_111}
            EstimateLine.objects.update(**cost, total_cost_minor=F("total_cost_minor") + 11_110)
            BudgetLine.objects.update(**cost)

    def _change_books(self) -> None:
        actor = acting(self.finance)
        row = Overhead.objects.get()
        more = OverheadData(row.title, row.month_on, row.amount_minor + 777, row.amount_minor)
        set_overheads(actor, rows=[more], entity_id=row.entity_id, now=CHANGED)
        bonus = OverheadData("Премии", NOVEMBER, 8_888_888)
        set_overheads(actor, rows=[bonus], entity_id=None, now=CHANGED)
        make_pack(actor, month_on=NOVEMBER, now=CHANGED)
        with recording(BankLine):
            paid = BankLine.objects.filter(purpose="Зарплата")
            assert paid.update(amount_minor=-20_000_001) == 1

    def _reprice(self, now: datetime) -> None:
        ids = list(TimeEntry.objects.values_list("pk", flat=True))
        reprice_entries(system_actor(), ids=ids, now=now)

    def budget(self) -> None:
        """The client agreed to little, so that budgets have something to say."""
        for project in self.projects:
            a_budget_line(project, minutes=60, net_minor=PRICE, cost_minor=STANDARD + 77)
