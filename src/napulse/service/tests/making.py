"""Factories of the loop: a meeting, a draft, an issued report, as plain functions."""

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from napulse.access.actor import Actor
from napulse.access.models import User, new_key
from napulse.clients.models import Client, Contact
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import (
    ActionLine,
    Decision,
    OwnerKind,
    ReportContent,
    Side,
    Topic,
    from_json,
)
from napulse.service.actions.delivery import open_link
from napulse.service.actions.freezing import Addressee
from napulse.service.actions.interactions import InteractionData, record_interaction
from napulse.service.actions.reports import (
    DraftEdit,
    Issue,
    issue_report,
    save_draft,
    start_correction,
    start_report,
)
from napulse.service.models import ContactReport, Interaction, Recipient, ReportVersion
from napulse.testing import NOW, a_client, a_contact, a_user, acting, the_agency

_numbers = itertools.count(1)


class Stage:
    """A manager, the client she serves, and a contact person of it."""

    def __init__(self, **client: Any) -> None:
        the_agency()
        self.user: User = a_user("manager", name="Анна Воронцова")
        self.client: Client = a_client(f"Гранит {next(_numbers)}", team=(self.user,), **client)
        self.contact: Contact = a_contact(self.client, "Марта Линд")
        self.actor: Actor = acting(self.user)


def meeting_data(**more: Any) -> InteractionData:
    data = InteractionData(
        kind="meeting",
        subject="Статус недели",
        starts_at=NOW - timedelta(hours=2),
        ends_at=NOW - timedelta(hours=1),
        zone="Europe/Moscow",
    )
    return replace(data, **more)


def a_meeting(stage: Stage, *, now: datetime = NOW, **more: Any) -> Interaction:
    return record_interaction(stage.actor, stage.client, data=meeting_data(**more), now=now)


def a_draft(stage: Stage, **more: Any) -> ContactReport:
    return start_report(stage.actor, a_meeting(stage, **more), now=NOW)


def said(stage: Stage, **more: Any) -> ReportContent:
    """A complete report: a topic, a decision, one action on either side."""
    content = ReportContent(
        subject="Статус недели",
        topics=(Topic("t1", "Адаптации наружной рекламы"),),
        decisions=(Decision("d1", "Сначала наружная реклама"),),
        actions=(ours(stage), theirs(stage)),
    )
    return replace(content, **more)


def ours(stage: Stage, **more: Any) -> ActionLine:
    line = ActionLine("a1", "Пересчитать смету", owner_id=stage.user.pk, due_on=date(2026, 11, 25))
    return replace(line, **more)


def theirs(stage: Stage, **more: Any) -> ActionLine:
    line = ActionLine(
        "a2",
        "Прислать тексты",
        side=Side.CLIENT,
        owner_kind=OwnerKind.CONTACT,
        owner_id=stage.contact.pk,
        due_on=date(2026, 11, 26),
    )
    return replace(line, **more)


def edit_of(report: ContactReport, content: ReportContent, **more: Any) -> DraftEdit:
    """What a form opened right now would send."""
    report.refresh_from_db()
    edit = DraftEdit(content, base=from_json(report.draft), version=report.draft_version)
    return replace(edit, **more)


def to(*contacts: Contact) -> tuple[Addressee, ...]:
    return tuple(Addressee(contact_id=contact.pk) for contact in contacts)


def issue(
    stage: Stage,
    report: ContactReport,
    content: ReportContent,
    *,
    reason: str = "",
    now: datetime = NOW,
) -> ReportVersion:
    return issue_report(
        stage.actor,
        report,
        edit=edit_of(report, content),
        issue=Issue(to(stage.contact), reason),
        now=now,
    )


def an_issued(stage: Stage, **more: Any) -> ReportVersion:
    return issue(stage, a_draft(stage), said(stage, **more))


def correct(
    stage: Stage, version: ReportVersion, content: ReportContent, *, now: datetime = NOW
) -> ReportVersion:
    start_correction(stage.actor, version.report, now=now)
    return issue(stage, version.report, content, reason="Уточнили сроки", now=now)


def saved(stage: Stage, report: ContactReport, content: ReportContent) -> None:
    save_draft(stage.actor, report, edit=edit_of(report, content), now=NOW)


def a_link(recipient: Recipient, *, now: datetime) -> str:
    """The key of the letter that the recipient got."""
    key = new_key()
    open_link(recipient, key, now=now)
    return key


@contextmanager
def refused(code: str) -> Iterator[pytest.ExceptionInfo[Refused]]:
    """The action inside is refused with exactly this code."""
    with pytest.raises(Refused) as caught:
        yield caught
    assert caught.value.code == code
