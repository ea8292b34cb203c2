"""Words of notices, letters about promises, and of what the rules raise."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.service.actions.chasing import Wording
from napulse.service.models import ActionItem, Notice
from napulse.ui import formats
from napulse.ui.text import StrOrPromise

NOTICES: Mapping[str, StrOrPromise] = {
    "action_assigned": _("%(who)s gave you an action: %(what)s"),
    "action_soon": _("Due soon: %(what)s"),
    "action_today": _("Due today: %(what)s"),
    "action_late": _("Overdue: %(what)s"),
    "action_late_below": _("%(who)s is late with an action: %(what)s"),
    "chase_proposed": _("A letter to %(who)s waits for approval: %(what)s"),
    "escalation_yours": _("An escalation is yours: %(what)s"),
    "escalation_raised": _("Escalated: %(what)s"),
    "escalation_climbed": _("An escalation went up the line: %(what)s"),
    "escalation_resolved": _("Escalation resolved: %(what)s"),
    "letter_fraud": _("A fraudulent letter from %(who)s: %(what)s"),
    "letter_told": _("%(who)s tells you of a letter: %(what)s"),
    "brand_reported": _("A visitor reported a letter in the name of %(what)s"),
    "letter_details": _("Changed bank details in a letter from %(who)s: %(what)s"),
    "absence_asked": _("%(who)s asks to be away: %(days)s"),
    "absence_approved": _("Your absence is approved: %(days)s"),
    "absence_declined": _("Your absence is declined (%(days)s): %(answer)s"),
    "absence_deputy": _("You stand in for %(who)s: %(days)s"),
    "absence_ill": _("%(who)s is ill: %(days)s"),
    "people_asked": _("%(who)s asks for people: %(what)s, %(days)s"),
    "people_offered": _("Offered for “%(project)s”: %(what)s, %(days)s"),
    "people_granted": _("Granted for “%(project)s”: %(what)s, %(days)s"),
    "people_declined": _("No people for “%(project)s” (%(days)s): %(answer)s"),
    "people_taken": _("%(who)s took what was offered: %(what)s, %(days)s"),
    "people_refused": _("%(who)s did not take what was offered: %(what)s, %(days)s"),
    "people_withdrawn": _("%(who)s withdrew a request: %(what)s, %(days)s"),
    "week_submitted": _("%(who)s submitted a week: %(days)s"),
    "week_returned": _("Your week is returned (%(days)s): %(answer)s"),
    "week_short": _("Your week is short (%(days)s): enter the rest and submit it"),
    "contract_ending": _("Contract No. %(what)s ends: %(days)s"),
    "budget_pace": _("The budget goes faster than planned: %(what)s, %(percent)s%% used"),
    "budget_threshold": _("The budget is nearly used up: %(what)s, %(percent)s%%"),
    "budget_forecast": _("The forecast is over the budget: %(what)s, %(percent)s%% used"),
    "budget_over": _("Over the budget: %(what)s, %(percent)s%%"),
    "debt_above": _("%(client)s: the debt is above the limit of contract No. %(what)s"),
}
ICONS: Mapping[str, str] = {
    "chase": "mail",
    "escalation": "flag",
    "action": "list-check",
    "letter": "mail-opened",
    "brand": "shield-lock",
    "absence": "calendar-off",
    "people": "user-plus",
    "week": "clock",
    "contract": "briefcase",
    "budget": "trending-up",
    "debt": "receipt",
}
TONES: Mapping[str, str] = {
    "action_late": "risk",
    "action_late_below": "risk",
    "escalation_yours": "risk",
    "letter_fraud": "risk",
    "letter_details": "risk",
    "action_today": "warn",
    "people_declined": "warn",
    "week_returned": "warn",
    "week_short": "warn",
    "contract_ending": "warn",
    "budget_pace": "warn",
    "budget_threshold": "warn",
    "budget_forecast": "risk",
    "budget_over": "risk",
    "debt_above": "risk",
    "absence_declined": "warn",
}
HEADINGS: Mapping[str, StrOrPromise] = {
    "action_late": _("Your overdue actions"),
    "action_today": _("Your actions due today"),
    "action_soon": _("Your actions due soon"),
    "action_late_below": _("Overdue in your line"),
}
TROUBLES: Mapping[str, StrOrPromise] = {
    "clock": _("Report overdue: %(what)s"),
    "action": _("Action long overdue: %(what)s"),
    "dispute": _("The client disputes report No. %(number)s"),
    "unhappy": _("Tense mood twice in a row: %(what)s"),
    "budget": _("The budget cannot be kept: %(what)s"),
}


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """One line of the inbox, in words."""

    notice: Notice
    text: str
    note: str
    icon: str
    tone: str


def notice_line(notice: Notice, now: datetime) -> NoticeLine:
    """The stored code and values become a sentence, in the reader's language."""
    values = defaultdict(str, notice.values)
    values["days"] = _days(values) or values["days"]
    sentence = NOTICES.get(notice.code)
    return NoticeLine(
        notice,
        str(sentence) % values if sentence else notice.code,
        _note(values, now),
        ICONS.get(notice.code.split("_")[0], "bell"),
        TONES.get(notice.code, ""),
    )


