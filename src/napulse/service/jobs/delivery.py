"""Writes the letters of sent documents, and notes what became of them."""

import logging
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.access.models import new_key
from napulse.engines.kernel.errors import Refused
from napulse.jobs.mail import Draft
from napulse.jobs.models import Letter
from napulse.jobs.queue import job
from napulse.service.actions.delivery import (
    ABOUT,
    letter_key,
    note_letter,
    queue_recipient_letter,
    refuse_recipient,
)
from napulse.service.documents import file_name, html_letter, pdf, text_letter
from napulse.service.models import Recipient
from napulse.service.queries.editions import Edition
from napulse.service.queries.report_editions import report_edition
from napulse.service.queries.status import undelivered
from napulse.service.queries.status_editions import edition

log = logging.getLogger(__name__)


@job("service.deliver_status", label=_("Letters of a status report"))
def deliver_status(report_id: int) -> None:
    """A letter for every recipient of a status report."""
    deliver(undelivered().filter(status_report_id=report_id), now=timezone.now())


@job("service.deliver_report", label=_("Letters of a contact report"))
def deliver_report(version_id: int) -> None:
    """A letter for every recipient of a contact report's version."""
    deliver(undelivered().filter(version_of_id=version_id), now=timezone.now())


@job("service.deliver_recipient", label=_("Letter to one recipient"))
def deliver_recipient(recipient_id: int) -> None:
    """A letter for one recipient whose address was mended."""
    deliver(undelivered().filter(pk=recipient_id), now=timezone.now())


@job(
    "service.deliver_left_over", every_s=60, label=_("Letters that a stopped worker left unwritten")
)
def deliver_left_over() -> None:
    """Recipients whom a worker that died has left without a letter."""
    deliver(undelivered(), now=timezone.now())


@job("service.recipient.letter_changed", label=_("Noting what became of a letter"))
def letter_changed(letter_id: int) -> None:
    """The outbox says what became of a letter."""
    letter = Letter.objects.get(pk=letter_id)
    recipient = Recipient.objects.filter(letter_id=letter.pk).first()
    if recipient is not None:
        note_letter(system_actor(), recipient, letter=letter, now=timezone.now())


def deliver(recipients: Iterable[Recipient], *, now: datetime) -> None:
    """One after another; what fails for one is logged, and the next sweep tries it again."""
    for recipient in _with_documents(recipients):
        try:
            _deliver(recipient, now)
        except Refused as refusal:
            refuse_recipient(system_actor(), recipient, words=str(refusal))
        except Exception:
            log.exception("no letter could be written for recipient %s", recipient.pk)


def _with_documents(recipients: Iterable[Recipient]) -> list[Recipient]:
    rows = Recipient.objects.filter(pk__in=[each.pk for each in recipients])
    related = ("status_report__client", "status_report__author__role", "version_of__report")
    return list(rows.select_related(*related, "version_of__issued_by").order_by("pk"))


def _deliver(recipient: Recipient, now: datetime) -> None:
    key = new_key()
    letter = _letter(recipient, key, now)
    queue_recipient_letter(system_actor(), recipient, letter=letter, guest_key=key, now=now)


def _path(recipient: Recipient, key: str) -> str:
    door = "guest_status" if recipient.status_report_id else "guest_report"
    return reverse(f"service:{door}", args=[key])


def _letter(recipient: Recipient, key: str, now: datetime) -> Draft:
    report = _edition_for(recipient, now)
    link = settings.BASE_URL + _path(recipient, key)
    return Draft(
        recipient=recipient.email,
        recipient_name=recipient.name,
        subject=_subject(report),
        text=text_letter(report, link=link),
        html=html_letter(report, link=link),
        attachments=((file_name(report), "application/pdf", pdf(report)),),
        key=letter_key(recipient),
        about=ABOUT,
        about_id=recipient.pk,
        client_id=recipient.client_id,
        reply_to=_answers_to(recipient),
        door_key=key,
    )


def _edition_for(recipient: Recipient, now: datetime) -> Edition:
    if recipient.status_report is not None:
        return edition(recipient.status_report, role=recipient.role, now=now)
    if recipient.version_of is None:
        raise Refused("recipient.no_document")
    return report_edition(recipient.version_of)


def _subject(report: Edition) -> str:
    """A header is one line, whatever the subject field held."""
    said = report.subject if report.kind == "status_report" else f"{report.title}: {report.subject}"
    return " ".join(said.split())[:200]


def _answers_to(recipient: Recipient) -> str:
    """Whoever answers the letter reaches the person who sent it."""
    report, version = recipient.status_report, recipient.version_of
    if report is not None:
        return report.author.email
    return version.issued_by.email if version is not None else ""
