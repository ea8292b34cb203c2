"""What one person costs stays with those who may know it.

Non-interference: when every cost of every person is another one, not a byte changes of what anybody
else can get, by page, export, search, history or mail. And an attacker who has all of a director's
figures finds the standard of the role, never the cost of the person.
"""

import csv
import io
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
import time_machine
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.actor import system_actor
from napulse.access.levels import Level
from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.audit.recording import recording
from napulse.clients.models import TeamMember
from napulse.config.roles import ROLES
from napulse.delivery.models import Project
from napulse.engines.kernel.money import Money
from napulse.jobs.models import Letter
from napulse.ledger.models import Posting, PostingKind
from napulse.people.actions.costs import CostData, take_costs
from napulse.people.models import Person
from napulse.profit.actions.packs import make_pack, send_pack, set_readers
from napulse.profit.jobs_books import pack_send
from napulse.testing import NOW, a_project, a_user, acting
from napulse.testing_money import a_price, a_role, a_standard, a_worker
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.recost import reprice_entries
from napulse.timesheets.actions.time import save_entry
from napulse.timesheets.models import TimeEntry
from tests.doors import LOCKED, Door
from tests.world import World, a_world

pytestmark = pytest.mark.django_db

KNOWING = {"people.costs", "profit.books"}
BLIND = ("director", "service", "executive", "delivery", "resource", "creative", "administrator")
OF_MONEY = {"profit", "estimates", "timesheets", "billing", "contracts", "ledger"}
TELLING = OF_MONEY | {"audit", "jobs", "desk"}
CHANGED = NOW + timedelta(days=1)
LATER = NOW + timedelta(days=2)
FLEETING = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]+|nonce="[^"]+"|nonce-[\w+/=-]+'
    rb'|name="topic_key" value="[\w-]+"|own:[0-9a-f]{12}'
    rb"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""What differs from one request to the next: tokens, and keys of rows that are to be made."""
WHATS = ("all", "cost", "labour", "margin")
CUTS = ("client", "project", "month")
STANDARD, PRICE = 150_000, 400_000


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

    def colleague(self, code: str) -> User:
        """Somebody of the role who serves the client."""
        if code == "director":
            return self.world.director
        return self._serve(a_user(code))

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

    def change_costs(self) -> None:
        """Everybody costs something else, by the action of those who may say so."""
        costs = [
            CostData(person, Money(333_333 + 1_111 * person.pk, "RUB"), date(2026, 1, 1))
            for person in Person.objects.order_by("pk")
        ]
        posted = Posting.objects.count()
        with time_machine.travel(CHANGED, tick=False):
            assert take_costs(acting(self.finance), costs=costs, now=CHANGED) == len(costs)
            self._reprice(CHANGED)
        assert Posting.objects.count() == posted + 2 * TimeEntry.objects.count()

    def _reprice(self, now: datetime) -> None:
        ids = list(TimeEntry.objects.values_list("pk", flat=True))
        reprice_entries(system_actor(), ids=ids, now=now)


def addresses(case: Case, code: str) -> Iterator[str]:
    """What a role can ask for: a director every door, the others those where figures stand."""
    for door in LOCKED:
        if door.method == "GET" and _reaches(door, code) and (code == "director" or _tells(door)):
            yield door.address(case.world.ids)
    if "profit.margins" in ROLES[code].grants:
        yield from reports()
    for name in ("audit:history", "desk:palette"):
        yield f"{reverse(name)}?q={case.workers[0].user.name}"


def _reaches(door: Door, code: str) -> bool:
    need = door.need
    return bool(need and Level(ROLES[code].levels.get(need.area, 0)) >= need.level)


def _tells(door: Door) -> bool:
    return door.name.partition(":")[0] in TELLING


def reports() -> Iterator[str]:
    """Figures and their postings: of today, as known before the change, and at actual cost."""
    report, postings = reverse("profit:profitability_export"), reverse("profit:posting_export")
    where = "as=csv&period=month&on=2026-11"
    for more in ("", "&basis=actual", f"&known={NOW.date()}"):
        yield from (f"{report}?{where}&by={cut}{more}" for cut in CUTS)
        yield from (f"{postings}?{where}&what={what}{more}" for what in WHATS)


Answers = dict[str, tuple[int, bytes]]


