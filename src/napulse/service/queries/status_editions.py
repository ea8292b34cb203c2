"""A status report as the client gets it, and as colleagues do."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.queries import agency
from napulse.engines.reports import LineTone, Mark, Section, StatusLine
from napulse.service.models import RecipientRole, StatusReport, StatusState
from napulse.service.queries.clocks import zone_for
from napulse.service.queries.editions import Edition, Part, Row, paragraphs, without_empty
from napulse.service.queries.status import (
    StatusContent,
    content_of,
    in_order,
    last_sent,
    marks_of,
)
from napulse.ui.formats import written_day


def edition(report: StatusReport, *, role: str, now: datetime) -> Edition:
    """What an addressee in this role gets: only colleagues see internal lines."""
    internal = role == RecipientRole.INTERNAL
    content = content_of(report)
    head = content.head if report.state == StatusState.SENT else head_of(report, now=now)
    with translation.override(report.language):
        return _edition(report, content, head, internal=internal)


def head_of(report: StatusReport, *, now: datetime) -> dict[str, str]:
    """The circumstances that are frozen with the report when it is sent."""
    previous = last_sent(report.client_id, before=report.number)
    return {
        "client": report.client.name,
        "agency": agency().name,
        "author": report.author.name,
        "author_title": report.author.title_in(report.language),
        "zone": zone_for(report.client),
        "at": now.isoformat(),
        "since": previous.sent_at.isoformat() if previous and previous.sent_at else "",
        "since_number": str(previous.number) if previous else "",
    }


def _edition(
    report: StatusReport, content: StatusContent, head: Mapping[str, str], *, internal: bool
) -> Edition:
    lines = [line for line in content.lines if line.for_client or (internal and line.shown)]
    marks = content.marks if report.state == StatusState.SENT else _plain(marks_of(report))
    return Edition(
        kind="status_report",
        language=report.language,
        agency=head.get("agency") or agency().name,
        client=head.get("client") or report.client.name,
        number=report.number,
        title=_("Status report No. %(number)s") % {"number": report.number},
        subject=report.subject,
        sent_at=_moment(report, head),
        author=head.get("author") or report.author.name,
        author_title=head.get("author_title", ""),
        intro=paragraphs(report.intro),
        facts=_facts(report, head),
        parts=_parts(lines, content.projects, marks),
        internal=internal,
    )


def _plain(marks: Mapping[str, Mark]) -> dict[str, str]:
    return {key: mark.value for key, mark in marks.items()}


def _moment(report: StatusReport, head: Mapping[str, str]) -> datetime:
    at = head.get("at")
    moment = datetime.fromisoformat(at) if at else report.sent_at or report.drafted_at
    return moment.astimezone(ZoneInfo(head.get("zone") or zone_for(report.client)))


def _facts(report: StatusReport, head: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    at = date_format(_moment(report, head), "DATE_FORMAT")
    facts = [(pgettext("of a report", "Sent"), at)]
    if since := head.get("since"):
        zone = ZoneInfo(head.get("zone") or zone_for(report.client))
        told = written_day(datetime.fromisoformat(since).astimezone(zone).date())
        values = {"number": head["since_number"], "day": told}
        facts.append(
            (pgettext("of a report", "Since"), _("report No. %(number)s of %(day)s") % values)
        )
    return tuple(facts)


def _parts(
    lines: Iterable[StatusLine], projects: Mapping[str, str], marks: Mapping[str, str]
) -> tuple[Part, ...]:
    titles, ordered = section_titles(), in_order(list(lines))
    return without_empty(
        Part(
            titles[section],
            tuple(_row(x, projects, marks) for x in ordered if x.section == section),
        )
        for section in Section
    )


def _row(line: StatusLine, projects: Mapping[str, str], marks: Mapping[str, str]) -> Row:
    project = projects.get(str(line.project_id), "")
    return Row(
        text=line.text,
        note=project if project not in line.text else "",
        chip=chip_of(line),
        tone=line.tone.value,
        mark=mark_words().get(marks.get(line.key, ""), ""),
        internal=line.internal,
    )


def section_titles() -> dict[Section, str]:
    return {
        Section.DONE: pgettext("section of a report", "Done"),
        Section.NEXT: pgettext("section of a report", "In work"),
        Section.WAITS_CLIENT: _("What we wait for from you"),
        Section.ACTIONS_OURS: _("What we have promised"),
        Section.ACTIONS_CLIENT: _("What you have promised"),
        Section.DEADLINES: _("Deadlines"),
        Section.RISKS: _("Risks"),
    }


def mark_words() -> dict[str, str]:
    return {
        Mark.NEW.value: pgettext("a line of a report", "new"),
        Mark.CHANGED.value: pgettext("a line of a report", "changed"),
    }


def chip_of(line: StatusLine) -> str:
    """The word that says the line's tone; a plain line needs none."""
    said = {
        (Section.DONE, LineTone.OK): pgettext("work", "done"),
        (Section.NEXT, LineTone.OK): _("on schedule"),
        (Section.NEXT, LineTone.WARN): _("at risk"),
        (Section.NEXT, LineTone.RISK): pgettext("work", "late"),
        (Section.WAITS_CLIENT, LineTone.WARN): _("holds up the work"),
        (Section.WAITS_CLIENT, LineTone.RISK): _("holds up the work"),
        (Section.ACTIONS_OURS, LineTone.RISK): _("overdue"),
        (Section.ACTIONS_CLIENT, LineTone.RISK): _("overdue"),
        (Section.DEADLINES, LineTone.OK): _("on schedule"),
        (Section.DEADLINES, LineTone.WARN): _("at risk"),
        (Section.DEADLINES, LineTone.RISK): pgettext("work", "late"),
    }
    return said.get((line.section, line.tone), "")
