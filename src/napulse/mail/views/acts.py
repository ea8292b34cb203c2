"""Doors of what is done with letters: filing and back, telling, judging anew, deleting."""

from collections.abc import Callable, Sequence

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from napulse.access.actor import ActorRequest, needs
from napulse.clients.queries import asked_client, clients
from napulse.clients.undo import Ticket, ticket_of, undo_url
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.kernel.text import whole
from napulse.mail.actions.filing import (
    delete_letter,
    file_letter,
    restore_letter,
    tell_colleagues,
    unfile_letter,
)
from napulse.mail.actions.judging import ask_again
from napulse.mail.forms.letters import FileForm, TellForm
from napulse.mail.forms.wording import told
from napulse.mail.models import Letter
from napulse.mail.permissions import EDIT_LETTERS
from napulse.mail.presenting import shown
from napulse.mail.queries import letters
from napulse.mail.views.letters import detail_context, list_context
from napulse.ui.pages import page, redirect, toast, wants_part


def _page(request: ActorRequest, letter: Letter, **forms: object) -> HttpResponse:
    context = detail_context(request, letter, **forms)
    return page(request, "mail/letter_detail.html", context, status=422)


@needs(EDIT_LETTERS, "POST")
def letter_file(request: ActorRequest, received_id: int) -> HttpResponse:
    letter = letters.letter(request.actor, received_id)
    form = FileForm(request.POST, clients=clients(request.actor))
    if form.is_valid():
        client = form.cleaned_data["client"]
        with form.showing_refusals():
            excerpt = shown(letter).excerpt
            file_letter(request.actor, letter, client, excerpt=excerpt, now=timezone.now())
            said = _("Filed under %(client)s") % {"client": client.name}
            undo = reverse("mail:letter_unfile", args=[letter.pk])
            return redirect(request, letter.get_absolute_url(), said, undo)
    return _page(request, letter, file_form=form)


@needs(EDIT_LETTERS, "POST")
def letter_unfile(request: ActorRequest, received_id: int) -> HttpResponse:
    letter = letters.letter(request.actor, received_id)
    client, back = letter.client, ""
    try:
        unfile_letter(request.actor, letter, now=timezone.now())
        said = _("Taken from the client")
        if client:
            back = undo_url("mail:letter_undo", Ticket("file", {letter.pk: [client.pk]}))
    except Refused as refusal:
        said = told(refusal)
    visible = letters.chosen_letters(request.actor, [letter.pk])
    url = letter.get_absolute_url() if visible else reverse("mail:letter_list")
    return redirect(request, url, said, back)


@needs(EDIT_LETTERS, "POST")
def letter_tell(request: ActorRequest, received_id: int) -> HttpResponse:
    letter = letters.letter(request.actor, received_id)
    form = TellForm(request.POST, people=letters.colleagues(request.actor))
    if form.is_valid():
        with form.showing_refusals():
            new = tell_colleagues(
                request.actor,
                letter,
                user_ids=form.user_ids,
                note=form.cleaned_data["note"],
                now=timezone.now(),
            )
            n = len(new)
            said = ngettext("%(n)s colleague told", "%(n)s colleagues told", n) % {"n": n}
            return redirect(request, letter.get_absolute_url(), said if n else _("They know it."))
    return _page(request, letter, tell_form=form)


@needs(EDIT_LETTERS, "POST")
def letter_judge(request: ActorRequest, received_id: int) -> HttpResponse:
    letter = letters.letter(request.actor, received_id)
    ask_again(request.actor, [letter])
    return redirect(request, letter.get_absolute_url(), _("The letter is checked anew."))


@needs(EDIT_LETTERS, "POST")
def letter_delete(request: ActorRequest, received_id: int) -> HttpResponse:
    letter = letters.letter(request.actor, received_id)
    try:
        delete_letter(request.actor, letter, now=timezone.now())
    except Refused as refusal:
        return redirect(request, letter.get_absolute_url(), told(refusal))
    undo = reverse("mail:letter_restore", args=[letter.pk])
    return redirect(request, reverse("mail:letter_list"), _("Letter deleted"), undo)