def got(user: User, asked: Iterable[str]) -> Answers:
    """Every answer that somebody gets, without what differs from request to request."""
    browser = Browser()
    browser.force_login(user)
    found = {}
    for address in asked:
        answer = browser.get(address)
        body = b"".join(answer) if answer.streaming else answer.content
        found[address] = (answer.status_code, FLEETING.sub(b"", body))
    return found


def differing(before: Answers, after: Answers) -> dict[str, tuple[bytes, bytes]]:
    """The addresses that answer otherwise than before, each with where it begins to."""
    found = {}
    for address, (status, body) in before.items():
        if (status, body) != after[address]:
            other = after[address][1]
            pairs = enumerate(zip(body, other, strict=False))
            at = next((n for n, (a, b) in pairs if a != b), min(len(body), len(other)))
            near = slice(max(0, at - 40), at + 60)
            found[address] = (body[near], other[near])
    return found


def letters() -> list[tuple[str, bytes]]:
    return [(row.recipient, bytes(row.raw)) for row in Letter.objects.order_by("key")]


def test_what_people_cost_changes_not_a_byte_for_those_who_may_not_know() -> None:
    """Every door of a director, every figure of the other roles; and who may know sees it move."""
    with time_machine.travel(NOW, tick=False):
        case = Case()
        users = {code: case.colleague(code) for code in BLIND}
    asked = {code: list(addresses(case, code)) for code in BLIND}
    with time_machine.travel(LATER, tick=False):
        before = {code: got(users[code], asked[code]) for code in BLIND}
        known, mail = got(case.finance, reports()), letters()

        case.change_costs()

        after = {code: got(users[code], asked[code]) for code in BLIND}
        moved = set(differing(known, got(case.finance, reports())))

    wrong = {code: differing(before[code], after[code]) for code in BLIND}
    assert {code: found for code, found in wrong.items() if found} == {}
    assert letters() == mail
    assert moved == {address for address in reports() if "basis=actual" in address}
    assert {code for code in BLIND if KNOWING & set(ROLES[code].grants)} == set()
    assert len([status for status, _body in before["director"].values() if status == 200]) > 200
    _assert_no_sum_is_told(before["director"])