def _note(values: Mapping[str, str | int], now: datetime) -> str:
    parts = [str(values["client"])] if values["client"] else []
    if ends := str(values["ends"] or ""):
        told = gettext("the money ends %(day)s")
        parts.append(told % {"day": formats.day(date.fromisoformat(ends), now)})
    if due := str(values["due"] or ""):
        moment = date.fromisoformat(due) if len(due) == len("2026-11-25") else _moment(due)
        parts.append(gettext("due %(day)s") % {"day": formats.when(moment, now)})
    return " · ".join(parts)


def _days(values: Mapping[str, str | int]) -> str:
    """From the first day to the last, in the reader's language."""
    if not (values["from"] and values["to"]):
        return ""
    first, last = (date.fromisoformat(str(values[name])) for name in ("from", "to"))
    written = formats.written_day(first)
    return written if first == last else f"{written} – {formats.written_day(last)}"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def trouble_title(code: str, language: str, **values: object) -> str:
    """What a rule found, in the agency's language: it is stored and read by many."""
    with translation.override(language):
        return str(TROUBLES[code]) % values


def chase_wording(item: ActionItem, manager: User, today: date) -> Wording:
    """A polite letter to the contact person, in their language."""
    contact, client = item.owner_contact, item.client
    language = (contact.language if contact else "") or client.language
    with translation.override(language):
        values = {
            "name": contact.name if contact else "",
            "what": item.text,
            "number": item.report.number,
            "due": date_format(item.due_on, "DATE_FORMAT"),
            "manager": manager.name,
            "title": manager.title_in(language),
        }
        body = _LATE if item.due_on < today else _SOON
        return Wording(_subject(item), str(body) % values)


def _subject(item: ActionItem) -> str:
    short = item.text if len(item.text) <= 90 else item.text[:89].rstrip() + "…"
    return gettext("A reminder: %(what)s") % {"what": short}


_LATE = _(
    "Dear %(name)s,\n\n"
    "At our last contact (report No. %(number)s) we agreed on your side:\n\n"
    "“%(what)s”, by %(due)s.\n\n"
    "We have not received it yet, and our work waits for it. When could we expect it? If the date"
    " has to move, just name a new one in your answer, and we will plan around it.\n\n"
    "Thank you,\n%(manager)s\n%(title)s"
)
_SOON = _(
    "Dear %(name)s,\n\n"
    "A short reminder of what we agreed on your side (report No. %(number)s):\n\n"
    "“%(what)s”, by %(due)s.\n\n"
    "If something stands in the way or the date has to move, please let us know in your"
    " answer.\n\n"
    "Thank you,\n%(manager)s\n%(title)s"
)
