"""Forms of mailboxes: how one is reached, its folders, who reads it."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.access.models import User
from napulse.mail.actions.mailboxes import MailboxData
from napulse.mail.forms.wording import MAILBOXES
from napulse.mail.models import Mailbox, MailFolder, Security
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import Checks

HOST = r"^[A-Za-z0-9](?:[A-Za-z0-9.:-]*[A-Za-z0-9])?$"


class MailboxForm(ActionForm):
    """A mailbox at a server that speaks IMAP."""

    refusals: ClassVar = MAILBOXES
    refused_fields: ClassVar = {"mailbox.password_missing": "password"}

    name = forms.CharField(label=_("Name"), max_length=120)
    host = forms.RegexField(
        HOST,
        label=_("Server"),
        max_length=200,
        widget=forms.TextInput({"placeholder": "imap.mail.ru"}),
    )
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, initial=993)
    security = forms.ChoiceField(
        label=_("Encryption"), choices=Security.choices, initial=Security.TLS
    )
    user = forms.CharField(
        label=_("User name"), max_length=254, widget=forms.TextInput({"autocomplete": "off"})
    )
    password = forms.CharField(
        label=_("App password"),
        required=False,
        strip=False,
        max_length=300,
        widget=forms.PasswordInput({"autocomplete": "new-password", "class": "input"}),
        help_text=_("Made in the settings of the mailbox for this program alone; kept sealed."),
    )
    receiver = forms.CharField(
        label=_("Name of the receiving server"),
        required=False,
        max_length=200,
        help_text=_(
            "As it signs its Authentication-Results, like mx.google.com. Its word on a letter is"
            " then believed."
        ),
    )
    files_letters = forms.BooleanField(
        label=_("Proven letters of contact persons become interactions"),
        required=False,
        initial=True,
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, stored: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].required = not stored
        if stored:
            self.fields["password"].help_text = _("Leave it empty to keep the one that is stored.")

    @classmethod
    def of(cls, mailbox: Mailbox) -> "MailboxForm":
        names = ("name", "host", "port", "security", "user", "receiver", "files_letters", "version")
        return cls(initial={name: getattr(mailbox, name) for name in names}, stored=True)

    @property
    def data_of_mailbox(self) -> MailboxData:
        values = dict(self.cleaned_data)
        values.pop("version")
        return MailboxData(**values)


class FoldersForm(ActionForm):
    """Which folders are read."""

    refusals: ClassVar = MAILBOXES
    refused_fields: ClassVar = {"mailbox.no_folder": "folders"}

    folders = forms.MultipleChoiceField(
        label=_("Folders"),
        widget=Checks,
        error_messages={"required": _("Choose at least one folder.")},
    )

    def __init__(self, *args: Any, folders: Iterable[MailFolder], **kwargs: Any) -> None:
        rows = list(folders)
        chosen = [str(row.pk) for row in rows if row.is_chosen]
        super().__init__(*args, initial={"folders": chosen}, **kwargs)
        field = self.fields["folders"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(row.pk), row.name) for row in rows if not row.is_gone]

    @property
    def folder_ids(self) -> list[int]:
        return [int(each) for each in self.cleaned_data["folders"]]


class ShareForm(ActionForm):
    """Who reads the mailbox besides its owner."""

    people = forms.MultipleChoiceField(label=_("Colleagues"), required=False)

    def __init__(
        self, *args: Any, people: Iterable[User], chosen: Iterable[int] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, initial={"people": [str(each) for each in chosen]}, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(user.pk), user.name) for user in people]
        field.widget.attrs["size"] = 6

    @property
    def user_ids(self) -> list[int]:
        return [int(each) for each in self.cleaned_data["people"]]
