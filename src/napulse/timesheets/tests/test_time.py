"""Time entries: entered, changed, deleted, locked; what each says in the ledger."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from napulse.access.actor import system_actor
from napulse.audit.models import Entry
from napulse.contracts.models import Amendment
from napulse.delivery.models import Task
from napulse.engines.kernel.errors import NotAllowed, Refused
from napulse.ledger.models import ClientMonth, LineTotal, PersonWeek, Posting
from napulse.people.models import PersonCost, RoleRate
from napulse.testing import (
    NOW,
    TODAY,
    a_client,
    a_deliverable,
    a_project,
    a_user,
    acting,
    all_seeing,
)
from napulse.testing_money import (
    YEAR,
    a_budget_line,
    a_contract,
    a_price,
    a_retainer,
    a_role,
    a_standard,
    a_worker,
    an_entity,
    made,
)
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.locks import lock_entries, unlock_entries
from napulse.timesheets.actions.recost import reprice_entries
from napulse.timesheets.actions.time import (
    delete_entries,
    restore_entries,
    save_entry,
    save_many,
)
from napulse.timesheets.models import EntryState, ExtraWork, SheetState, TimeEntry, WeekSheet

pytestmark = pytest.mark.django_db


def a_place(**more):
    """A designer at 1,500 of standard cost who sells for 4,000, on a project of an own client."""
    role = a_role()
    a_standard(role)
    a_price(role)
    worker = a_worker(role, **more)
    project = a_project(a_client(team=(worker.user,)))
    return worker, project


def net(entry):
    """What the ledger says of an entry now."""
    names = ("minutes", "billable_minutes", "amount_minor", "standard_minor", "actual_minor")
    rows = Posting.objects.filter(source="entry", source_id=entry.pk).values_list(*names)
    return tuple(map(sum, zip(*rows, strict=True))) if rows else ()


def test_an_hour_and_a_half_is_worth_six_thousand_and_costs_two_thousand_two_hundred_fifty():
    worker, project = a_place()

    entry = save_entry(
        acting(worker.user), data=EntryData(worker, TODAY, 90, project=project), now=NOW
    )

    assert (entry.rate_minor, entry.worth_minor) == (400_000, 600_000)
    assert net(entry) == (90, 90, 600_000, 225_000, 225_000)
    month = ClientMonth.objects.get(client_key=project.client_id)
    assert (month.minutes, month.worth_minor, month.standard_minor) == (90, 600_000, 225_000)
    assert PersonWeek.objects.get(person_key=worker.pk).minutes == 90
    assert Entry.objects.filter(event="time.entered", object_id=entry.pk).count() == 1


def test_own_cost_of_the_person_is_posted_beside_the_standard():
    worker, project = a_place(cost_minor=200_000)

    entry = save_entry(
        acting(worker.user), data=EntryData(worker, TODAY, 60, project=project), now=NOW
    )

    assert net(entry) == (60, 60, 400_000, 150_000, 200_000)


def test_time_without_a_known_cost_is_told_as_uncosted():
    worker = a_worker(a_role("Копирайтер"))
    project = a_project(a_client(team=(worker.user,)))

    entry = save_entry(
        acting(worker.user), data=EntryData(worker, TODAY, 60, project=project), now=NOW
    )

    [posting] = Posting.objects.filter(source_id=entry.pk)
    assert (posting.uncosted_minutes, posting.standard_minor, entry.rate_minor) == (60, 0, None)


def test_work_of_the_house_is_worth_nothing_and_costs():
    worker, _project = a_place()

    entry = save_entry(acting(worker.user), data=EntryData(worker, TODAY, 60), now=NOW)

    assert not entry.billable
    assert net(entry) == (60, 0, 0, 150_000, 150_000)


def test_the_price_is_that_of_the_day_of_the_work():
    worker, project = a_place()
    a_price(a_role(), 500_000, from_on=TODAY)
    actor = acting(worker.user)

    old = save_entry(
        actor, data=EntryData(worker, TODAY - timedelta(days=1), 60, project=project), now=NOW
    )
    new = save_entry(actor, data=EntryData(worker, TODAY, 60, project=project), now=NOW)

    assert (old.rate_minor, new.rate_minor) == (400_000, 500_000)


def test_after_the_last_day_of_a_clients_price_time_is_sold_as_without_it():
    worker, project = a_place()
    days = [TODAY - timedelta(days=n) for n in (4, 3, 2, 1, 0)]
    own = {"client": project.client}
    a_price(a_role(), 300_000, from_on=days[0], to_on=days[3], **own)
    a_price(a_role(), 200_000, from_on=days[1], to_on=days[2], **own)

    entries = [
        save_entry(acting(worker.user), data=EntryData(worker, on, 60, project=project), now=NOW)
        for on in days
    ]

    assert [entry.rate_minor for entry in entries] == [300_000, 200_000, 200_000, 300_000, 400_000]


def test_a_changed_entry_says_only_what_it_says_now():
    worker, project = a_place()
    actor = acting(worker.user)
    entry = save_entry(actor, data=EntryData(worker, TODAY, 60, project=project), now=NOW)

    save_entry(
        actor,
        data=EntryData(worker, TODAY, 120, project=project, billable=False),
        entry=entry,
        version=1,
        now=NOW,
    )

    assert net(entry) == (120, 0, 0, 300_000, 300_000)
    assert ClientMonth.objects.get(client_key=project.client_id).worth_minor == 0


def test_an_entry_changed_meanwhile_is_not_overwritten():
    worker, project = a_place()
    actor = acting(worker.user)
    data = EntryData(worker, TODAY, 60, project=project)
    entry = save_entry(actor, data=data, now=NOW)
    save_entry(actor, data=data, entry=entry, version=1, now=NOW)

    with pytest.raises(Refused, match=r"row\.changed"):
        save_entry(actor, data=data, entry=entry, version=1, now=NOW)


def test_a_deleted_entry_says_nothing_until_it_is_restored():
    worker, project = a_place()
    actor = acting(worker.user)
    entry = save_entry(actor, data=EntryData(worker, TODAY, 60, project=project), now=NOW)

    delete_entries(actor, ids=[entry.pk], now=NOW)
    gone = net(entry)
    restore_entries(actor, ids=[entry.pk], now=NOW)

    assert gone == (0, 0, 0, 0, 0)
    assert net(entry) == (60, 60, 400_000, 150_000, 150_000)


def test_time_of_a_line_goes_to_its_line_and_its_company():
    worker, project = a_place()
    line = a_budget_line(project, role=a_role())

    entry = save_entry(
        acting(worker.user), data=EntryData(worker, TODAY, 60, project=project), now=NOW
    )

    assert entry.line_id == line.pk
    assert not entry.line_named
    assert LineTotal.objects.get(line_key=line.pk).minutes == 60
    assert Posting.objects.get(source_id=entry.pk).entity_id == an_entity().pk


def test_time_without_a_project_is_of_the_company_of_the_contract_as_it_was_prolonged():
    worker, project = a_place()
    contract = a_contract(project.client, to_on=TODAY - timedelta(days=30))
    days = {"signed_on": TODAY, "from_on": TODAY - timedelta(days=29), "recorded_at": NOW}
    made(Amendment(contract=contract, number="1", to_on=TODAY, **days))

    entry = save_entry(
        all_seeing(), data=EntryData(worker, TODAY, 60, client=project.client), now=NOW
    )

    assert Posting.objects.get(source_id=entry.pk).entity_id == contract.entity_id


@pytest.mark.parametrize(
    ("minutes", "days", "code"),
    [
        (0, 0, "time.not_within_a_day"),
        (1441, 0, "time.not_within_a_day"),
        (60, 40, "time.too_far_ahead"),
    ],
)
def test_time_that_cannot_be_is_refused(minutes, days, code):
    worker, project = a_place()
    data = EntryData(worker, TODAY + timedelta(days=days), minutes, project=project)

    with pytest.raises(Refused) as refused:
        save_entry(acting(worker.user), data=data, now=NOW)

    assert refused.value.code == code


def test_a_day_has_24_hours_over_all_entries():
    worker, project = a_place()
    actor = acting(worker.user)
    save_entry(actor, data=EntryData(worker, TODAY, 1000, project=project), now=NOW)

    with pytest.raises(Refused, match=r"time\.day_is_full"):
        save_entry(actor, data=EntryData(worker, TODAY, 500, project=project), now=NOW)


def test_nobody_enters_time_for_a_client_that_is_not_theirs():
    worker, _project = a_place()
    other = a_project(a_client())

    with pytest.raises(NotAllowed):
        save_entry(acting(worker.user), data=EntryData(worker, TODAY, 60, project=other), now=NOW)


def test_nobody_enters_time_for_a_colleague_without_the_level():
    worker, project = a_place()
    other = a_worker(a_role())

    with pytest.raises(NotAllowed):
        save_entry(acting(worker.user), data=EntryData(other, TODAY, 60, project=project), now=NOW)


@pytest.mark.parametrize("state", [SheetState.SUBMITTED, SheetState.APPROVED])
def test_time_of_a_week_that_was_handed_over_does_not_change(state):
    worker, project = a_place()
    made(WeekSheet(person=worker, week_on=TODAY, state=state))

    with pytest.raises(Refused, match=rf"week\.{state}"):
        save_entry(acting(worker.user), data=EntryData(worker, TODAY, 60, project=project), now=NOW)


def approved(worker, project, minutes=60):
    entry = save_entry(
        acting(worker.user), data=EntryData(worker, TODAY, minutes, project=project), now=NOW
    )
    with_state = TimeEntry.objects.get(pk=entry.pk)
    with_state.state = EntryState.APPROVED
    return made(with_state)


def test_time_of_an_invoice_is_locked_and_freed():
    worker, project = a_place()
    entry = approved(worker, project)

    lock_entries(system_actor(), ids=[entry.pk], invoice_line=7, now=NOW)
    locked = TimeEntry.objects.get(pk=entry.pk)
    with pytest.raises(Refused, match=r"time\.locked"):
        delete_entries(acting(worker.user), ids=[entry.pk], now=NOW)
    with pytest.raises(Refused, match=r"time\.locked"):
        lock_entries(system_actor(), ids=[entry.pk], invoice_line=8, now=NOW)
    unlock_entries(system_actor(), ids=[entry.pk], invoice_line=7, now=NOW)

    assert (locked.state, locked.invoice_line) == (EntryState.LOCKED, 7)
    assert TimeEntry.objects.get(pk=entry.pk).state == EntryState.APPROVED


def test_time_that_was_not_approved_goes_into_no_invoice():
    worker, project = a_place()
    entry = save_entry(
        acting(worker.user), data=EntryData(worker, TODAY, 60, project=project), now=NOW
    )

    with pytest.raises(Refused, match=r"time\.not_approved"):
        lock_entries(system_actor(), ids=[entry.pk], invoice_line=7, now=NOW)


def test_a_new_rate_for_past_days_reprices_all_but_what_an_invoice_took():
    worker, project = a_place()
    free, held = approved(worker, project), approved(worker, project, 120)
    lock_entries(system_actor(), ids=[held.pk], invoice_line=7, now=NOW)
    a_price(a_role(), 600_000, from_on=YEAR + timedelta(days=1))
    made(RoleRate(role=a_role(), grade=2, from_on=YEAR + timedelta(days=1), cost_minor=180_000))
    made(PersonCost(person=worker, from_on=YEAR, cost_minor=210_000, recorded_at=NOW))

    changed = reprice_entries(system_actor(), ids=[free.pk, held.pk], now=NOW)

    assert changed == 1
    assert net(free) == (60, 60, 600_000, 180_000, 210_000)
    assert net(held) == (120, 120, 800_000, 360_000, 420_000)
    assert reprice_entries(system_actor(), ids=[free.pk, held.pk], now=NOW) == 0


def test_many_are_saved_in_the_statements_of_a_few():
    worker, project = a_place()
    a_budget_line(project)
    actor = acting(worker.user)

    def counted(count, day):
        rows = [
            EntryData(worker, day - timedelta(days=n), 30, project=project) for n in range(count)
        ]
        with CaptureQueriesContext(
            connection,
        ) as queries:
            save_many(actor, rows=rows, now=NOW)
        return len(queries)

    counted(1, date(2026, 3, 1))

    assert counted(30, date(2026, 9, 1)) == counted(3, date(2026, 2, 1))


def test_work_on_unpaid_rounds_and_on_a_retainer_in_money_asks_as_often_for_many():
    worker, project = a_place()
    a_budget_line(project, role=a_role("Копирайтер"))
    served = a_project(a_client())
    money = {"unit": "money", "granted": 100_000_000, "amount_minor": 100_000_000}
    a_retainer(a_contract(served.client), **money)
    user = a_user("director")

    def work(count, day):
        for n in range(count):
            result = a_deliverable(project)
            told = {"kind": "round", "number": 1, "made_by": user, "made_at": NOW, "on": YEAR}
            own = {"client_id": project.client_id, "project": project, "deliverable": result}
            made(ExtraWork(title="Круг", **told, **own))
            number = Task.objects.filter(project=project).count() + 1
            task = made(Task(project=project, name="Правки", number=number, deliverable=result))
            yield EntryData(worker, day, 10, project=project, task=task)
            yield EntryData(worker, day, 10 + n, project=served)

    def counted(count, day):
        rows = list(work(count, day))
        with CaptureQueriesContext(connection) as queries:
            saved = save_many(all_seeing(), rows=rows, now=NOW)
        assert [entry.scope for entry in saved] == ["round", ""] * count
        return len(queries)

    counted(1, date(2026, 3, 2))

    assert counted(12, date(2026, 9, 1)) == counted(2, date(2026, 2, 2))


def test_what_comes_from_one_origin_is_entered_once():
    worker, project = a_place()
    actor = acting(worker.user)
    row = EntryData(worker, TODAY, 60, project=project, origin_key="meeting:1:1")

    first = save_many(actor, rows=[row, row], now=NOW)
    second = save_many(actor, rows=[row], now=NOW)
    same = save_entry(actor, data=row, now=NOW)

    assert (len(first), second, same.pk) == (1, [], first[0].pk)
