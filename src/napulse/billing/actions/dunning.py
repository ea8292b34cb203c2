"""Reminders of what is due: proposed, sent or put aside; never about what was paid."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.billing.actions.drafts import held
from napulse.billing.models import DunningLetter, DunningStep, Invoice
from napulse.billing.permissions import EDIT_INVOICES, EDIT_PAYMENTS
from napulse.billing.queries.addressees import payers_of
from napulse.billing.queries.dunning import unknown_words, words_of
from napulse.billing.queries.invoices import PAYABLE, UNPAID
from napulse.engines.kernel.errors import Missing, Refused
from napulse.jobs.queue import after_commit
from napulse.people.queries import agency_today


@action(EDIT_INVOICES)
def propose_dunning(
    actor: Actor, invoice: Invoice, *, step: DunningStep, today: date, now: datetime
) -> DunningLetter | None:
    """Propose a reminder with its words, or send it at once where the step says so."""
    invoice = held(invoice)
    if not is_unpaid(invoice) or invoice.dunning.filter(step=step).exists():
        return None
    letter = DunningLetter(invoice=invoice, step=step, proposed_at=now)
    letter.words = words_of(step, invoice, today)[1]
    _put_earlier_aside(actor, invoice, now)
    with change(actor, invoice, "dunning.proposed", note={"days": step.days}):
        letter.save()
    if step.by_itself and payers_of(invoice):
        return _send(actor, invoice, letter, letter.words, now)
    return letter


def _put_earlier_aside(actor: Actor, invoice: Invoice, now: datetime) -> None:
    """A step that still waits gives way to the next: one reminder of an invoice at a time."""
    waiting = invoice.dunning.filter(sent_at=None, skipped_at=None).select_related("step")
    for letter in waiting:
        with change(actor, invoice, "dunning.skipped", note={"days": letter.step.days}):
            letter.skipped_at = now
            letter.save()


def is_unpaid(invoice: Invoice) -> bool:
    """Whether there is still something to remind of."""
    return invoice.kind in PAYABLE and invoice.state in UNPAID and invoice.open_minor > 0


@action(EDIT_INVOICES)
def send_dunning(
    actor: Actor, letter: DunningLetter, *, words: str, now: datetime
) -> DunningLetter:
    """Send a reminder as it was worded in the end; refused once the invoice is paid."""
    invoice, letter = _held(actor, letter)
    if letter.sent_at is not None:
        return letter
    if letter.skipped_at is not None:
        raise Refused("dunning.decided")
    if not is_unpaid(invoice):
        raise Refused("dunning.paid", number=invoice.number)
    if not words.strip():
        raise Refused("dunning.empty")
    if not payers_of(invoice):
        raise Refused("dunning.nobody", number=invoice.number)
    return _send(actor, invoice, letter, words.strip(), now)


@action(EDIT_INVOICES)
def send_dunnings(
    actor: Actor, *, letters: Sequence[DunningLetter], now: datetime
) -> list[DunningLetter]:
    """Send several with the words of today; what was paid or decided meanwhile is passed over."""
    sent, today = [], agency_today(now)
    for each in letters:
        invoice, letter = _held(actor, each)
        waits = letter.sent_at is None and letter.skipped_at is None
        if waits and is_unpaid(invoice) and payers_of(invoice):
            words = words_of(letter.step, invoice, today)[1]
            sent.append(_send(actor, invoice, letter, words, now))
    return sent


def _send(
    actor: Actor, invoice: Invoice, letter: DunningLetter, words: str, now: datetime
) -> DunningLetter:
    to = [each.email for each in payers_of(invoice)]
    with change(actor, invoice, "dunning.sent", note={"days": letter.step.days, "to": to}):
        letter.words, letter.sent_at = words, now
        letter.sent_to = ", ".join(to)[:254]
        letter.save()
    after_commit(
        "billing.deliver_dunning",
        dunning_id=letter.pk,
        sender_id=actor.user_id or invoice.author_id,
    )
    return letter


@action(EDIT_INVOICES)
def skip_dunning(actor: Actor, letter: DunningLetter, *, now: datetime) -> DunningLetter:
    """Not this time; the next step comes on its day."""
    invoice, letter = _held(actor, letter)
    if letter.sent_at is not None:
        raise Refused("dunning.decided")
    if letter.skipped_at is None:
        with change(actor, invoice, "dunning.skipped", note={"days": letter.step.days}):
            letter.skipped_at = now
            letter.save()
    return letter


@action(EDIT_INVOICES)
def restore_dunning(actor: Actor, letter: DunningLetter) -> DunningLetter:
    """Put aside by mistake: it waits again."""
    invoice, letter = _held(actor, letter)
    if letter.sent_at is not None:
        raise Refused("dunning.decided")
    if letter.skipped_at is not None:
        with change(actor, invoice, "dunning.restored", note={"days": letter.step.days}):
            letter.skipped_at = None
            letter.save()
    return letter


def _held(actor: Actor, letter: DunningLetter) -> tuple[Invoice, DunningLetter]:
    """Both rows locked, the invoice first; of a client that the actor sees."""
    invoice = held(letter.invoice)
    if not actor.reaches(invoice):
        raise Missing("dunning")
    rows = DunningLetter.objects.select_for_update(of=("self",)).select_related("step")
    return invoice, rows.get(pk=letter.pk)


@dataclass(frozen=True, slots=True)
class StepData:
    """A step of the house's ladder of reminders."""

    days: int
    subject_ru: str
    subject_en: str
    words_ru: str
    words_en: str
    by_itself: bool = False

    @property
    def texts(self) -> tuple[str, str, str, str]:
        return (self.subject_ru, self.subject_en, self.words_ru, self.words_en)


@action(EDIT_PAYMENTS)
def add_step(actor: Actor, *, data: StepData) -> DunningStep:
    _refuse_wrong_step(data)
    step = DunningStep()
    with change(actor, step, "dunning_step.added"):
        _write_step(step, data)
    return step


@action(EDIT_PAYMENTS)
def edit_step(actor: Actor, step: DunningStep, *, data: StepData, version: int) -> DunningStep:
    row = DunningStep.objects.select_for_update().get(pk=step.pk)
    if row.version != version:
        raise Refused("step.changed")
    _refuse_wrong_step(data, but=row.pk)
    with change(actor, row, "dunning_step.changed"):
        _write_step(row, data)
    return row


@action(EDIT_PAYMENTS)
def remove_step(actor: Actor, step: DunningStep) -> None:
    """Of a step that no letter was made of; what was once sent keeps its step."""
    if DunningLetter.objects.filter(step=step).exists():
        raise Refused("step.used")
    with change(actor, step, "dunning_step.removed"):
        DunningStep.objects.filter(pk=step.pk).delete()


def _refuse_wrong_step(data: StepData, but: int = 0) -> None:
    if DunningStep.objects.filter(days=data.days).exclude(pk=but).exists():
        raise Refused("step.day_taken", days=data.days)
    unknown = [word for text in data.texts for word in unknown_words(text)]
    if unknown:
        raise Refused("step.unknown_word", word="{" + unknown[0] + "}")


def _write_step(step: DunningStep, data: StepData) -> None:
    for name in ("days", "subject_ru", "subject_en", "words_ru", "words_en", "by_itself"):
        setattr(step, name, getattr(data, name))
    step.save()
