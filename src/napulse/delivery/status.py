"""What projects and their results have to say in a client's status report."""

from datetime import date, datetime

from django.utils.translation import gettext as _

from napulse.access.actor import Actor
from napulse.delivery.models import Concern, Deliverable, DeliverableState, Project, WaitsFor
from napulse.delivery.queries import LONG_WAIT_DAYS, OPEN, WON, deliverables
from napulse.delivery.queries.register import LIVE, concerns, gravest_first
from napulse.engines.reports import LineTone, Section, StatusLine, fingerprint
from napulse.people.queries import agency_today
from napulse.ui.formats import written_day

GRAVE = 15


def status_lines(
    actor: Actor, *, client_id: int, since: datetime, now: datetime
) -> list[StatusLine]:
    """Per project: done since, next, what waits for the client, the deadline, the risks.

    Of projects that are won: what is only hoped for is the agency's own matter.
    """
    today, since_on = agency_today(now), agency_today(since)
    rows = deliverables(actor, client_id=client_id).filter(
        project__state__in=[*OPEN, "done"], project__probability=WON
    )
    lines = [
        result_line(row, since_on, today) for row in rows.order_by("project__folded", "position")
    ]
    for project in _projects(actor, client_id):
        lines += [deadline_line(project, list(rows), today), risk_line(project)]
    lines += [concern_line(row) for row in _told_concerns(actor, client_id)]
    return [line for line in lines if line is not None]


def _projects(actor: Actor, client_id: int) -> list[Project]:
    found = Project.objects.seen_by(actor).filter(
        client_id=client_id, state__in=OPEN, probability=WON
    )
    return list(found.order_by("folded"))


def result_line(row: Deliverable, since_on: date, today: date) -> StatusLine | None:
    """What one result has to say on a day; nothing when it was told of before or given up."""
    if row.state == DeliverableState.DONE:
        told = row.done_on is None or row.done_on < since_on
        return None if told else _line(row, Section.DONE, _done_text(row), LineTone.OK)
    if row.state == DeliverableState.CANCELLED or row.project.state not in OPEN:
        return None
    if row.waits_for == WaitsFor.CLIENT or row.state == DeliverableState.REVIEW:
        return _line(row, Section.WAITS_CLIENT, _waits_text(row), _waits_tone(row, today))
    return _line(row, Section.NEXT, _next_text(row), _next_tone(row, today))


def _line(row: Deliverable, section: Section, text: str, tone: LineTone) -> StatusLine:
    told = {
        name: getattr(row, name)
        for name in ("name", "state", "due_on", "done_on", "waits_for", "waits_since")
    }
    rest = {"waits_what": row.waits_what, "percent": row.percent, "tone": tone, "note": row.note}
    return StatusLine(
        key=f"deliverable:{row.pk}",
        section=section,
        text=_with_note(text, row.note),
        source="delivery.Deliverable",
        source_id=row.pk,
        fingerprint=fingerprint({**told, **rest}),
        project_id=row.project_id,
        tone=tone,
    )


def _with_note(text: str, note: str) -> str:
    return f"{text}. {note.strip()}" if note.strip() else text


def _done_text(row: Deliverable) -> str:
    if row.done_on is None:
        return row.name
    return _("%(what)s, done on %(day)s") % {"what": row.name, "day": written_day(row.done_on)}


def _next_text(row: Deliverable) -> str:
    values = {"what": row.name, "percent": f"{row.percent}\u00a0%"}
    if row.due_on is None:
        return _("%(what)s, %(percent)s ready") % values if row.percent else row.name
    due = {**values, "day": written_day(row.due_on)}
    if row.percent:
        return _("%(what)s, %(percent)s ready, due on %(day)s") % due
    return _("%(what)s, due on %(day)s") % due


def _next_tone(row: Deliverable, today: date) -> LineTone:
    if row.due_on is None:
        return LineTone.PLAIN
    return LineTone.RISK if row.due_on < today else LineTone.OK


def _waits_text(row: Deliverable) -> str:
    what = row.waits_what or _("your review")
    if row.waits_since is None:
        return _("%(name)s: %(what)s") % {"name": row.name, "what": what}
    values = {"name": row.name, "what": what, "day": written_day(row.waits_since)}
    return _("%(name)s: %(what)s, since %(day)s") % values


def _waits_tone(row: Deliverable, today: date) -> LineTone:
    long = row.waits_since and (today - row.waits_since).days >= LONG_WAIT_DAYS
    return LineTone.WARN if long else LineTone.PLAIN


def deadline_line(project: Project, rows: list[Deliverable], today: date) -> StatusLine | None:
    if project.due_on is None:
        return None
    late = sum(
        row.due_on < today
        for row in rows
        if row.project_id == project.pk and row.due_on and not _is_ended(row)
    )
    tone = _deadline_tone(project.due_on, late, today)
    return StatusLine(
        key=f"deadline:{project.pk}",
        section=Section.DEADLINES,
        text=_deadline_text(project.name, project.due_on, tone),
        source="delivery.Project",
        source_id=project.pk,
        fingerprint=fingerprint({"due_on": project.due_on, "tone": tone, "name": project.name}),
        project_id=project.pk,
        tone=tone,
    )


def _is_ended(row: Deliverable) -> bool:
    ended = row.state in (DeliverableState.DONE, DeliverableState.CANCELLED)
    return ended or row.waits_for == WaitsFor.CLIENT


def _deadline_tone(due_on: date, late: int, today: date) -> LineTone:
    if due_on < today:
        return LineTone.RISK
    return LineTone.WARN if late else LineTone.OK


def _deadline_text(name: str, due_on: date, tone: LineTone) -> str:
    values = {"name": name, "day": written_day(due_on)}
    if tone == LineTone.RISK:
        return _("%(name)s was due on %(day)s") % values
    return _("%(name)s is due on %(day)s") % values


def risk_line(project: Project) -> StatusLine | None:
    if not project.risk.strip():
        return None
    return StatusLine(
        key=f"risk:{project.pk}",
        section=Section.RISKS,
        text=project.risk.strip(),
        source="delivery.Project",
        source_id=project.pk,
        fingerprint=fingerprint({"risk": project.risk}),
        project_id=project.pk,
        tone=LineTone.WARN,
    )


def _told_concerns(actor: Actor, client_id: int) -> list[Concern]:
    """What the register has to tell the client, the gravest first."""
    found = concerns(actor).filter(client_id=client_id, for_client=True, state__in=LIVE)
    return gravest_first(found.filter(project__state__in=OPEN, project__probability=WON))


def concern_line(row: Concern) -> StatusLine:
    values = {"project": row.project.name, "what": row.text, "answer": row.response}
    if row.response:
        text = _("%(project)s: %(what)s. What we do: %(answer)s") % values
    else:
        text = _("%(project)s: %(what)s") % values
    return StatusLine(
        key=f"concern:{row.pk}",
        section=Section.RISKS,
        text=text,
        source="delivery.Concern",
        source_id=row.pk,
        fingerprint=fingerprint({"text": row.text, "answer": row.response, "size": row.weight}),
        project_id=row.project_id,
        tone=LineTone.RISK if row.weight >= GRAVE else LineTone.WARN,
    )
