"""What is frozen when a contact report is issued: content, circumstances, names, addressees."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.audit.recording import recording
from napulse.clients.models import Contact
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Refused
from napulse.engines.reports import OwnerKind, Problem, ReportContent, problems, to_json
from napulse.jobs.queue import after_commit
from napulse.service.models import (
    ContactReport,
    Dispute,
    Interaction,
    Recipient,
    RecipientRole,
    ReportVersion,
)
from napulse.service.queries.clocks import calendar_for, zone_for
from napulse.service.queries.reports import hash_of


@dataclass(frozen=True, slots=True)
class Addressee:
    """One person to whom an issued document goes."""

    role: str = RecipientRole.TO
    contact_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class _Names:
    contacts: dict[int, str]
    users: dict[int, str]
    projects: dict[int, str]

    def owner(self, kind: OwnerKind, owner_id: int | None) -> str | None:
        known = self.users if kind is OwnerKind.USER else self.contacts
        return known.get(owner_id or 0)


def refuse_incomplete(report: ContactReport, content: ReportContent) -> None:
    """Everything that stops the issue at once, so that the form can show all of it."""
    found = [*problems(content), *_strangers(content, _names_in(report.client_id, content))]
    if found:
        raise Refused("report.incomplete", problems=found)


def freeze(
    actor: Actor,
    report: ContactReport,
    content: ReportContent,
    to: Iterable[Addressee],
    *,
    reason: str,
    now: datetime,
) -> ReportVersion:
    """Write the version and its recipients; call inside the report's own change."""
    with recording(ReportVersion, Recipient, Dispute):
        version = _version(actor, report, content, reason, now)
        for recipient in _recipients(version, to):
            recipient.save()
        _answer_disputes(version, now)
    after_commit("service.deliver_report", version_id=version.pk)
    return version


def _names_in(client_id: int, content: ReportContent) -> _Names:
    owners = [(line.owner_kind, line.owner_id) for line in content.actions if line.owner_id]
    users = [one for kind, one in owners if kind is OwnerKind.USER]
    contacts = [one for kind, one in owners if kind is OwnerKind.CONTACT]
    named = [line.project_id for line in content.actions]
    named += [line.project_id for line in content.decisions]
    projects = {each for each in named if each}
    return _Names(
        contacts=dict(
            Contact.objects.filter(
                client_id=client_id, pk__in=contacts, deleted_at=None
            ).values_list("pk", "name")
        ),
        users=dict(User.objects.filter(pk__in=users).values_list("pk", "name")),
        projects=dict(
            Project.objects.filter(client_id=client_id, pk__in=projects).values_list("pk", "name")
        ),
    )


def _strangers(content: ReportContent, names: _Names) -> Iterable[Problem]:
    for line in content.actions:
        if line.owner_id and names.owner(line.owner_kind, line.owner_id) is None:
            yield Problem("actions.owner", line.key, "owner_unknown")
    for section in ("actions", "decisions"):
        for each in getattr(content, section):
            if each.project_id and each.project_id not in names.projects:
                yield Problem(f"{section}.project", each.key, "project_unknown")


def _version(
    actor: Actor, report: ContactReport, content: ReportContent, reason: str, now: datetime
) -> ReportVersion:
    stored = _stored(report, content)
    version = ReportVersion(
        client_id=report.client_id,
        report=report,
        number=report.issued_version,
        content=stored,
        content_hash=hash_of(stored),
        issued_at=now,
        issued_by_id=actor.user_id or report.author_id,
        reason=reason.strip()[:300],
    )
    _start_silence(version, report, now)
    version.save()
    return version


def _stored(report: ContactReport, content: ReportContent) -> dict[str, Any]:
    names = _names_in(report.client_id, content)
    lines = [(s, line) for s in ("actions", "decisions") for line in getattr(content, s)]
    return {
        **to_json(content),
        "head": {
            "client": report.client.name,
            "number": report.number,
            "version": report.issued_version,
            "author": report.author.name,
            **circumstances(report.interaction),
            "zone": zone_for(report.client),
            "language": report.client.language,
        },
        "owners": {
            line.key: names.owner(line.owner_kind, line.owner_id) for line in content.actions
        },
        "projects": {
            f"{section}.{line.key}": names.projects[line.project_id]
            for section, line in lines
            if line.project_id
        },
    }


def circumstances(interaction: Interaction) -> dict[str, Any]:
    """How, when and with whom the contact was, as it is frozen."""
    return {
        "kind": str(interaction.kind),
        "starts_at": interaction.starts_at.isoformat(),
        "ends_at": interaction.ends_at.isoformat(),
        "attendees": [each.name for each in interaction.attendees.all()],
    }


def _start_silence(version: ReportVersion, report: ContactReport, now: datetime) -> None:
    client = report.client
    if not client.silence_clause or not client.silence_hours:
        return
    version.silence_clause = client.silence_clause
    version.silence_due_at = calendar_for(client).add_working(now, client.silence_hours * 60)


def _recipients(version: ReportVersion, to: Iterable[Addressee]) -> list[Recipient]:
    chosen = {(each.contact_id, each.user_id): each for each in to}
    contacts = Contact.objects.filter(client_id=version.client_id, deleted_at=None).in_bulk(
        [contact_id for contact_id, _user in chosen if contact_id]
    )
    users = User.objects.in_bulk([user_id for _contact, user_id in chosen if user_id])
    return [_recipient(version, each, contacts, users) for each in chosen.values()]


def _recipient(
    version: ReportVersion, each: Addressee, contacts: dict[int, Contact], users: dict[int, User]
) -> Recipient:
    who = contacts.get(each.contact_id or 0) or users.get(each.user_id or 0)
    if who is None:
        raise Refused("report.unknown_recipient")
    if not who.email:
        raise Refused("report.recipient_without_email", name=who.name)
    return Recipient(
        client_id=version.client_id,
        version_of=version,
        contact_id=each.contact_id,
        user_id=each.user_id,
        name=who.name,
        email=who.email,
        role=each.role,
    )


def _answer_disputes(version: ReportVersion, now: datetime) -> None:
    """A correction is the answer to everything objected to before."""
    earlier = Dispute.objects.filter(version_of__report=version.report_id, resolved_at=None)
    for dispute in earlier.exclude(version_of=version):
        dispute.resolved_at, dispute.resolution = now, version.reason
        dispute.save()
