"""Forms of brands: the text of a policy, the check on a public page, a visitor's report."""

import base64
import binascii
import zlib
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from napulse.clients.models import Client
from napulse.engines.kernel.errors import Refused
from napulse.engines.mailtrust.loading import load_policy
from napulse.engines.mailtrust.policy import PolicyError, Problem
from napulse.mail.actions.brands import Writing
from napulse.mail.forms.wording import BRANDS, PROBLEMS, UPLOAD
from napulse.mail.intake import letters_of
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import DropZone

MOST_BYTES = 5_000_000
CARRIED_BYTES = 2_000_000
SHOWN_PROBLEMS = 12


def told_problem(problem: Problem) -> str:
    """What is wrong, with the line and the words of the checker."""
    code = "schema" if problem.code.startswith("schema") else problem.code
    sentence: StrOrPromise = PROBLEMS.get(code, PROBLEMS["schema"])
    said = str(sentence) % {"detail": problem.detail, "path": problem.path}
    return gettext("Line %(line)s: %(said)s") % {"line": problem.line or 1, "said": said}


class PolicyForm(ActionForm):
    """A version of a policy."""

    refusals: ClassVar = BRANDS
    refused_fields: ClassVar = {
        "brand.exists": "text",
        "brand.other_code": "text",
        "brand.policy_broken": "text",
    }

    text = forms.CharField(
        label=_("Policy"),
        max_length=500_000,
        strip=False,
        widget=forms.Textarea({"rows": 30, "spellcheck": "false", "class": "input code"}),
    )
    note = forms.CharField(
        label=_("What is new in it"),
        required=False,
        max_length=300,
        help_text=_("Stands in the list of versions."),
    )
    base = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        """Every problem at once, each with its line."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        try:
            load_policy(text)
        except PolicyError as error:
            told = [told_problem(each) for each in error.problems[:SHOWN_PROBLEMS]]
            raise ValidationError(told) from error
        return text

    @property
    def writing(self) -> Writing:
        return Writing(self.cleaned_data["text"], self.cleaned_data["note"])


class NewBrandForm(PolicyForm):
    """A new brand: whose it is, and its policy."""

    client = forms.ModelChoiceField[Client](
        label=_("Client"),
        queryset=None,
        required=False,
        help_text=_("Whose brand it is. Without a client it is the whole agency's."),
    )

    def __init__(self, *args: Any, clients: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        let_choose(self, "client", clients)


class CheckForm(ActionForm):
    """A letter as a file, or its source pasted."""

    letter = forms.FileField(
        label=_("The letter as a file"),
        required=False,
        widget=DropZone(
            {"accept": ".eml,.msg,message/rfc822"}, hint=_("A file .eml or .msg, up to 5 MB")
        ),
    )
    source = forms.CharField(
        label=_("or its source, pasted"),
        required=False,
        strip=False,
        max_length=MOST_BYTES,
        widget=forms.Textarea({"rows": 6, "spellcheck": "false", "class": "input code"}),
        help_text=_(
            "In your mail program it is called “Show original”, “Source” or “View source”."
        ),
    )

    def clean_letter(self) -> bytes:
        file = self.cleaned_data["letter"]
        if file is None:
            return b""
        if (file.size or 0) > MOST_BYTES:
            raise ValidationError(_("The file is larger than 5 MB."))
        return bytes(file.read())

    def clean(self) -> dict[str, Any]:
        """One raw letter, in `raw`."""
        kept = super().clean() or self.cleaned_data
        if self.errors:
            return kept
        source = kept.get("source", "").lstrip().encode("utf-8", "surrogateescape")
        given = kept.get("letter") or source
        if not given.strip():
            raise ValidationError(_("Choose a file or paste the source of a letter."))
        try:
            kept["raw"] = next(letters_of(given))
        except (Refused, StopIteration) as refusal:
            code = refusal.code if isinstance(refusal, Refused) else "upload.empty"
            name = kept["letter"] and getattr(self.files.get("letter"), "name", "")
            said = str(UPLOAD[code]) % {"name": name} if name else str(BRANDS["check.no_letter"])
            self.add_error("letter" if kept.get("letter") else "source", said)
        return kept


class ReportForm(ActionForm):
    """The letter that was checked, with a word to the brand."""

    carried = forms.CharField(widget=forms.HiddenInput, max_length=CARRIED_BYTES * 2)
    note = forms.CharField(
        label=_("A word with it"),
        required=False,
        max_length=1000,
        widget=forms.Textarea({"rows": 3}),
    )
    reply_to = forms.EmailField(
        label=_("Your address, if you want an answer"), required=False, max_length=254
    )

    def clean_carried(self) -> bytes:
        """The letter's bytes; the browser carried them, for nothing of a check is kept."""
        try:
            packed = base64.b64decode(self.cleaned_data["carried"], validate=True)
            unpacker = zlib.decompressobj()
            raw = unpacker.decompress(packed, MOST_BYTES)
            if unpacker.unconsumed_tail:
                raise ValueError
            return next(letters_of(raw))
        except (ValueError, binascii.Error, zlib.error, Refused, StopIteration) as error:
            raise ValidationError(_("The letter was lost on the way. Check it again.")) from error


def carried(raw: bytes) -> str:
    """The letter as a hidden field; "" for one that is too large for it."""
    packed = base64.b64encode(zlib.compress(raw)).decode("ascii")
    return packed if len(packed) <= CARRIED_BYTES else ""
