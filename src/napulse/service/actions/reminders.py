"""Reminders of our own actions: to the owner, and then to the line above."""

from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.engines.clocks import Step, When, due_reminders
from napulse.engines.kernel.calendar import WorkCalendar
from napulse.people.queries import names_of, reachable_line
from napulse.service.actions.notices import Note, notify
from napulse.service.models import ActionItem, ActionState
from napulse.service.permissions import EDIT_ACTIONS


@dataclass(frozen=True, slots=True)
class Day:
    """The day on which an owner is reminded, and the calendar that the owner works by."""

    today: date
    calendar: WorkCalendar


@action(EDIT_ACTIONS)
def remind_action(actor: Actor, item: ActionItem, *, day: Day, now: datetime) -> list[int]:
    """Send today's reminder, if one is due and was not sent; return whom it reached."""
    item = (
        ActionItem.objects.select_for_update(of=("self",))
        .select_related("client", "owner_user")
        .get(pk=item.pk)
    )
    if item.state != ActionState.OPEN or item.deleted_at or item.owner_user_id is None:
        return []
    step = due_reminders(item.due_on, item.reminded_on, day.today, day.calendar.is_working)
    if step is None:
        return []
    reached = reachable_line(item.owner_user_id, today=day.today)[: step.levels_up + 1]
    names = list(names_of(reached).values())
    with change(actor, item, "action.reminded", note={"to": names, "days": step.working_days_late}):
        item.reminded_on = day.today
        item.save()
    _tell(item, step, reached, day.today, now)
    return reached


def _tell(item: ActionItem, step: Step, reached: list[int], today: date, now: datetime) -> None:
    own = {When.BEFORE: "action_soon", When.TODAY: "action_today", When.LATE: "action_late"}
    nearest, above = reached[:1], reached[1:]
    notify(nearest, _note(item, own[step.when], step, today), now=now)
    notify(above, _note(item, "action_late_below", step, today), now=now)


def _note(item: ActionItem, code: str, step: Step, today: date) -> Note:
    values: dict[str, str | int] = {
        "what": item.text,
        "client": item.client.name,
        "who": item.owner_user.name if item.owner_user else "",
        "due": item.due_on.isoformat(),
        "days": max(0, step.working_days_late),
    }
    key = f"remind:{item.pk}:{today.isoformat()}"
    return Note(code, key, item.get_absolute_url(), item.client_id, values)