@needs(EDIT_LETTERS, "POST")
def letter_restore(request: ActorRequest, received_id: int) -> HttpResponse:
    letter = letters.letter(request.actor, received_id, deleted=True)
    url = letter.get_absolute_url()
    if letter.deleted_at is None:
        return redirect(request, url)
    try:
        restore_letter(request.actor, letter)
    except Refused as refusal:
        return redirect(request, reverse("mail:letter_list"), told(refusal))
    return redirect(request, url, _("The letter is back"))


@needs(EDIT_LETTERS, "POST")
def letter_bulk(request: ActorRequest) -> HttpResponse:
    """One change to the chosen letters, one message, one way back."""
    ids = [n for value in request.POST.getlist("id") if (n := whole(value)) is not None]
    chosen = letters.chosen_letters(request.actor, ids)
    acts = {"file": _file_many, "delete": _delete_many, "judge": _judge_many}
    act = acts.get(request.POST.get("verb", ""))
    said, undo = act(request, chosen) if act and chosen else (_("Nothing changed"), "")
    if not wants_part(request):
        return redirect(request, reverse("mail:letter_list"), said, undo)
    response = page(request, "mail/letter_list.html", list_context(request), partial="list")
    return toast(response, said, undo)


def _judge_many(request: ActorRequest, chosen: Sequence[Letter]) -> tuple[str, str]:
    n = ask_again(request.actor, chosen)
    return ngettext("%(n)s letter is checked anew", "%(n)s letters are checked anew", n) % {
        "n": n
    }, ""


def _file_many(request: ActorRequest, chosen: Sequence[Letter]) -> tuple[str, str]:
    client = asked_client(request.actor, request.POST.get("client", ""))
    if client is None:
        return _("Choose the client."), ""

    def act(letter: Letter) -> None:
        file_letter(
            request.actor, letter, client, excerpt=shown(letter).excerpt, now=timezone.now()
        )

    done, refusal = _each([row for row in chosen if row.client_id is None], act)
    n = len(done)
    said = ngettext("%(n)s letter filed", "%(n)s letters filed", n) % {"n": n}
    undo = undo_url("mail:letter_undo", Ticket("unfile", {row.pk: [] for row in done}))
    return _with(said, refusal), undo if done else ""


def _delete_many(request: ActorRequest, chosen: Sequence[Letter]) -> tuple[str, str]:
    def act(letter: Letter) -> None:
        delete_letter(request.actor, letter, now=timezone.now())

    done, refusal = _each(chosen, act)
    n = len(done)
    said = ngettext("%(n)s letter deleted", "%(n)s letters deleted", n) % {"n": n}
    undo = undo_url("mail:letter_undo", Ticket("restore", {row.pk: [] for row in done}))
    return _with(said, refusal), undo if done else ""


def _each(
    chosen: Sequence[Letter], act: Callable[[Letter], None]
) -> tuple[list[Letter], Refused | None]:
    """Do it to each; what is refused stays as it is, and the last refusal is told."""
    done: list[Letter] = []
    refused: Refused | None = None
    for letter in chosen:
        try:
            act(letter)
            done.append(letter)
        except Refused as refusal:
            refused = refusal
    return done, refused


def _with(said: str, refusal: Refused | None) -> str:
    return f"{said}. {told(refusal)}" if refusal else said


@needs(EDIT_LETTERS, "POST")
def letter_undo(request: ActorRequest, letter_ticket: str) -> HttpResponse:
    """Put letters back to where they were."""
    found = ticket_of(letter_ticket)
    rows = letters.chosen_letters(request.actor, list(found.rows), deleted=True)
    if not rows:
        raise Missing("undo")

    def act(letter: Letter) -> None:
        if found.kind == "restore":
            restore_letter(request.actor, letter)
        elif found.kind == "unfile":
            unfile_letter(request.actor, letter, now=timezone.now())
        else:
            _file_back(request, letter, int(found.rows[letter.pk][0]))

    done, refusal = _each(rows, act)
    n = len(done)
    said = ngettext("%(n)s letter put back", "%(n)s letters put back", n) % {"n": n}
    return redirect(request, reverse("mail:letter_list"), _with(said, refusal))


def _file_back(request: ActorRequest, letter: Letter, client_id: int) -> None:
    client = asked_client(request.actor, str(client_id))
    if client is None:
        raise Missing("client")
    file_letter(request.actor, letter, client, now=timezone.now())
