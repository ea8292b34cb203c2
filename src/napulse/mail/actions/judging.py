"""What follows from a verdict: filing what is proven, keeping apart what is a fraud, warning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from napulse.access.actor import Actor, action
from napulse.access.queries import actor_of
from napulse.audit.history import record
from napulse.clients.models import Client
from napulse.engines.mailtrust.model import Limits, Report
from napulse.engines.mailtrust.read import read
from napulse.jobs.queue import after_commit
from napulse.mail.actions.filing import file_row, tell_row, unfile_row
from napulse.mail.details import Detail, compared, details_in, has_changed_details
from napulse.mail.models import Brand, Judged, Letter
from napulse.mail.permissions import EDIT_LETTERS
from napulse.mail.presenting import excerpt_of
from napulse.mail.queries.clients import contacts_named, entities_of, entity_owner, team_ids
from napulse.mail.reports import as_json, is_proven
from napulse.service.actions.notices import Note, notify

GOOD = {Judged.GENUINE, Judged.NO_CLAIM}


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the engine found: its report as JSON (None: it could not), numbers, first words."""

    report: dict[str, Any] | None
    details: tuple[Detail, ...] = ()
    excerpt: str = ""

    @classmethod
    def of(cls, raw: bytes, report: Report) -> "Judgement":
        """The engine's report with what the product reads in the letter itself."""
        seen = read(raw, Limits())
        return cls(as_json(report), details_in(seen.texts), excerpt_of(seen))


@action(EDIT_LETTERS)
def judge_letter(actor: Actor, letter: Letter, *, judgement: Judgement, now: datetime) -> Letter:
    """Store the verdict and do what follows from it; the same judgement again changes nothing."""
    letter = Letter.objects.select_for_update(of=("self",)).get(pk=letter.pk)
    report = judgement.report
    letter.report, letter.judged_at = report, now
    letter.verdict = report["verdict"] if report else Judged.UNUSABLE
    letter.brand = report["brand"] if report else ""
    letter.is_apart = letter.verdict == Judged.FRAUDULENT
    _relate(letter, judgement)
    if letter.is_apart and letter.client_id:
        unfile_row(letter, now=now)
    letter.save()
    if letter.deleted_at is None:
        _follow(actor, letter, judgement, now)
    return letter


@action(EDIT_LETTERS)
def ask_again(actor: Actor, letters: Iterable[Letter]) -> int:
    """Have letters judged anew, as when policies have changed; says how many."""
    ids = list(
        Letter.objects.seen_by(actor)
        .filter(pk__in=[each.pk for each in letters], judged_at__isnull=False)
        .values_list("pk", flat=True)
    )
    rows = Letter.objects.select_for_update(of=("self",)).filter(pk__in=ids)
    for row in rows:
        record(actor, row, "letter.judged_again", verdict=row.verdict)
    rows.update(judged_at=None)
    if ids:
        after_commit("mail.judge", letter_ids=ids)
    return len(ids)


def _relate(letter: Letter, judgement: Judgement) -> None:
    """Whom the letter comes from or speaks of, and what its bank details are worth."""
    contacts = [each for each in contacts_named(letter.address) if _reaches(letter, each.client)]
    letter.contact = contacts[0] if len(contacts) == 1 else None
    named = letter.client or (letter.contact.client if letter.contact else None)
    named = named or _brand_client(letter) or _owner_of_inn(letter, judgement)
    letter.names_client = named
    known = entities_of(named) if named else []
    letter.details = compared(judgement.details, known)
    if letter.contact and judgement.report and not is_proven(judgement.report):
        letter.details.append(_unproven(letter))


def _unproven(letter: Letter) -> dict[str, Any]:
    return {
        "rule": "contact.unproven",
        "severity": "note",
        "message": "contact.unproven",
        "params": {"address": letter.address},
        "evidence": [],
    }


def _reaches(letter: Letter, client: Client) -> bool:
    """Whether those whose mailbox it came to serve the client: else it is none of its business."""
    holder = letter.holder
    return holder is not None and actor_of(holder, now=letter.arrived_at).sees(client.pk)


def _brand_client(letter: Letter) -> Client | None:
    found: Brand | None = Brand.objects.filter(code=letter.brand, client__isnull=False).first()
    return found.client if found else None


def _owner_of_inn(letter: Letter, judgement: Judgement) -> Client | None:
    inns = {each.value for each in judgement.details if each.kind == "inn"}
    owner = entity_owner(inns) if inns else None
    return owner if owner and _reaches(letter, owner) else None


def _follow(actor: Actor, letter: Letter, judgement: Judgement, now: datetime) -> None:
    if letter.is_apart:
        _warn(actor, letter, "letter_fraud", now)
    elif letter.contact and _files_itself(letter, judgement):
        file_row(actor, letter, letter.contact.client, excerpt=judgement.excerpt, now=now)
    if has_changed_details(letter.details):
        _warn(actor, letter, "letter_details", now)


def _files_itself(letter: Letter, judgement: Judgement) -> bool:
    """A letter of a known contact, proven to be theirs, that nobody has filed or taken back."""
    wanted = letter.mailbox.files_letters if letter.mailbox else True
    fresh = letter.client_id is None and letter.interaction_id is None
    proven = bool(judgement.report) and is_proven(judgement.report or {})
    return wanted and fresh and proven and letter.verdict in GOOD


def _warn(actor: Actor, letter: Letter, code: str, now: datetime) -> None:
    """Tell those whose mailbox it is, and the team of the client that it speaks of."""
    holder = letter.holder
    readers = letter.mailbox.reader_ids() if letter.mailbox else []
    team = team_ids(letter.names_client) if letter.names_client else []
    told = tell_row(letter, team, by=None, now=now)
    who = {*readers, *team, *([holder.pk] if holder else [])}
    notify(who, _warning(letter, code), now=now)
    if told:
        record(actor, letter, "letter.warned", people=len(told))


def _warning(letter: Letter, code: str) -> Note:
    """The line of the inbox; told once each, however often the letter is judged."""
    values: dict[str, str | int] = {"what": str(letter)[:120], "who": letter.sender[:120]}
    return Note(code, f"{code}:{letter.pk}", letter.get_absolute_url(), None, values)
