"""How a meeting, call or letter is recorded, changed, cancelled, deleted and brought back."""

from dataclasses import dataclass
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change
from napulse.audit.recording import recording
from napulse.clients.actions.locking import require_version
from napulse.clients.models import Client, Contact
from napulse.delivery.models import Project
from napulse.engines.kernel.errors import Refused
from napulse.service.actions.clocks import counts, settle_clock
from napulse.service.actions.reports import next_number
from napulse.service.models import (
    Attendee,
    Clock,
    ContactReport,
    Interaction,
    InteractionKind,
    InteractionProject,
    InteractionState,
)
from napulse.service.permissions import EDIT_INTERACTIONS


@dataclass(frozen=True, slots=True)
class AttendeeData:
    """Somebody who took part: a contact, a colleague, or just a name."""

    name: str = ""
    email: str = ""
    contact_id: int | None = None
    user_id: int | None = None


@dataclass(frozen=True, slots=True)
class CalendarMark:
    """Which event of a calendar file the interaction was taken from."""

    uid: str
    recurrence: str = ""
    sequence: int = 0


@dataclass(frozen=True, slots=True)
class InteractionData:
    """What is recorded of one contact with a client."""

    kind: str
    subject: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    attendees: tuple[AttendeeData, ...] = ()
    project_ids: tuple[int, ...] = ()
    notes: str = ""
    mood: str = ""
    place: str = ""
    owner_id: int | None = None
    submit_key: str | None = None
    mark: CalendarMark | None = None


@action(EDIT_INTERACTIONS)
def record_interaction(
    actor: Actor, client: Client, *, data: InteractionData, now: datetime
) -> Interaction:
    """Record a contact. The same form sent twice gives the same record."""
    client = Client.objects.select_for_update().get(pk=client.pk)
    known = _recorded_before(client, data)
    if known is not None:
        return known
    _refuse_times(data)
    interaction = Interaction(client=client, owner_id=_owner_of(actor, data))
    interaction.submit_key = data.submit_key or None
    with change(actor, interaction, "interaction.recorded", note=_note(data)):
        _fill(interaction, data, now)
        interaction.save()
        _place_children(interaction, data)
        settle_clock(interaction, now=now)
    return interaction


def _recorded_before(client: Client, data: InteractionData) -> Interaction | None:
    if not data.submit_key:
        return None
    found: Interaction | None = Interaction.objects.filter(submit_key=data.submit_key).first()
    if found is not None and found.client_id != client.pk:
        raise Refused("interaction.submit_key_taken")
    return found


def _owner_of(actor: Actor, data: InteractionData) -> int:
    owner_id = data.owner_id or actor.user_id
    if owner_id is None:
        raise Refused("interaction.owner_missing")
    return owner_id


def _refuse_times(data: InteractionData) -> None:
    if not data.subject.strip():
        raise Refused("interaction.subject_missing")
    if data.ends_at < data.starts_at:
        raise Refused("interaction.ends_before_start")


def _note(data: InteractionData) -> dict[str, object]:
    return {
        "attendees": [each.name or each.contact_id or each.user_id for each in data.attendees],
        "projects": list(data.project_ids),
    }


def _columns(data: InteractionData) -> dict[str, object]:
    return {
        "kind": data.kind,
        "subject": data.subject.strip()[:200],
        "starts_at": data.starts_at,
        "ends_at": data.ends_at,
        "zone": data.zone,
        "place": data.place.strip()[:200],
        "notes": data.notes,
        "mood": data.mood,
    }


def _fill(interaction: Interaction, data: InteractionData, now: datetime) -> None:
    for name, value in _columns(data).items():
        setattr(interaction, name, value)
    interaction.owner_id = data.owner_id or interaction.owner_id
    if interaction.state != InteractionState.CANCELLED or data.mark is not None:
        is_ahead = data.ends_at > now and data.kind != InteractionKind.LETTER
        interaction.state = InteractionState.PLANNED if is_ahead else InteractionState.HELD
    if data.mark is not None:
        interaction.source, interaction.ics_uid = "ics", data.mark.uid[:255]
        interaction.ics_recurrence = data.mark.recurrence[:32]
        interaction.ics_sequence = data.mark.sequence


def _place_children(interaction: Interaction, data: InteractionData) -> None:
    Attendee.objects.filter(interaction=interaction).delete()
    for attendee in _attendees(interaction.client_id, data.attendees):
        attendee.interaction = interaction
        attendee.save()
    InteractionProject.objects.filter(interaction=interaction).delete()
    for project in _projects(interaction.client_id, data.project_ids):
        InteractionProject(interaction=interaction, project=project).save()


def _attendees(client_id: int, given: tuple[AttendeeData, ...]) -> list[Attendee]:
    contacts = Contact.objects.filter(client_id=client_id, deleted_at=None).in_bulk(
        [each.contact_id for each in given if each.contact_id]
    )
    users = User.objects.in_bulk([each.user_id for each in given if each.user_id])
    made: dict[tuple[object, ...], Attendee] = {}
    for each in given:
        attendee = _attendee(each, contacts, users)
        key = (
            attendee.contact_id,
            attendee.user_id,
            attendee.name if not attendee.email else "",
            attendee.email,
        )
        made.setdefault(key, attendee)
    return list(made.values())


def _attendee(each: AttendeeData, contacts: dict[int, Contact], users: dict[int, User]) -> Attendee:
    if each.contact_id:
        contact = contacts.get(each.contact_id)
        if contact is None:
            raise Refused("interaction.contact_of_another_client")
        return Attendee(contact=contact, name=contact.name, email=contact.email)
    if each.user_id:
        user = users.get(each.user_id)
        if user is None:
            raise Refused("interaction.unknown_colleague")
        return Attendee(user=user, name=user.name, email=user.email)
    name = each.name.strip() or each.email
    if not name:
        raise Refused("interaction.attendee_without_name")
    return Attendee(name=name[:120], email=each.email.strip().lower()[:254])


