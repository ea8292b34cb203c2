"""Forms of letters: the upload, the filter of the list, whom to tell, under whom to file."""

from collections.abc import Iterable
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.models import User
from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.mail.actions.uploads import MOST_BYTES, MOST_FILES, File
from napulse.mail.forms.wording import LETTERS, UPLOAD
from napulse.mail.queries.letters import LetterFilter
from napulse.ui.forms import ActionForm
from napulse.ui.widgets import DropZone


class ManyFiles(DropZone):
    """A drop zone for several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Every file of the field; an empty choice is an error of the field."""

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile[Any]]:
        single = super().clean
        given = data if isinstance(data, (list, tuple)) else [data]
        return [single(each, initial) for each in given]


class UploadForm(ActionForm):
    """Letters as files."""

    refusals: ClassVar = UPLOAD
    refused_fields: ClassVar = dict.fromkeys(UPLOAD, "letters")

    letters = FilesField(
        label=_("Letters"),
        max_length=300,
        widget=ManyFiles(
            {"accept": ".eml,.msg,.mbox,.mbx,message/rfc822", "multiple": True},
            hint=_("Files .eml, .msg or .mbox, several at once, up to 60 MB together"),
        ),
        error_messages={"required": _("Choose at least one file.")},
    )

    def clean_letters(self) -> list[File]:
        """Size and number before anything is read into memory."""
        given: list[UploadedFile[Any]] = self.cleaned_data["letters"]
        if len(given) > MOST_FILES:
            raise self._refusal(Refused("upload.too_many", most=MOST_FILES))
        if sum(each.size or 0 for each in given) > MOST_BYTES:
            raise self._refusal(Refused("upload.too_large", most=MOST_BYTES // 1_000_000))
        return [File(str(each.name), each.read()) for each in given]

    def _refusal(self, refusal: Refused) -> ValidationError:
        return ValidationError(str(UPLOAD[refusal.code]) % refusal.values)


class FilterForm(ActionForm):
    """What the list is narrowed to."""

    client = forms.ChoiceField(label=_("Client"), required=False)
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    mailbox = forms.ChoiceField(label=_("Mailbox"), required=False)

    def offer(
        self,
        clients: Iterable[tuple[int, str]],
        brands: Iterable[tuple[str, str]],
        mailboxes: Iterable[tuple[int, str]],
    ) -> None:
        """The choices of this reader."""
        self._choices("client", pgettext_lazy("clients", "All clients"), clients)
        self._choices("brand", _("All brands"), brands)
        self._choices("mailbox", _("All mailboxes"), mailboxes)

    def _choices(self, name: str, everything: Any, found: Iterable[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared above
        field.choices = [("", everything), *((str(key), label) for key, label in found)]

    def wanted(self) -> LetterFilter:
        """What was asked for; what makes no sense narrows nothing."""
        self.is_valid()
        kept = self.cleaned_data
        return LetterFilter(
            client_id=whole(kept.get("client") or ""),
            brand=kept.get("brand") or "",
            mailbox_id=whole(kept.get("mailbox") or ""),
            upload_id=whole(self.data.get("upload", "")),
        )


class FileForm(ActionForm):
    """The client a letter is filed under."""

    refusals: ClassVar = LETTERS

    client = forms.ModelChoiceField[Client](
        label=_("Client"), queryset=None, error_messages={"required": _("Choose the client.")}
    )

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = clients  # type: ignore[attr-defined] # of this field


class TellForm(ActionForm):
    """Whom to tell, and a word with it."""

    refusals: ClassVar = LETTERS
    refused_fields: ClassVar = {"letter.nobody_told": "people"}

    people = forms.MultipleChoiceField(
        label=_("Colleagues"), error_messages={"required": _("Choose at least one colleague.")}
    )
    note = forms.CharField(
        label=_("A word with it"), required=False, max_length=500, widget=forms.Textarea
    )

    def __init__(self, *args: Any, people: Iterable[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["people"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - declared above
        field.choices = [(str(user.pk), user.name) for user in people]
        field.widget.attrs["size"] = 6

    @property
    def user_ids(self) -> list[int]:
        return [int(each) for each in self.cleaned_data["people"]]
