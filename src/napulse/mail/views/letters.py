"""Pages of letters: the list, one letter, its raw file, and the upload."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import clients
from napulse.mail.actions.uploads import upload_letters
from napulse.mail.details import has_changed_details
from napulse.mail.forms.letters import FileForm, FilterForm, TellForm, UploadForm
from napulse.mail.models import Letter, Upload
from napulse.mail.permissions import EDIT_LETTERS, EDIT_MAILBOXES, VIEW_LETTERS
from napulse.mail.presenting import (
    findings_of,
    in_letters,
    language,
    reasons,
    shown,
    shown_verdict,
    verdict_words,
)
from napulse.mail.queries import letters, mailboxes
from napulse.mail.queries.clients import team_ids
from napulse.mail.queries.policies import words_of_policies
from napulse.mail.reports import addresses
from napulse.mail.sentences import ICONS, TONES
from napulse.mail.tables import Letters
from napulse.service.permissions import EDIT_INTERACTIONS, VIEW_INTERACTIONS
from napulse.ui.pages import page, redirect
from napulse.ui.tables import export

CLOSED = "default-src 'none'; sandbox; frame-ancestors 'none'"


def listing_of(request: ActorRequest) -> tuple[Letters, FilterForm]:
    """The list as asked for, and the form that narrows it."""
    names = words_of_policies(language()).names
    form = FilterForm(request.GET)
    form.offer(
        ((row.pk, row.name) for row in clients(request.actor)),
        ((code, names.get(code, code)) for code in letters.brands_seen(request.actor)),
        ((row.pk, row.name) for row in mailboxes.mailboxes(request.actor)),
    )
    rows = letters.letters(request.actor, form.wanted())
    return Letters(request.GET, rows, reverse("mail:letter_list")), form


@needs(VIEW_LETTERS)
def letter_list(request: ActorRequest) -> HttpResponse:
    return page(request, "mail/letter_list.html", list_context(request), partial="list")


def list_context(request: ActorRequest) -> dict[str, Any]:
    """What the list shows, also after a change to many of its rows."""
    listing, form = listing_of(request)
    return {
        "listing": listing,
        "filters": form,
        "tones": TONES,
        "names": words_of_policies(language()).names,
        "may_edit": request.actor.can(EDIT_LETTERS),
        "may_connect": request.actor.can(EDIT_MAILBOXES),
        "clients": list(clients(request.actor)),
        "export_url": f"{reverse('mail:letter_export')}?{request.GET.urlencode()}",
    }


@needs(VIEW_LETTERS)
def letter_export(request: ActorRequest) -> HttpResponse:
    return export(request, listing_of(request)[0], "letters-in")


@needs(VIEW_LETTERS)
def letter_detail(request: ActorRequest, received_id: int) -> HttpResponse:
    letter = letters.letter(request.actor, received_id)
    return page(request, "mail/letter_detail.html", detail_context(request, letter), partial="body")


def detail_context(request: ActorRequest, letter: Letter, **forms: Any) -> dict[str, Any]:
    """Everything on the page of a letter; `forms` are those that an action refused."""
    words = words_of_policies(language())
    verdict = shown_verdict(letter)
    sentence, advice = verdict_words(verdict, letter.brand, words)
    actor = request.actor
    may_edit = actor.can(EDIT_LETTERS)
    team = team_ids(letter.client or letter.names_client) if letter.names_client else []
    people = letters.colleagues(actor) if may_edit else []
    return {
        "letter": letter,
        "shown": shown(letter),
        "sentence": sentence,
        "advice": advice,
        "tone": TONES.get(verdict, ""),
        "verdict_icon": ICONS[verdict],
        "reasons": reasons(findings_of(letter), words),
        "sender": sender_of(letter),
        "has_changed_details": has_changed_details(letter.details),
        "told": letter.told.select_related("user", "by"),
        "may_edit": may_edit,
        "may_file": may_edit and actor.can(EDIT_INTERACTIONS) and not letter.is_apart,
        "may_delete": may_edit and letter.holder is not None and letter.holder.pk == actor.user_id,
        "may_open_interaction": actor.can(VIEW_INTERACTIONS),
        "brand_name": words.names.get(letter.brand, letter.brand),
        "file_form": FileForm(
            clients=clients(actor), initial={"client": letter.names_client_id or None}
        ),
        "tell_form": TellForm(people=people, initial={"people": [str(each) for each in team]}),
    } | forms


def sender_of(letter: Letter) -> dict[str, Any]:
    """The sender as it really is: the address apart from the name, its domain in both writings."""
    report = letter.report or {}
    seen = report.get("sender", {})
    visible = seen.get("visible") or {}
    domain = visible.get("domain", "")
    return {
        "shown": visible.get("shown", letter.shown_name),
        "address": next(iter(addresses([visible])), "") if visible else letter.address,
        "domain": domain,
        "domain_in_letters": in_letters(domain),
        "authors": addresses(seen.get("authors", [])),
        "reply_to": addresses(seen.get("reply_to", [])),
        "auth": report.get("auth"),
    }


@needs(VIEW_LETTERS)
def letter_raw(request: ActorRequest, received_id: int) -> HttpResponse:
    """The bytes as they came: a file to keep, which no browser opens as a page."""
    letter = letters.letter(request.actor, received_id)
    response = HttpResponse(letter.blob.raw, content_type="application/octet-stream")
    name = f"letter-{letter.pk}.eml"
    response["Content-Disposition"] = content_disposition_header(True, name)
    response["Content-Security-Policy"] = CLOSED
    return response


@needs(EDIT_LETTERS)
def letter_upload(request: ActorRequest) -> HttpResponse:
    return page(request, "mail/letter_upload.html", {"form": UploadForm()})


@needs(EDIT_LETTERS, "POST")
def letter_uploaded(request: ActorRequest) -> HttpResponse:
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        with form.showing_refusals():
            files = form.cleaned_data["letters"]
            upload = upload_letters(request.actor, files=files, now=timezone.now())
            return redirect(request, *_after(request, upload))
    return page(request, "mail/letter_upload.html", {"form": form}, partial="form", status=422)


def _after(request: ActorRequest, upload: Upload) -> tuple[str, str]:
    """To the letter that was asked about, to the list of them, or to the progress."""
    if upload.work_id:
        return reverse("mail:upload_detail", args=[upload.pk]), ""
    found = list(letters.of_upload(request.actor, upload))
    if len(found) == 1:
        return found[0].get_absolute_url(), ""
    if not found:
        return reverse("mail:letter_list"), _("These letters were here already.")
    n = len(found)
    said = ngettext("%(n)s letter uploaded", "%(n)s letters uploaded", n) % {"n": n}
    return f"{reverse('mail:letter_list')}?view=all&upload={upload.pk}", said


@needs(EDIT_LETTERS)
def upload_detail(request: ActorRequest, upload_id: int) -> HttpResponse:
    """How far a large upload is; when it is done, the way to its letters."""
    upload = mailboxes.upload(request.actor, upload_id)
    return page(request, "mail/upload_detail.html", {"upload": upload}, partial="body")
