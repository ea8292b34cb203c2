"""What the actions of contact reports have to say in a client's status report."""

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.engines.reports import LineTone, Section, StatusLine, fingerprint
from napulse.people.queries import agency_today
from napulse.service.models import ActionItem, ActionState, Side
from napulse.ui.formats import written_day


def status_lines(
    actor: Actor, *, client_id: int, since: datetime, now: datetime
) -> list[StatusLine]:
    """Every open action of every contact report, and those kept since the client was last told."""
    today = agency_today(now)
    kept = Q(state=ActionState.DONE, ended_on__gte=agency_today(since))
    rows = (
        ActionItem.objects.seen_by(actor)
        .filter(Q(state=ActionState.OPEN) | kept, client_id=client_id)
        .select_related("owner_user", "owner_contact")
        .order_by("due_on", "pk")
    )
    return [action_line(row, today) for row in rows]


def action_line(row: ActionItem, today: date) -> StatusLine:
    """What one action has to say on a day."""
    section, tone = _section(row), _tone(row, today)
    owner = row.owner_user or row.owner_contact
    values = {
        "what": row.text.rstrip("."),
        "who": owner.name if owner else "",
        "day": written_day(row.ended_on or row.due_on),
    }
    return StatusLine(
        key=f"action:{row.pk}",
        section=section,
        text=_text(row, values),
        source="service.ActionItem",
        source_id=row.pk,
        fingerprint=fingerprint(
            {
                "text": row.text,
                "who": values["who"],
                "state": row.state,
                "due": row.due_on,
                "ended": row.ended_on,
                "tone": tone,
            }
        ),
        project_id=row.project_id,
        tone=tone,
    )


def _section(row: ActionItem) -> Section:
    if row.state == ActionState.DONE:
        return Section.DONE
    return Section.ACTIONS_OURS if row.side == Side.US else Section.ACTIONS_CLIENT


def _tone(row: ActionItem, today: date) -> LineTone:
    if row.state == ActionState.DONE:
        return LineTone.OK
    return LineTone.RISK if row.due_on < today else LineTone.PLAIN


def _text(row: ActionItem, values: dict[str, str]) -> str:
    if row.state == ActionState.DONE:
        return _("%(what)s, done on %(day)s") % values
    return _("%(what)s: %(who)s, by %(day)s") % values
