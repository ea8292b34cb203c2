"""Background work of escalations: what the rules raise, how it climbs, and who is written to."""

from collections.abc import Callable, Iterable
from datetime import datetime
from itertools import chain
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import Actor, system_actor
from napulse.access.models import User
from napulse.access.queries import agency
from napulse.clients.models import Client
from napulse.clients.queries import lead_of
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.queue import for_each, job
from napulse.people.queries import agency_today
from napulse.service.actions.escalations import Trouble, climb_escalation, raise_by_rule
from napulse.service.forms.told import trouble_title
from napulse.service.models import (
    ActionItem,
    Clock,
    Dispute,
    Escalation,
    EscalationRule,
    Interaction,
)
from napulse.service.queries import escalations as found
from napulse.service.queries.lines import calendars_of


@job("service.clock_breached", label=gettext_lazy("Escalating a breached clock"))
def clock_breached(clock_id: int) -> None:
    """A clock ran out: raise it at once, to the line of its owner."""
    clock = Clock.objects.filter(pk=clock_id).select_related("client", "interaction").first()
    if clock is not None and clock.met_at is None and clock.waived_at is None:
        _raise_clock(clock, timezone.now())


@job("service.escalate", every_s=300, label=gettext_lazy("Raising and climbing escalations"))
def escalate() -> None:
    """Raise what the rules find, once each, and let what nobody resolved climb."""
    run_rules(timezone.now())


def run_rules(now: datetime) -> None:
    """Each kind of trouble by itself: what fails for one row is told when all had their turn."""
    kinds: list[tuple[Callable[[datetime], Iterable[Any]], Callable[[Any, datetime], object]]] = [
        (found.broken_clocks, _raise_clock),
        (_late_actions, _raise_action),
        (found.open_disputes, _raise_dispute),
        (found.twice_tense, _raise_unhappy),
        (found.climbing, _climb),
    ]
    turns = chain.from_iterable(((act, row) for row in rows(now)) for rows, act in kinds)
    for_each(turns, lambda turn: turn[0](turn[1], now))


def _climb(escalation: Escalation, now: datetime) -> None:
    climb_escalation(_rules(), escalation, now=now)


def _rules() -> Actor:
    return system_actor()


def _raise_clock(clock: Clock, now: datetime) -> None:
    title = trouble_title("clock", agency().language, what=clock.interaction.subject)
    trouble = Trouble(
        EscalationRule.CLOCK, title, clock.owner_id, key=f"clock:{clock.pk}", clock=clock
    )
    raise_by_rule(_rules(), clock.client, trouble=trouble, now=now)


def _late_actions(now: datetime) -> list[ActionItem]:
    """Actions late by enough days of their owners' own calendars."""
    today = agency_today(now)
    items = found.long_late_actions(today)
    calendars = calendars_of({item.owner_user_id for item in items if item.owner_user_id})
    return [
        item
        for item in items
        if (calendar := calendars.get(item.owner_user_id or 0)) is not None
        and calendar.add_working_days(item.due_on, found.LATE_WORKING_DAYS) <= today
    ]


def _raise_action(item: ActionItem, now: datetime) -> None:
    trouble = Trouble(
        EscalationRule.ACTION,
        trouble_title("action", agency().language, what=item.text),
        item.owner_user_id or 0,
        key=f"action:{item.pk}:{item.due_on.isoformat()}",
        item=item,
    )
    raise_by_rule(_rules(), item.client, trouble=trouble, now=now)


def _raise_dispute(dispute: Dispute, now: datetime) -> None:
    report = dispute.version_of.report
    trouble = Trouble(
        EscalationRule.DISPUTE,
        trouble_title("dispute", agency().language, number=report.number),
        report.author_id,
        key=f"dispute:{dispute.version_of_id}:{dispute.recipient_id}",
        detail=f"{dispute.line_text}\n\n{dispute.recipient.name}: {dispute.comment}",
    )
    raise_by_rule(_rules(), dispute.client, trouble=trouble, now=now)


def _raise_unhappy(meeting: Interaction, now: datetime) -> None:
    about = _lead(meeting.client, now) or meeting.owner_id
    trouble = Trouble(
        EscalationRule.UNHAPPY,
        trouble_title("unhappy", agency().language, what=meeting.subject),
        about,
        key=f"unhappy:{meeting.pk}",
    )
    raise_by_rule(_rules(), meeting.client, trouble=trouble, now=now)


def _lead(client: Client, now: datetime) -> int | None:
    return lead_of(client.pk, on=agency_today(now))


@job("service.escalation_letter", label=gettext_lazy("Letter about an escalation"))
def escalation_letter(escalation_id: int, version: int, user_id: int) -> None:
    """Write to the one whom an escalation has reached."""
    escalation = (
        Escalation.objects.filter(pk=escalation_id).select_related("client", "raised_by").first()
    )
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if escalation is not None and user is not None:
        queue_letter(_letter(escalation, version, user), now=timezone.now())


def _letter(escalation: Escalation, version: int, user: User) -> Draft:
    zone = ZoneInfo(user.zone or agency().zone)
    with translation.override(user.language), timezone.override(zone):
        context = {"escalation": escalation, "user": user, "base": settings.BASE_URL}
        subject = _("Escalation: %(client)s — %(what)s") % {
            "client": escalation.client.name,
            "what": escalation.title,
        }
        return Draft(
            recipient=user.email,
            recipient_name=user.name,
            subject=subject[:200],
            text=render_to_string("service/mail/escalation.txt", context),
            key=f"escalation:{escalation.pk}:{version}:{user.pk}",
            about="service.escalation",
            about_id=escalation.pk,
            client_id=escalation.client_id,
            automatic=True,
        )