def leak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let reports and postings show actual cost to everybody who sees margins."""
    for module in ("sums", "postings"):
        columns = {"standard": "actual_minor", "actual": "actual_minor"}
        monkeypatch.setattr(f"napulse.profit.queries.{module}.LABOUR", columns)


def test_a_leak_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    leak(monkeypatch)
    with time_machine.travel(NOW, tick=False):
        case = Case()
    director = case.world.director
    with time_machine.travel(LATER, tick=False):
        before = got(director, reports())
        case.change_costs()
        seen = differing(before, got(director, reports()))
    assert len(seen) > len(before) / 2
    with pytest.raises(AssertionError):
        _assert_no_sum_is_told(before)


def _assert_no_sum_is_told(shown: Answers) -> None:
    """No figure is an actual cost of a project, a person, or a person on a project.

    Of the costs as they were: those have been posted, taken back and posted anew.
    """
    bodies = b" ".join(body for _status, body in shown.values())
    text = re.sub(r"[\s\xa0']", "", bodies.decode(errors="ignore"))
    secrets: dict[object, int] = defaultdict(int)
    rows = Posting.objects.filter(kind=PostingKind.TIME, recorded_at__lt=CHANGED)
    for project, person, actual in rows.values_list("project_id", "person_id", "actual_minor"):
        for key in (("project", project), ("person", person), (project, person)):
            secrets[key] += actual
    told = {
        key
        for key, minor in secrets.items()
        if minor % 100 and re.search(rf"{minor // 100}[.,]{minor % 100:02}", text)
    }
    assert len(secrets) > 20
    assert told == set()


def test_history_of_a_cost_is_read_by_those_alone_who_may_know_it() -> None:
    with time_machine.travel(NOW, tick=False):
        case = Case()
        case.change_costs()
        browser = Browser()
        browser.force_login(case.world.director)

        page = browser.get(reverse("audit:history")).content.decode()

    assert Entry.objects.filter(event="cost.set").exists()
    assert "333" not in re.sub(r"\s", "", page)


def test_packs_with_actual_costs_are_read_by_nobody_who_may_not_know() -> None:
    """Nor by the administrator, who minds all letters of the house."""
    case = Case()
    finance = acting(case.finance)
    set_readers(finance, users=[case.finance])
    pack = send_pack(finance, make_pack(finance, month_on=date(2026, 11, 1), now=NOW), now=NOW)

    pack_send(pack_id=pack.pk)

    letter = Letter.objects.get(about="profit.pack")
    assert letter.recipient == case.finance.email
    doors = [reverse(f"jobs:letter_{name}", args=[letter.pk]) for name in ("html", "raw")]
    doors += [reverse("jobs:letter_attachment", args=[letter.pk, n]) for n in (1, 2)]
    for code, status in (("administrator", 404), ("managing", 200)):
        browser = Browser()
        browser.force_login(a_user(code))
        page = browser.get(reverse("jobs:letter_detail", args=[letter.pk]))
        assert {browser.get(door).status_code for door in doors} == {status}
        assert (page.status_code, page.context["opened"] is None) == (200, status == 404)


# ---- the attack: a director with everything there is to see, and all the patience in the world


def table(browser: Browser, address: str) -> list[dict[str, str]]:
    body = browser.get(address).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(body), delimiter=";"))


def number(text: str) -> Fraction:
    return Fraction(text.replace("'", "").replace(",", ".") or 0)


def solved(equations: list[tuple[dict[str, Fraction], Fraction]]) -> dict[str, Fraction]:
    """The unknowns that a system of linear equations settles, by elimination without rounding."""
    names = sorted({name for row, _value in equations for name in row})
    rows = [[row.get(name, Fraction(0)) for name in names] + [value] for row, value in equations]
    pivots: dict[int, list[Fraction]] = {}
    for row in rows:
        for place, pivot in pivots.items():
            factor = row[place]
            row = [a - factor * b for a, b in zip(row, pivot, strict=True)]
        lead = next((n for n, value in enumerate(row[:-1]) if value), None)
        if lead is None:
            continue
        row = [value / row[lead] for value in row]
        for place, pivot in pivots.items():
            factor = pivot[lead]
            pivots[place] = [a - factor * b for a, b in zip(pivot, row, strict=True)]
        pivots[lead] = row
    settled = {}
    for place, row in pivots.items():
        if not any(value for n, value in enumerate(row[:-1]) if n != place):
            settled[names[place]] = row[-1]
    return settled


def a_directors_equations(case: Case) -> list[tuple[dict[str, Fraction], Fraction]]:
    """Cost of every posting, and labour of every project, as sums of hours of people."""
    User.objects.filter(pk=case.world.director.pk).update(language="en")
    browser = Browser()
    browser.force_login(case.world.director)
    where = "period=month&on=2026-11&as=csv"
    postings = table(browser, f"{reverse('profit:posting_export')}?what=labour&{where}")
    equations = [
        ({row["Person"]: number(row["Minutes"]) / 60}, number(row["Cost"])) for row in postings
    ]
    hours: dict[str, dict[str, Fraction]] = defaultdict(lambda: defaultdict(Fraction))
    for row in postings:
        hours[row["Project"]][row["Person"]] += number(row["Minutes"]) / 60
    report = table(browser, f"{reverse('profit:profitability_export')}?by=project&{where}")
    for row in report:
        if row["Project"] in hours:
            equations.append((dict(hours[row["Project"]]), number(row["Cost of time, at least"])))
    return equations


def test_an_attacker_solves_for_the_standard_and_not_for_the_person() -> None:
    with time_machine.travel(NOW, tick=False):
        case = Case()
        found = solved(a_directors_equations(case))

    names = {worker.user.name for worker in case.workers}
    assert {name: found[name] * 100 for name in names} == dict.fromkeys(names, STANDARD)


def test_the_attack_is_sharp_enough_to_find_a_cost_that_leaks(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The same attacker, were the actual cost shown, has everybody's within one answer."""
    leak(monkeypatch)
    with time_machine.travel(NOW, tick=False):
        case = Case()
        found = solved(a_directors_equations(case))

    costs = {worker.user.name: own_cost(n) for n, worker in enumerate(case.workers, 1)}
    assert {name for name, cost in costs.items() if abs(found[name] * 100 - cost) < 10} == {*costs}
