"""The scope guard at work: entries against budgets, rounds and retainers as they are saved."""

from datetime import date
from typing import Any

import pytest

from napulse.delivery.models import Task
from napulse.ledger.tests.test_posting import kept_agrees
from napulse.testing import NOW, a_client, a_deliverable, a_project, a_user, all_seeing
from napulse.testing_money import (
    a_budget_line,
    a_contract,
    a_price,
    a_retainer,
    a_role,
    a_worker,
    made,
)
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.actions.time import save_entry, save_many
from napulse.timesheets.models import ExtraWork, TimeEntry

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 16)


class Stage:
    """A designer at 4,000 an hour and a project of a client."""

    def __init__(self) -> None:
        self.role = a_role()
        self.worker = a_worker(self.role)
        self.client = a_client(team=(a_user("director"),))
        self.project = a_project(self.client)
        a_price(self.role, 400_000)

    def data(self, minutes: int = 120, **more: Any) -> EntryData:
        told = {"on": DAY, "minutes": minutes, "project": self.project}
        return EntryData(person=self.worker, **{**told, **more})

    def enter(self, minutes: int = 120, **more: Any) -> TimeEntry:
        return save_entry(all_seeing(), data=self.data(minutes, **more), now=NOW)


def said(entry: TimeEntry) -> tuple[int | None, str, int]:
    return entry.line_id, entry.scope, entry.outside_minutes


def test_work_without_a_budget_is_marked_at_once() -> None:
    stage = Stage()

    assert said(stage.enter()) == (None, "no_budget", 120)


def test_work_of_the_lines_role_goes_to_the_line_and_is_inside() -> None:
    stage = Stage()
    line = a_budget_line(stage.project, minutes=600)

    assert said(stage.enter()) == (line.pk, "", 0)


def test_only_what_is_above_the_line_is_outside_however_it_is_entered() -> None:
    stage = Stage()
    line = a_budget_line(stage.project, minutes=300)

    many = save_many(all_seeing(), rows=[stage.data(120) for _each in range(3)], now=NOW)

    assert [said(entry) for entry in many] == [
        (line.pk, "", 0),
        (line.pk, "", 0),
        (line.pk, "over_line", 60),
    ]
    assert said(stage.enter(60)) == (line.pk, "over_line", 60)
    assert kept_agrees()


def test_an_entry_that_is_changed_does_not_count_against_itself() -> None:
    stage = Stage()
    a_budget_line(stage.project, minutes=300)
    entry = stage.enter(240)

    changed = save_entry(all_seeing(), data=stage.data(300), entry=entry, now=NOW)

    assert (changed.scope, changed.outside_minutes) == ("", 0)


def test_work_that_is_not_billed_is_not_outside_and_uses_nothing_up() -> None:
    stage = Stage()
    line = a_budget_line(stage.project, minutes=120)

    assert said(stage.enter(240, billable=False)) == (line.pk, "", 0)
    assert said(stage.enter(120)) == (line.pk, "", 0)


def test_work_after_the_lines_end_is_told() -> None:
    stage = Stage()
    line = a_budget_line(stage.project, to_on=date(2026, 11, 15))

    assert said(stage.enter()) == (line.pk, "after_end", 120)


def test_a_line_that_a_person_named_stays() -> None:
    stage = Stage()
    a_budget_line(stage.project)
    other = a_budget_line(stage.project, role=a_role("Копирайтер"))

    assert stage.enter(line=other).line_id == other.pk


def test_the_houses_own_work_is_never_outside() -> None:
    stage = Stage()

    assert said(stage.enter(project=None)) == (None, "", 0)


def test_a_retainer_holds_the_work_of_its_client_until_it_is_used_up() -> None:
    stage = Stage()
    a_retainer(a_contract(stage.client), hours=5)

    assert said(stage.enter(240)) == (None, "", 0)
    assert said(stage.enter(120)) == (None, "over_line", 60)
    assert said(stage.enter(60)) == (None, "over_line", 60)


def test_two_entries_saved_together_do_not_take_the_same_hour_of_a_retainer() -> None:
    stage = Stage()
    a_retainer(a_contract(stage.client), hours=5)

    many = save_many(all_seeing(), rows=[stage.data(240), stage.data(120)], now=NOW)

    assert [entry.outside_minutes for entry in many] == [0, 60]


def test_what_a_retainer_carried_over_counts() -> None:
    stage = Stage()
    a_retainer(a_contract(stage.client), hours=5, from_on=date(2026, 10, 1), carry_periods=1)

    assert said(stage.enter(8 * 60)) == (None, "", 0)
    assert stage.enter(3 * 60).outside_minutes == 60


def test_a_retainer_in_money_is_judged_at_the_sell_rate() -> None:
    stage = Stage()
    a_retainer(a_contract(stage.client), unit="money", granted=800_000)

    assert stage.enter(90).outside_minutes == 0
    assert stage.enter(60).outside_minutes == 30


def test_a_clients_retainer_does_not_hold_a_project_with_a_budget_of_its_own() -> None:
    stage = Stage()
    a_retainer(a_contract(stage.client))
    a_budget_line(stage.project, role=a_role("Копирайтер"))

    assert stage.enter().scope == "no_line"


def test_a_draft_of_a_contract_holds_nothing() -> None:
    stage = Stage()
    a_retainer(a_contract(stage.client, state="draft", signed_on=None))

    assert stage.enter().scope == "no_budget"


def test_time_and_materials_hold_work_without_limit() -> None:
    stage = Stage()
    a_retainer(a_contract(stage.client), kind="time", granted=None)

    assert said(stage.enter(600)) == (None, "", 0)


def a_task(stage: Stage) -> Task:
    result = a_deliverable(stage.project)
    task: Task = made(
        Task(project=stage.project, deliverable=result, number=1, name="Макет", position=1)
    )
    return task


def a_round(stage: Stage, task: Task, **more: Any) -> ExtraWork:
    told = {"kind": "round", "number": 3, "on": DAY, "title": "Круг правок", "made_at": NOW}
    row: ExtraWork = made(
        ExtraWork(
            client=stage.client,
            project=stage.project,
            deliverable=task.deliverable,
            made_by=stage.worker.user,
            **{**told, **more},
        )
    )
    return row


def test_work_on_a_round_that_nobody_pays_for_is_outside_from_its_day_on() -> None:
    stage = Stage()
    line = a_budget_line(stage.project)
    task = a_task(stage)
    a_round(stage, task)

    assert said(stage.enter(task=task)) == (line.pk, "round", 120)
    assert stage.enter(task=task, on=date(2026, 11, 13)).scope == ""
    assert stage.enter().scope == ""


def test_work_on_a_paid_round_is_inside() -> None:
    stage = Stage()
    a_budget_line(stage.project)
    task = a_task(stage)
    a_round(stage, task, outside=False)

    assert stage.enter(task=task).scope == ""
