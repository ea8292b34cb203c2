"""The accuracy of estimates, with answers worked out by hand."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from napulse.delivery.models import Project
from napulse.profit.queries.accuracy import cut_by, told_of, worked_lines, worst
from napulse.profit.tests.telling import a_work_line, worked
from napulse.testing import NOW, a_client, a_project, a_user, acting, all_seeing, the_agency
from napulse.testing_money import a_role, a_time_entry, a_worker

pytestmark = pytest.mark.django_db


def done(name: str = "", **more: Any) -> Project:
    own = {"state": "done", "done_on": date(2026, 11, 1)}
    return a_project(more.pop("client", None) or a_client(), name, **own | more)


def test_lines_of_done_projects_and_closed_lines_say_how_well_was_estimated() -> None:
    project, going = done("Сайт"), a_project(a_client(), "Идёт")
    worked(a_work_line(project), 900)  # ten hours estimated, fifteen taken
    worked(a_work_line(project, role=a_role("Копирайтер")), 540)
    worked(a_work_line(going, closed_at="2026-11-20T00:00Z"), 600)
    worked(a_work_line(going), 6000)  # goes on
    a_work_line(project)  # nobody entered anything

    lines = worked_lines(all_seeing())

    told = told_of(lines)
    assert (told.lines, told.estimated, told.actual) == (3, 1800, 2040)
    assert (told.bias_bp, told.p50_bp, told.p80_bp) == (11_333, 10_000, 15_000)
    assert told.is_small
    assert [(cut.name, cut.told.lines) for cut in cut_by(all_seeing(), lines, "role")] == [
        ("Дизайнер", 2),
        ("Копирайтер", 1),
    ]
    assert [line.over for line in worst(lines)] == [300]


def test_a_line_counts_for_each_person_with_the_part_that_is_theirs() -> None:
    project = done()
    line = a_work_line(project)
    one, other = a_worker(name="Анна"), a_worker(name="Борис")
    a_time_entry(one, project, line=line, minutes=600)
    a_time_entry(other, project, line=line, minutes=300)
    worked(line, 900)

    cuts = cut_by(all_seeing(), worked_lines(all_seeing()), "person")

    told = {cut.name: (cut.told.estimated, cut.told.actual) for cut in cuts}
    assert told == {"Анна": (400, 600), "Борис": (200, 300)}
    assert cut_by(acting(a_user("executive")), worked_lines(all_seeing()), "person") == []


def test_only_the_reader_s_clients_and_the_period_count() -> None:
    lead = a_user("manager")
    mine = done(client=a_client(team=(lead,)))
    old = done(client=mine.client, done_on=date(2020, 1, 1))
    for project in (mine, old, done()):
        worked(a_work_line(project), 600)

    assert len(worked_lines(acting(lead))) == 2
    assert len(worked_lines(acting(lead), since=date(2026, 1, 1))) == 1
    assert worked_lines(acting(a_user("creative"))) == []


def test_the_page_and_its_sheets_agree_and_queries_do_not_grow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    the_agency()
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    browser = Browser()
    browser.force_login(a_user("service", language="en"))

    def asked(by: str) -> int:
        address = reverse("profit:accuracy")
        browser.get(address, {"by": by})
        with CaptureQueriesContext(connection) as caught:
            assert browser.get(address, {"by": by}).status_code == 200
        return len(caught)

    worked(a_work_line(done("Сайт")), 900)
    before = [asked(by) for by in ("role", "service", "client", "project", "person")]
    for _ in range(4):
        worked(a_work_line(done()), 700)

    assert [asked(by) for by in ("role", "service", "client", "project", "person")] == before
    csv = browser.get(reverse("profit:accuracy_export"), {"as": "csv"}).content.decode()
    assert csv.strip().splitlines()[-1].startswith("In all")
    lines = browser.get(reverse("profit:accuracy_lines"), {"as": "csv"}).content.decode()
    assert len(lines.strip().splitlines()) == 6
