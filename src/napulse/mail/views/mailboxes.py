"""Pages of mailboxes: connecting, folders, sharing, pausing, removing."""

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from napulse.access.actor import ActorRequest, needs
from napulse.mail.actions.mailboxes import (
    choose_folders,
    connect_mailbox,
    delete_mailbox,
    edit_mailbox,
    pause_mailbox,
    restore_mailbox,
    share_mailbox,
)
from napulse.mail.forms.mailboxes import FoldersForm, MailboxForm, ShareForm
from napulse.mail.forms.wording import told_state
from napulse.mail.models import Mailbox, MailboxState
from napulse.mail.permissions import EDIT_MAILBOXES
from napulse.mail.queries import letters, mailboxes
from napulse.ui.pages import page, redirect


@needs(EDIT_MAILBOXES)
def mailbox_list(request: ActorRequest) -> HttpResponse:
    rows = list(mailboxes.mailboxes(request.actor))
    return page(request, "mail/mailbox_list.html", {"mailboxes": rows})


@needs(EDIT_MAILBOXES)
def mailbox_create(request: ActorRequest) -> HttpResponse:
    return page(request, "mail/mailbox_form.html", {"form": MailboxForm(), "mailbox": None})


@needs(EDIT_MAILBOXES, "POST")
def mailbox_created(request: ActorRequest) -> HttpResponse:
    form = MailboxForm(request.POST)
    if form.is_valid():
        with form.showing_refusals():
            data = form.data_of_mailbox
            made = connect_mailbox(request.actor, data=data, now=timezone.now())
            return redirect(request, made.get_absolute_url(), _("Mailbox connected"))
    context = {"form": form, "mailbox": None}
    return page(request, "mail/mailbox_form.html", context, partial="form", status=422)


@needs(EDIT_MAILBOXES)
def mailbox_detail(request: ActorRequest, mailbox_id: int) -> HttpResponse:
    mailbox = mailboxes.mailbox(request.actor, mailbox_id)
    return page(request, "mail/mailbox_detail.html", _detail(request, mailbox), partial="state")


def _detail(request: ActorRequest, mailbox: Mailbox, **forms: Any) -> dict[str, Any]:
    folders = list(mailbox.folders.all())
    refusal, words = told_state(mailbox.refusal)
    return {
        "mailbox": mailbox,
        "folders": folders,
        "taken": sum(row.taken for row in folders),
        "is_mine": mailbox.owner_id == request.actor.user_id,
        "refusal": refusal,
        "server_words": words,
        "is_refused": mailbox.state == MailboxState.REFUSED,
        "is_busy": bool(mailbox.work and mailbox.work.is_open)
        or (mailbox.state == MailboxState.NEW and not folders),
        "folders_form": FoldersForm(folders=folders),
        "share_form": ShareForm(
            people=letters.colleagues(request.actor), chosen=mailbox.reader_ids()
        ),
    } | forms


def _refused(request: ActorRequest, mailbox: Mailbox, **forms: Any) -> HttpResponse:
    return page(request, "mail/mailbox_detail.html", _detail(request, mailbox, **forms), status=422)


@needs(EDIT_MAILBOXES)
def mailbox_edit(request: ActorRequest, mailbox_id: int) -> HttpResponse:
    mailbox = mailboxes.mailbox(request.actor, mailbox_id)
    context = {"form": MailboxForm.of(mailbox), "mailbox": mailbox}
    return page(request, "mail/mailbox_form.html", context)


@needs(EDIT_MAILBOXES, "POST")
def mailbox_edited(request: ActorRequest, mailbox_id: int) -> HttpResponse:
    mailbox = mailboxes.mailbox(request.actor, mailbox_id)
    form = MailboxForm(request.POST, stored=True)
    if form.is_valid():
        with form.showing_refusals():
            version = form.cleaned_data["version"] or 0
            edit_mailbox(request.actor, mailbox, data=form.data_of_mailbox, version=version)
            return redirect(request, mailbox.get_absolute_url(), _("Mailbox saved"))
    context = {"form": form, "mailbox": mailbox}
    return page(request, "mail/mailbox_form.html", context, partial="form", status=422)


@needs(EDIT_MAILBOXES, "POST")
def mailbox_folders(request: ActorRequest, mailbox_id: int) -> HttpResponse:
    mailbox = mailboxes.mailbox(request.actor, mailbox_id)
    form = FoldersForm(request.POST, folders=mailbox.folders.all())
    if form.is_valid():
        with form.showing_refusals():
            ids = form.folder_ids
            choose_folders(request.actor, mailbox, folder_ids=ids, now=timezone.now())
            return redirect(request, mailbox.get_absolute_url(), _("The folders are being read"))
    return _refused(request, mailbox, folders_form=form)


@needs(EDIT_MAILBOXES, "POST")
def mailbox_share(request: ActorRequest, mailbox_id: int) -> HttpResponse:
    mailbox = mailboxes.mailbox(request.actor, mailbox_id)
    form = ShareForm(request.POST, people=letters.colleagues(request.actor))
    if form.is_valid():
        share_mailbox(request.actor, mailbox, user_ids=form.user_ids)
        return redirect(request, mailbox.get_absolute_url(), _("Saved"))
    return _refused(request, mailbox, share_form=form)


@needs(EDIT_MAILBOXES, "POST")
def mailbox_pause(request: ActorRequest, mailbox_id: int) -> HttpResponse:
    """Pause it, or go on when it is paused."""
    mailbox = mailboxes.mailbox(request.actor, mailbox_id)
    paused = mailbox.state != MailboxState.PAUSED
    pause_mailbox(request.actor, mailbox, paused=paused)
    said = _("The mailbox is paused") if paused else _("The mailbox is read again")
    return redirect(request, mailbox.get_absolute_url(), said)


@needs(EDIT_MAILBOXES, "POST")
def mailbox_delete(request: ActorRequest, mailbox_id: int) -> HttpResponse:
    mailbox = mailboxes.mailbox(request.actor, mailbox_id)
    delete_mailbox(request.actor, mailbox, now=timezone.now())
    undo = reverse("mail:mailbox_restore", args=[mailbox.pk])
    return redirect(request, reverse("mail:mailbox_list"), _("Mailbox removed"), undo)


@needs(EDIT_MAILBOXES, "POST")
def mailbox_restore(request: ActorRequest, mailbox_id: int) -> HttpResponse:
    mailbox = mailboxes.mailbox(request.actor, mailbox_id, deleted=True)
    restore_mailbox(request.actor, mailbox)
    return redirect(request, mailbox.get_absolute_url(), _("The mailbox is back"))
