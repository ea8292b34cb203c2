"""Reasons in words: the code and values that an app gave become a sentence here."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from napulse.access.actor import Actor
from napulse.access.levels import Need
from napulse.billing.permissions import VIEW_INVOICES, VIEW_PAYMENTS
from napulse.clients.permissions import VIEW_CLIENTS, VIEW_CONTACTS
from napulse.contracts.permissions import VIEW_CONTRACTS
from napulse.delivery.permissions import VIEW_PROJECTS
from napulse.estimates.permissions import APPROVE_ESTIMATES, VIEW_ESTIMATES
from napulse.mail.permissions import VIEW_LETTERS
from napulse.service.permissions import (
    VIEW_ACTIONS,
    VIEW_ESCALATIONS,
    VIEW_INTERACTIONS,
    VIEW_STATUS,
)
from napulse.timesheets.permissions import APPROVE_TIME

Text = str | Promise

SENTENCES: Mapping[str, Text] = {
    "clock_breached": _("Report overdue: %(what)s"),
    "clock_warning": _("Report due soon: %(what)s"),
    "clock_running": _("Report to send: %(what)s"),
    "escalation_open": _("Escalation: %(what)s"),
    "dispute_open": _("The client disputes: %(what)s"),
    "recipient_refused": _("A letter did not reach %(who)s"),
    "deliverable_late": _("Late: %(what)s"),
    "money_unmatched": _("Money that nobody matched: %(what)s"),
    "action_late_ours": _("Overdue: %(what)s"),
    "action_late_client": _("The client is late with: %(what)s"),
    "action_due_today": _("Due today: %(what)s"),
    "silent_client": _("No contact with the client"),
    "silent_contact": _("No contact with %(who)s"),
    "mood_tense": _("Tense mood at “%(what)s”"),
    "report_unsent": _("Contact report not issued: %(what)s"),
    "waits_for_client_long": _("Waits for the client: %(what)s"),
    "single_contact_owner": _("Only one of us knows %(who)s"),
    "contact_without_keeper": _("Nobody of us keeps the relation with %(who)s"),
    "client_without_lead": _("Nobody answers for the client"),
    "letter_fraud": _("A fraudulent letter uses the client's name: %(what)s"),
    "contract_ending": _("Contract No. %(what)s ends soon"),
    "contract_ended": _("Contract No. %(what)s has run out"),
    "contract_unsigned": _("Contract No. %(what)s has begun and is not signed"),
    "retainer_overdrawn": _("More is used than the retainer has: %(what)s"),
    "money_at_risk": _("Work nobody agreed to pay for: %(what)s"),
    "weeks_waiting": _("Weeks of time wait for approval"),
    "budget_pace": _("The budget goes faster than planned: %(what)s"),
    "budget_threshold": _("The budget is nearly used up: %(what)s, %(percent)s%%"),
    "budget_forecast": _("The forecast is over the budget: %(what)s"),
    "budget_over": _("Over the budget: %(what)s, %(percent)s%%"),
    "estimate_approval": _("Margin to approve: %(what)s"),
    "estimate_unanswered": _("The client has not answered: %(what)s"),
    "estimate_returned": _("Estimate returned: %(what)s"),
    "invoice_overdue": _("The client is late to pay the invoice No. %(number)s"),
    "debt_above": _("The debt is above the limit of contract No. %(what)s"),
    "invoice_unissued": _("Should be invoiced: %(what)s"),
    "invoice_draft_old": _("A draft of an invoice lies about: %(what)s"),
}

KINDS: Mapping[str, Text] = {
    "clock_breached": _("Report clock breached"),
    "clock_warning": _("Report due within 4 hours"),
    "clock_running": _("Report clock running"),
    "escalation_open": _("Open escalation"),
    "dispute_open": _("Disputed contact report"),
    "recipient_refused": _("Letter refused"),
    "deliverable_late": _("Late deliverable"),
    "money_unmatched": _("Unmatched money"),
    "action_late_ours": _("Late action of ours"),
    "action_late_client": _("Late action of the client"),
    "action_due_today": _("Action due today"),
    "silent_client": _("Silent client"),
    "silent_contact": _("Silent contact person"),
    "mood_tense": _("Tense mood"),
    "report_unsent": _("Contact report not issued"),
    "waits_for_client_long": _("Long wait for the client"),
    "single_contact_owner": _("Relation kept by one person"),
    "contact_without_keeper": _("Relation kept by nobody"),
    "client_without_lead": _("Client without a lead"),
    "letter_fraud": _("Fraudulent letter"),
    "contract_ending": _("Contract ends soon"),
    "contract_ended": _("Contract has run out"),
    "contract_unsigned": _("Contract not signed"),
    "retainer_overdrawn": _("Retainer used up and more"),
    "money_at_risk": _("Money at risk"),
    "weeks_waiting": _("Time not approved"),
    "budget_pace": _("Budget spent too fast"),
    "budget_threshold": _("Budget nearly used up"),
    "budget_forecast": _("Forecast over the budget"),
    "budget_over": _("Over the budget"),
    "estimate_approval": _("Estimate waits for approval"),
    "estimate_unanswered": _("Estimate without an answer"),
    "estimate_returned": _("Estimate returned"),
    "invoice_overdue": _("Invoice overdue"),
    "debt_above": _("Debt above the limit"),
    "invoice_unissued": _("Invoice not issued"),
    "invoice_draft_old": _("Draft of an invoice lies about"),
}

NEEDS: Mapping[str, Need] = {
    "clock_breached": VIEW_INTERACTIONS,
    "clock_warning": VIEW_INTERACTIONS,
    "clock_running": VIEW_INTERACTIONS,
    "escalation_open": VIEW_ESCALATIONS,
    "dispute_open": VIEW_INTERACTIONS,
    "recipient_refused": VIEW_STATUS,
    "deliverable_late": VIEW_PROJECTS,
    "money_unmatched": VIEW_PAYMENTS,
    "action_late_ours": VIEW_ACTIONS,
    "action_late_client": VIEW_ACTIONS,
    "action_due_today": VIEW_ACTIONS,
    "silent_client": VIEW_INTERACTIONS,
    "silent_contact": VIEW_CONTACTS,
    "mood_tense": VIEW_INTERACTIONS,
    "report_unsent": VIEW_INTERACTIONS,
    "waits_for_client_long": VIEW_PROJECTS,
    "single_contact_owner": VIEW_CONTACTS,
    "contact_without_keeper": VIEW_CONTACTS,
    "client_without_lead": VIEW_CLIENTS,
    "letter_fraud": VIEW_LETTERS,
    "contract_ending": VIEW_CONTRACTS,
    "contract_ended": VIEW_CONTRACTS,
    "contract_unsigned": VIEW_CONTRACTS,
    "retainer_overdrawn": VIEW_CONTRACTS,
    "money_at_risk": VIEW_ESTIMATES,
    "weeks_waiting": APPROVE_TIME,
    "budget_pace": VIEW_ESTIMATES,
    "budget_threshold": VIEW_ESTIMATES,
    "budget_forecast": VIEW_ESTIMATES,
    "budget_over": VIEW_ESTIMATES,
    "estimate_approval": APPROVE_ESTIMATES,
    "estimate_unanswered": VIEW_ESTIMATES,
    "estimate_returned": VIEW_ESTIMATES,
    "invoice_overdue": VIEW_INVOICES,
    "debt_above": VIEW_INVOICES,
    "invoice_unissued": VIEW_INVOICES,
    "invoice_draft_old": VIEW_INVOICES,
}

TONES: Mapping[str, str] = {
    "invoice_overdue": "risk",
    "debt_above": "risk",
    "invoice_unissued": "warn",
    "clock_breached": "risk",
    "escalation_open": "risk",
    "dispute_open": "risk",
    "letter_fraud": "risk",
    "contract_ended": "warn",
    "contract_unsigned": "warn",
    "retainer_overdrawn": "warn",
    "budget_over": "risk",
    "estimate_returned": "warn",
    "estimate_unanswered": "warn",
    "budget_forecast": "warn",
    "clock_warning": "warn",
    "action_late_ours": "warn",
    "deliverable_late": "warn",
    "recipient_refused": "warn",
}


@dataclass(frozen=True, slots=True)
class ReasonLine:
    """One reason as the page shows it."""

    code: str
    text: str
    note: str
    url: str
    points: int
    tone: str
    base: int
    extra: int
    growth: int
    due_at: datetime | None


def reason_lines(actor: Actor, stored: list[dict[str, Any]]) -> list[ReasonLine]:
    """The stored reasons that this viewer may know of, in words."""
    return [_line(one) for one in stored if actor.can(NEEDS[one["code"]])]


def _line(one: dict[str, Any]) -> ReasonLine:
    values = defaultdict(str, one["values"])
    return ReasonLine(
        code=one["code"],
        text=str(SENTENCES[one["code"]]) % values,
        note=_note(one),
        url=one["url"],
        points=one["points"],
        tone=TONES.get(one["code"], ""),
        base=one["base"],
        extra=one["extra"],
        growth=one["growth"],
        due_at=datetime.fromisoformat(one["due_at"]) if one["due_at"] else None,
    )


def _note(one: dict[str, Any]) -> str:
    days, more = one["days"], one["count"] - 1
    parts = []
    if more > 0:
        parts.append(ngettext("and %(n)s more", "and %(n)s more", more) % {"n": more})
    if days > 0:
        parts.append(ngettext("%(n)s day", "%(n)s days", days) % {"n": days})
    return " · ".join(parts)