def _projects(client_id: int, ids: tuple[int, ...]) -> list[Project]:
    found = list(Project.objects.filter(client_id=client_id, deleted_at=None, pk__in=ids))
    if len(found) != len(set(ids)):
        raise Refused("interaction.project_of_another_client")
    return found


@action(EDIT_INTERACTIONS)
def edit_interaction(
    actor: Actor, interaction: Interaction, *, data: InteractionData, version: int, now: datetime
) -> Interaction:
    """Change a contact; refused when somebody else changed it since the form was opened."""
    interaction = _locked(interaction)
    require_version(interaction, version, _columns(data))
    _refuse_times(data)
    with change(actor, interaction, "interaction.changed", note=_note(data)):
        _fill(interaction, data, now)
        interaction.save()
        _place_children(interaction, data)
        settle_clock(interaction, now=now)
    return interaction


@action(EDIT_INTERACTIONS)
def cancel_interaction(
    actor: Actor, interaction: Interaction, *, now: datetime, sequence: int | None = None
) -> Interaction:
    """It did not take place. Refused once there is a report on it or its clock counts.

    `sequence` is that of the calendar's cancellation: what the calendar said before is older.
    """
    interaction = _locked(interaction)
    if interaction.state == InteractionState.CANCELLED:
        return interaction
    _refuse_if_used(interaction, now)
    with change(actor, interaction, "interaction.cancelled"):
        interaction.state = InteractionState.CANCELLED
        interaction.ics_sequence = interaction.ics_sequence if sequence is None else sequence
        interaction.save()
        settle_clock(interaction, now=now)
    return interaction


@action(EDIT_INTERACTIONS)
def delete_interaction(actor: Actor, interaction: Interaction, *, now: datetime) -> Interaction:
    """Take it out of sight, and with it a report never issued; it can be brought back."""
    interaction = _locked(interaction)
    report = ContactReport.objects.filter(interaction=interaction).first()
    if report is not None and report.issued_version:
        raise Refused("interaction.has_report")
    _refuse_if_counted(interaction, now)
    with change(actor, interaction, "interaction.deleted"), recording(ContactReport):
        interaction.deleted_at = now
        interaction.save()
        if report is not None:
            report.deleted_at = now
            report.save()
        settle_clock(interaction, now=now)
    return interaction


@action(EDIT_INTERACTIONS)
def restore_interaction(actor: Actor, interaction: Interaction, *, now: datetime) -> Interaction:
    """Bring a deleted or cancelled contact back; its clock stands where it would have stood.

    One that was cancelled and then deleted comes back cancelled.
    """
    interaction = _locked(interaction)
    _refuse_second_of_event(interaction)
    stays = interaction.deleted_at is not None and interaction.state == InteractionState.CANCELLED
    with change(actor, interaction, "interaction.restored"), recording(ContactReport):
        interaction.deleted_at = None
        _restore_draft(interaction)
        if not stays:
            is_over = interaction.ends_at <= now
            interaction.state = InteractionState.HELD if is_over else InteractionState.PLANNED
        interaction.save()
        settle_clock(interaction, now=now)
    return interaction


def _restore_draft(interaction: Interaction) -> None:
    """Its report comes back too, under the next number if another has taken its own."""
    Client.objects.select_for_update().get(pk=interaction.client_id)
    away = ContactReport.objects.filter(interaction=interaction, deleted_at__isnull=False)
    report = away.first()
    if report is None:
        return
    same = ContactReport.objects.filter(client_id=report.client_id, number=report.number)
    if same.filter(deleted_at=None).exists():
        report.number = next_number(report.client_id)
    report.deleted_at = None
    report.save()


def _refuse_second_of_event(interaction: Interaction) -> None:
    """The same event of a calendar was taken again while the contact was deleted."""
    others = Interaction.objects.filter(
        client=interaction.client_id,
        ics_uid=interaction.ics_uid,
        ics_recurrence=interaction.ics_recurrence,
        deleted_at=None,
    )
    if interaction.ics_uid and others.exclude(pk=interaction.pk).exists():
        raise Refused("interaction.taken_again")


@action(EDIT_INTERACTIONS)
def hold_interaction(actor: Actor, interaction: Interaction, *, now: datetime) -> bool:
    """A planned contact is over: it was held, and its clock starts."""
    interaction = _locked(interaction)
    is_due = interaction.state == InteractionState.PLANNED and interaction.ends_at <= now
    if not is_due or interaction.deleted_at is not None:
        return False
    with change(actor, interaction, "interaction.held"):
        interaction.state = InteractionState.HELD
        interaction.save()
        settle_clock(interaction, now=now)
    return True


def _refuse_if_used(interaction: Interaction, now: datetime) -> None:
    if ContactReport.objects.filter(interaction=interaction).exists():
        raise Refused("interaction.has_report")
    _refuse_if_counted(interaction, now)


def _refuse_if_counted(interaction: Interaction, now: datetime) -> None:
    clock = Clock.objects.filter(interaction=interaction).first()
    if clock is not None and counts(clock, now):
        raise Refused("interaction.clock_counts")


def _locked(interaction: Interaction) -> Interaction:
    found: Interaction = (
        Interaction.objects.select_for_update(of=("self",))
        .select_related("client")
        .get(pk=interaction.pk)
    )
    return found
