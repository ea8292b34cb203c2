"""A client's person is erased: the whole database is read for their name, address and phone."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models

from napulse.access.models import GuestLink
from napulse.audit.chain import breaks
from napulse.audit.models import ChainHead, Entry
from napulse.clients.actions import ContactData, edit_contact, erase_contact, export_contact
from napulse.clients.models import Contact
from napulse.desk.actions import refresh_changed
from napulse.engines.reports import Topic
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.models import Letter
from napulse.jobs.queries import opened
from napulse.jobs.queue import JOBS
from napulse.service.actions.chasing import Manager, Wording, propose_chase, send_chase
from napulse.service.actions.interactions import AttendeeData
from napulse.service.actions.promises import move_action
from napulse.service.actions.status import draft_status_report
from napulse.service.models import ActionItem, Attendee, Recipient, ReportVersion
from napulse.service.queries.reports import hash_of
from napulse.service.tests.making import Stage, a_draft, a_meeting, issue, said, saved
from napulse.service.tests.reporting import listed, send
from napulse.service.views.links import guest_of
from napulse.testing import NOW, a_calendar, a_contact, a_project, all_seeing

pytestmark = pytest.mark.django_db

WORDS = ("Агата Линд", "agata@granit.example", "m.lind@old.example", "+7 900 123-45-67")
"""As on the card now, and an address that was there before."""


def told(value: Any) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("utf-8", errors="ignore")
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def whole_database() -> list[tuple[str, int, str]]:
    """Every stored value as text; letters opened, for their bytes are encoded."""
    found = []
    for model in apps.get_models():
        if model._meta.proxy or not model._meta.managed:
            continue
        for row in model._default_manager.all():
            for field in model._meta.concrete_fields:
                found.append((f"{model.__name__}.{field.name}", row.pk, _text(row, field)))
    return found


def _text(row: models.Model, field: "models.Field[Any, Any]") -> str:
    if isinstance(row, Letter) and field.name == "raw":
        letter = opened(bytes(row.raw))
        return "\n".join([str(letter.headers), letter.text, letter.html])
    return told(getattr(row, field.attname))


def named_in() -> set[str]:
    return {
        where
        for where, _pk, text in whole_database()
        for word in WORDS
        if word.casefold() in text.casefold()
    }


class Past:
    """A person who was met, was written to, owes something and objected; and a colleague."""

    def __init__(self) -> None:
        a_calendar()
        self.stage = stage = Stage(chase="propose")
        self.actor = all_seeing()
        self.agata: Contact = a_contact(stage.client, "А. Линд", email="m.lind@old.example")
        card = ContactData(name=WORDS[0], email=WORDS[1], phone=WORDS[3], note="любит чай")
        edit_contact(self.actor, self.agata, data=card)
        self.agata.refresh_from_db()
        stage.contact = self.agata
        self.boris = a_contact(stage.client, "Борис Чужой", note="муж Агата Линд")
        a_project(stage.client, "Навигация", risk="Агата Линд в отпуске")
        self.version = self._reported()
        self._answered()
        self._chased()
        self._status()

    def _reported(self) -> ReportVersion:
        stage = self.stage
        who = (AttendeeData(contact_id=self.agata.pk), AttendeeData(name="Агата Линд"))
        report = a_draft(stage, attendees=who, notes="агата линд: +7 900 123-45-67")
        version = issue(stage, report, said(stage, topics=(Topic("t1", "Агата Линд уходит"),)))
        a_meeting(stage, subject="Звонок: Агата Линд", attendees=who[:1])
        another = a_draft(stage, subject="Ещё")
        saved(stage, another, said(stage, topics=(Topic("t1", "пишите agata@granit.example"),)))
        return version

    def _answered(self) -> None:
        from napulse.service.actions.acknowledgement import dispute_report, see_report

        JOBS["service.deliver_report"](version_id=self.version.pk)
        recipient = self.version.recipients.get()
        see_report(guest_of(recipient), recipient, now=NOW)
        comments = {"topics.t1": "Агата Линд не уходит"}
        dispute_report(guest_of(recipient), recipient, comments=comments, now=NOW)

    def _chased(self) -> None:
        item = ActionItem.objects.get(side="client")
        later = NOW.date() + timedelta(days=9)
        move_action(self.actor, item, to_on=later, reason="Агата Линд просила", now=NOW)
        wording = Wording("Тексты", "Агата Линд, добрый день!")
        manager = Manager(self.stage.user.pk, self.stage.user.email)
        chase = propose_chase(self.actor, item, wording=wording, manager=manager, now=NOW)
        assert chase
        send_chase(self.actor, chase, wording=wording, manager=manager, now=NOW)
        digest = Draft(
            "anna@sfera.example", "Утро", "Агата Линд ждёт", key="digest:1", about="service.digest"
        )
        queue_letter(digest, now=NOW)

    def _status(self) -> None:
        listed(self.stage, self.agata)
        listed(self.stage, self.boris)
        report = draft_status_report(self.stage.actor, self.stage.client, now=NOW)
        send(self.stage, report)
        JOBS["service.deliver_status"](report_id=report.pk)
        draft_status_report(self.stage.actor, self.stage.client, now=NOW)
        refresh_changed(now=NOW)


FROZEN = {"ReportVersion.content", "StatusReport.content", "Letter.raw"}
"""Two documents, and the second of them in the letter to another reader."""


def test_an_erased_person_is_named_nowhere_but_in_issued_documents() -> None:
    past = Past()
    before = named_in()

    erase_contact(past.actor, past.agata, now=NOW)
    refresh_changed(now=NOW)

    assert before >= {
        "ActionMove.reason",
        "Attendee.name",
        "ChaseLetter.body",
        "Contact.name",
        "ContactReport.draft",
        "Dispute.comment",
        "Entry.changes",
        "Entry.label",
        "Interaction.notes",
        "Letter.raw",
        "Letter.recipient",
        "Notice.values",
        "Project.risk",
        "Recipient.email",
    }
    assert named_in() == FROZEN
    naming = Letter.objects.filter(erased_at=None).exclude(key="x")
    assert [letter.recipient for letter in naming] == [past.boris.email]


def test_after_an_erasure_documents_hold_and_facts_stay() -> None:
    past = Past()

    erase_contact(past.actor, past.agata, now=NOW)

    version = ReportVersion.objects.get(pk=past.version.pk)
    assert hash_of(version.content) == version.content_hash
    recipient = version.recipients.get()
    assert (recipient.name, recipient.email) == (f"№ {past.agata.pk}", "")
    assert (recipient.seen_at, recipient.disputed_at) == (NOW, NOW)
    assert Attendee.objects.filter(contact=past.agata).count() == 2
    links = GuestLink.objects.values_list("recipient_id", "revoked_at")
    hers = set(Recipient.objects.filter(contact=past.agata).values_list("pk", flat=True))
    assert {pk for pk, revoked_at in links if revoked_at} == hers
    assert len(links) == len(hers) + 1
    assert Contact.objects.get(pk=past.boris.pk).note == f"муж № {past.agata.pk}"
    head = ChainHead.objects.get()
    assert list(breaks(iter(Entry.objects.order_by("number")), head=(head.number, head.hash))) == []


def test_letters_to_others_stay_and_an_emptied_one_does_not_leave() -> None:
    past = Past()
    kept = queue_letter(
        Draft("boris@granit.example", "Привет", "Борис", key="x", client_id=past.stage.client.pk),
        now=NOW,
    )
    Letter.objects.update(state="queued", next_try_at=NOW)

    erase_contact(past.actor, past.agata, now=NOW)

    waiting = {one.recipient: bytes(one.raw) for one in Letter.objects.filter(state="queued")}
    assert waiting.keys() == {kept.recipient, past.boris.email}
    assert waiting[kept.recipient] == bytes(kept.raw)
    emptied = Letter.objects.exclude(erased_at=None)
    assert {(one.state, bytes(one.raw), one.recipient) for one in emptied} == {("refused", b"", "")}


def test_the_copy_tells_what_the_loop_keeps_of_one_person_only() -> None:
    past = Past()
    other = _exported(past, past.boris)

    mine = _exported(past, past.agata)

    assert {key: len(mine[key]) for key in LOOP} == {
        "attended": 2,
        "received": 2,
        "actions": 1,
        "chases": 1,
        "disputes": 1,
    }
    assert mine["received"][0]["email"] == WORDS[1]
    assert mine["disputes"][0]["comment"] == "Агата Линд не уходит"
    assert {key: len(other[key]) for key in LOOP} == {**dict.fromkeys(LOOP, 0), "received": 1}
    assert other["received"][0]["email"] == past.boris.email


LOOP = ("attended", "received", "actions", "chases", "disputes")


def _exported(past: Past, contact: Contact) -> dict[str, list[dict[str, Any]]]:
    return {one.key: one.rows for one in export_contact(past.actor, contact)}
