"""An issued contact report as its addressees get it: nothing in it comes from live records."""

from collections.abc import Iterable
from datetime import date
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from napulse.access.queries import agency
from napulse.engines.reports import ActionLine, Side
from napulse.service.models import ReportVersion
from napulse.service.queries.editions import Edition, Part, Row, without_empty
from napulse.service.queries.reports import FrozenReport, Head, frozen
from napulse.ui.formats import written_day


def report_edition(version: ReportVersion) -> Edition:
    """One version in its own language."""
    report = frozen(version)
    with translation.override(report.head.language):
        return _edition(version, report)


def _edition(version: ReportVersion, report: FrozenReport) -> Edition:
    head = report.head
    return Edition(
        kind="contact_report",
        language=head.language,
        agency=agency().name,
        client=head.client,
        number=head.number,
        title=_title(head),
        subject=report.content.subject,
        sent_at=version.issued_at.astimezone(ZoneInfo(head.zone)),
        author=head.author,
        intro=_intro(version),
        facts=_facts(report),
        parts=_parts(report),
        foot=_foot(version),
    )


def _title(head: Head) -> str:
    if head.version == 1:
        return _("Contact report No. %(number)s") % {"number": head.number}
    values = {"number": head.number, "version": head.version}
    return _("Contact report No. %(number)s, version %(version)s") % values


def _intro(version: ReportVersion) -> tuple[str, ...]:
    if not version.reason:
        return ()
    return (_("Corrected: %(reason)s") % {"reason": version.reason},)


def _facts(report: FrozenReport) -> tuple[tuple[str, str], ...]:
    head, zone = report.head, ZoneInfo(report.head.zone)
    starts, ends = head.starts_at.astimezone(zone), head.ends_at.astimezone(zone)
    until = "TIME_FORMAT" if starts.date() == ends.date() else "DATETIME_FORMAT"
    when = f"{date_format(starts, 'DATETIME_FORMAT')}–{date_format(ends, until)}"
    facts = [(pgettext("of a report", "When"), when)]
    if head.attendees:
        facts.append((_("Who took part"), ", ".join(head.attendees)))
    if following := _following(report):
        facts.append((_("Next contact"), following))
    return tuple(facts)


def _following(report: FrozenReport) -> str:
    on, note = report.content.next_contact_on, report.content.next_contact_note.strip()
    return ", ".join(word for word in (written_day(on) if on else "", note) if word)


def _parts(report: FrozenReport) -> tuple[Part, ...]:
    content = report.content
    return without_empty(
        [
            Part(_("Discussed"), tuple(Row(x.text) for x in content.topics)),
            Part(_("Decided"), _decisions(report)),
            Part(pgettext("part of a report", "What we do"), _actions(report, Side.US)),
            Part(_("What we wait for from you"), _actions(report, Side.CLIENT)),
            Part(_("Open questions"), tuple(Row(x.text) for x in content.questions)),
        ]
    )


def _decisions(report: FrozenReport) -> tuple[Row, ...]:
    found = report.content.decisions
    return tuple(Row(x.text, report.project_of(f"decisions.{x.key}")) for x in found)


def _actions(report: FrozenReport, side: Side) -> tuple[Row, ...]:
    return tuple(_action(report, x) for x in report.content.actions if x.side == side)


def _action(report: FrozenReport, line: ActionLine) -> Row:
    who = report.owner_of(line.key)
    note = _joined([who, _by(line.due_on), report.project_of(f"actions.{line.key}")])
    return Row(line.text, note)


def _by(due_on: date | None) -> str:
    return _("by %(day)s") % {"day": written_day(due_on)} if due_on else ""


def _joined(words: Iterable[str]) -> str:
    return " · ".join(word for word in words if word)


def _foot(version: ReportVersion) -> tuple[str, ...]:
    """The silence clause is said only where the contract has it."""
    if not version.silence_clause or version.silence_due_at is None:
        return ()
    zone = ZoneInfo(frozen(version).head.zone)
    due = date_format(version.silence_due_at.astimezone(zone), "DATETIME_FORMAT")
    values = {"clause": version.silence_clause, "due": due}
    text = _(
        "Under the contract (%(clause)s) the report counts as agreed"
        " if no objections come by %(due)s."
    )
    return (text % values,)
