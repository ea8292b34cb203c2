"""Letters of invoices and reminders, and the night's look at what is due."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from napulse.access.actor import system_actor
from napulse.access.models import User, new_key
from napulse.access.queries import agency
from napulse.billing.actions.dunning import propose_dunning, skip_dunning
from napulse.billing.actions.sending import link_to, note_letter, queue_invoice_letter
from napulse.billing.documents import file_name, html_letter, paper_of, pdf, text_letter
from napulse.billing.documents.letters import Said
from napulse.billing.documents.paper import Content, heading_of
from napulse.billing.models import DunningLetter, Invoice
from napulse.billing.queries.addressees import GUEST_DUNNING, GUEST_INVOICE, payers_of, reachable
from napulse.billing.queries.dunning import outdated, to_remind, words_of
from napulse.clients.models import Contact
from napulse.jobs.mail import Draft
from napulse.jobs.models import Letter
from napulse.jobs.queue import for_each, job
from napulse.people.queries import agency_today

DAY_S = 24 * 3600
SUBJECT_MOST = 200


@dataclass(frozen=True, slots=True)
class Parcel:
    """One letter about one document to one person; `told` makes it unique for good."""

    invoice: Invoice
    contact: Contact
    subject: str
    words: str
    sender_id: int
    kind: str
    object_id: int
    told: str


@job("billing.deliver_invoice", label=_("Letters of an invoice"))
def deliver_invoice(
    invoice_id: int, contact_ids: list[int], sender_id: int, words: str, sending: int
) -> None:
    """A letter for each chosen contact person; running twice writes none twice."""
    invoice = Invoice.objects.select_related("client", "entity").get(pk=invoice_id)
    with translation.override(invoice.language):
        subject = heading_of(_content(invoice))
    for contact in reachable(invoice.client_id):
        if contact.pk in contact_ids:
            told = f"invoice:{invoice.pk}:{contact.pk}:{sending}"
            about = (GUEST_INVOICE, invoice.pk, told)
            _queue(Parcel(invoice, contact, subject, words, sender_id, *about))


@job("billing.deliver_dunning", label=_("Letter that reminds of an invoice"))
def deliver_dunning(dunning_id: int, sender_id: int) -> None:
    """A reminder for everybody who got the invoice."""
    rows = DunningLetter.objects.select_related("invoice__client", "invoice__entity", "step")
    letter = rows.get(pk=dunning_id)
    today = agency_today(letter.sent_at or timezone.now())
    subject, _words = words_of(letter.step, letter.invoice, today)
    for contact in payers_of(letter.invoice):
        about = (GUEST_DUNNING, letter.pk, f"dunning:{letter.pk}:{contact.pk}")
        _queue(Parcel(letter.invoice, contact, subject, letter.words, sender_id, *about))


def _content(invoice: Invoice) -> Content:
    """What an invoice says for good."""
    assert invoice.content is not None  # noqa: S101 - only issued documents are sent
    return dict(invoice.content)


def _queue(parcel: Parcel) -> None:
    now = timezone.now()
    if Letter.objects.filter(key=parcel.told).exists():
        return
    key = new_key()
    link = link_to(parcel.kind, parcel.object_id, parcel.contact, key, now)
    letter = _letter(parcel, key)
    queue_invoice_letter(system_actor(), parcel.invoice, letter=letter, link=link, now=now)


def _letter(parcel: Parcel, key: str) -> Draft:
    invoice, contact = parcel.invoice, parcel.contact
    content = _content(invoice)
    sender = User.objects.filter(pk=parcel.sender_id).first()
    said = _said(parcel, sender, settings.BASE_URL + reverse("billing:guest_invoice", args=[key]))
    return Draft(
        recipient=contact.email,
        recipient_name=contact.name,
        subject=said.subject,
        text=text_letter(said),
        html=html_letter(said),
        attachments=((file_name(content), "application/pdf", pdf(content)),),
        key=parcel.told,
        about=parcel.kind,
        about_id=parcel.object_id,
        client_id=invoice.client_id,
        reply_to=sender.email if sender else "",
        door_key=key,
    )


def _said(parcel: Parcel, sender: User | None, link: str) -> Said:
    """What the letter says, with the facts that a payer looks for."""
    invoice = parcel.invoice
    paper = paper_of(_content(invoice))
    paragraphs = [part for part in parcel.words.split("\n\n") if part.strip()]
    with translation.override(invoice.language):
        usual = gettext("Hello, the document is attached; the link below opens it, too.")
    return Said(
        language=invoice.language,
        agency=agency().name,
        subject=" ".join(parcel.subject.split())[:SUBJECT_MOST],
        paragraphs=tuple(paragraphs or [usual]),
        facts=(*paper.facts, paper.due),
        link=link,
        author=sender.name if sender else "",
    )


@job("billing.invoice.letter_changed", label=_("Noting what became of an invoice's letter"))
def letter_changed(letter_id: int) -> None:
    """The outbox says what became of the letter of an invoice."""
    letter = Letter.objects.get(pk=letter_id)
    invoice = Invoice.objects.select_related("client").filter(pk=letter.about_id or 0).first()
    if invoice is not None:
        note_letter(system_actor(), invoice, letter=letter)


@job("billing.remind", every_s=DAY_S, label=_("Reminders of unpaid invoices"))
def remind() -> None:
    """Propose the reminders whose day has come; put aside those about what was paid meanwhile."""
    now: datetime = timezone.now()
    today, actor = agency_today(now), system_actor()
    for_each(outdated(), lambda letter: skip_dunning(actor, letter, now=now))
    for_each(
        to_remind(today=today),
        lambda pair: propose_dunning(actor, pair[0], step=pair[1], today=today, now=now),
    )
