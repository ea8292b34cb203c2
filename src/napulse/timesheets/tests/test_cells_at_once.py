"""One empty cell filled twice in the same moment: one entry, and the second is told."""

import threading
from contextlib import suppress
from typing import Any

import pytest
from django.db import connections

from napulse.access.actions import sync_roles
from napulse.config.roles import ROLES
from napulse.engines.kernel.errors import Refused
from napulse.testing import NOW, TODAY, a_client, a_project, a_user, acting, the_agency
from napulse.testing_money import ship_money
from napulse.timesheets.actions import cells
from napulse.timesheets.actions.checking import EntryData
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.queries.grid import RowKey

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("processes")]


def test_two_who_fill_an_empty_cell_at_once_leave_one_entry(monkeypatch: Any) -> None:
    sync_roles(ROLES)
    ship_money()
    the_agency()
    user = a_user("executive")
    project = a_project(a_client(team=(user,)))
    key, said = RowKey(project.client_id, project.pk), []
    both, read = threading.Barrier(2), cells.cell_entries

    def read_together(*asked: Any) -> list[TimeEntry]:
        """Whoever reads waits for the other one, as long as there is any hope of it."""
        found = read(*asked)
        with suppress(threading.BrokenBarrierError):
            both.wait(1)
        return found

    def fill(minutes: int) -> None:
        data = EntryData(user.person, TODAY, minutes, project=project)
        try:
            cells.set_cell(acting(user), key=key, data=data, seen="", now=NOW)
            said.append("saved")
        except Refused as refusal:
            said.append(refusal.code)
        finally:
            connections.close_all()

    monkeypatch.setattr(cells, "cell_entries", read_together)
    threads = [threading.Thread(target=fill, args=(minutes,)) for minutes in (60, 120)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)

    assert sorted(said) == ["cell.changed", "saved"]
    assert TimeEntry.objects.filter(deleted_at=None).count() == 1
