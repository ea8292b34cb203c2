"""Background work of estimates: the letter to the client, and the word to the author."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from napulse.access.actor import system_actor
from napulse.access.models import new_key
from napulse.access.queries import agency
from napulse.estimates.actions.sending import ABOUT, letter_key, queue_offer_letter
from napulse.estimates.documents import file_name, html_letter, paper_of, pdf, text_letter
from napulse.estimates.models import Estimate, EstimateAnswerKind, EstimateState
from napulse.estimates.queries.content import offered
from napulse.estimates.queries.guests import addressee
from napulse.jobs.mail import Draft, queue_letter
from napulse.jobs.queue import job

RELATED = ("client", "owner__role", "entity")
SAID = {
    EstimateAnswerKind.COMMENT: gettext_lazy("Comments on %(what)s"),
    EstimateAnswerKind.RETURNED: gettext_lazy("%(what)s: returned with comments"),
    EstimateAnswerKind.ACCEPTED: gettext_lazy("%(what)s: accepted"),
    EstimateAnswerKind.DECLINED: gettext_lazy("%(what)s: declined"),
}


@job("estimates.deliver", label=gettext_lazy("Letter with an estimate"))
def deliver(estimate_id: int) -> None:
    """Write the letter with the PDF and a link that opens the estimate."""
    row = Estimate.objects.filter(pk=estimate_id, state=EstimateState.SENT, deleted_at=None)
    estimate = row.select_related(*RELATED).first()
    if estimate is None:
        return
    key, now = new_key(), timezone.now()
    letter = _letter(estimate, key)
    queue_offer_letter(system_actor(), estimate, letter=letter, guest_key=key, now=now)


def _letter(estimate: Estimate, key: str) -> Draft:
    paper = paper_of(offered(estimate), agency=agency().name)
    link = settings.BASE_URL + reverse("estimates:guest_estimate", args=[key])
    name, address = addressee(estimate)
    body = pdf(paper, at=estimate.sent_at or estimate.created_at)
    return Draft(
        recipient=address,
        recipient_name=name,
        subject=_one_line(f"{paper.title}: {paper.subject}"),
        text=text_letter(paper, link=link),
        html=html_letter(paper, link=link),
        attachments=((file_name(estimate), "application/pdf", body),),
        key=letter_key(estimate),
        about=ABOUT,
        about_id=estimate.pk,
        client_id=estimate.client_id,
        reply_to=estimate.owner.email,
        door_key=key,
    )


@job("estimates.tell_author", label=gettext_lazy("Word of a client's answer to an estimate"))
def tell_author(estimate_id: int, kind: str) -> None:
    """Tell the author what the client made of the estimate."""
    estimate = Estimate.objects.select_related(*RELATED).get(pk=estimate_id)
    last = estimate.answers.order_by("-pk").first()
    if last is None or not estimate.owner.is_active:
        return
    with translation.override(estimate.owner.language or agency().language):
        what = _("the estimate “%(title)s”") % {"title": estimate.title}
        subject = str(SAID[EstimateAnswerKind(kind)]) % {"what": what}
        link = settings.BASE_URL + estimate.get_absolute_url()
        text = "\n".join([estimate.client.name, subject, last.words, "", link, ""])
    queue_letter(
        Draft(
            recipient=estimate.owner.email,
            recipient_name=estimate.owner.name,
            subject=_one_line(subject[:1].upper() + subject[1:]),
            text=text,
            key=f"estimate-answer:{last.pk}",
            about=f"{ABOUT}.answer",
            about_id=estimate.pk,
            client_id=estimate.client_id,
            automatic=True,
        ),
        now=timezone.now(),
    )


def _one_line(subject: str) -> str:
    """A header is one line, whatever the subject field held."""
    return " ".join(subject.split())[:200]
