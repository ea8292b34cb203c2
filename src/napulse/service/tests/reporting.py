"""Factories of status reports: a client with work in hand, its list, a draft, a report sent."""

from datetime import date, datetime, timedelta
from typing import Any

from napulse.clients.models import Contact
from napulse.delivery.models import Project
from napulse.engines.reports import StatusLine
from napulse.jobs.queue import JOBS
from napulse.service.actions.distribution import add_to_distribution
from napulse.service.actions.status import StatusEdit, draft_status_report, flat, save_status_draft
from napulse.service.actions.status_sending import Sent, send_status_report
from napulse.service.models import StatusReport
from napulse.service.queries.status import content_of
from napulse.service.tests.making import Stage
from napulse.testing import NOW, a_deliverable, a_project

WEEK = timedelta(days=7)


def work_in_hand(stage: Stage) -> Project:
    """One project: something done, something next, something that waits for the client."""
    project = a_project(
        stage.client,
        "Навигация",
        due_on=date(2026, 12, 10),
        risk="Подрядчик поднимает цены с 1 декабря",
    )
    a_deliverable(project, "Схема указателей", state="done", done_on=date(2026, 11, 20))
    a_deliverable(project, "Макеты вывесок", state="work", percent=70, due_on=date(2026, 11, 30))
    a_deliverable(
        project,
        "Тексты табличек",
        state="work",
        waits_for="client",
        waits_since=date(2026, 11, 12),
        waits_what="утверждённые тексты",
    )
    return project


def listed(stage: Stage, contact: Contact | None = None, role: str = "to") -> None:
    who = contact or stage.contact
    add_to_distribution(stage.actor, stage.client, contact_id=who.pk, role=role)


def a_status_draft(stage: Stage, *, now: datetime = NOW) -> StatusReport:
    work_in_hand(stage)
    listed(stage)
    return draft_status_report(stage.actor, stage.client, now=now)


def lines_of(report: StatusReport) -> dict[str, StatusLine]:
    report.refresh_from_db()
    return {line.text: line for line in content_of(report).lines}


def line_named(report: StatusReport, start: str) -> StatusLine:
    return next(line for text, line in lines_of(report).items() if text.startswith(start))


def form_of(report: StatusReport, **changes: str) -> StatusEdit:
    """What a form opened right now would send, with some fields changed."""
    report.refresh_from_db()
    base = flat(report, content_of(report))
    return StatusEdit({**base, **changes}, base)


def change_draft(stage: Stage, report: StatusReport, changes: dict[str, str]) -> StatusReport:
    return save_status_draft(stage.actor, report, edit=form_of(report, **changes), now=NOW)


def add_own_line(stage: Stage, report: StatusReport, text: str, **more: str) -> StatusReport:
    key = "own:" + more.pop("key", "a1")
    changes = {f"text:{key}": text, f"section:{key}": more.pop("section", "risks")}
    changes[f"show:{key}"] = more.pop("show", "client")
    return change_draft(stage, report, changes)


def send(stage: Stage, report: StatusReport, *, now: datetime = NOW) -> Sent:
    report.refresh_from_db()
    return send_status_report(stage.actor, report, version=report.version, now=now)


def run_job(name: str, **ids: Any) -> None:
    JOBS[name](**ids)
