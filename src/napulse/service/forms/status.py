"""The editor of a status report: what it reads from the form, what it shows, what it says."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import whole
from napulse.engines.reports import Mark, Section, StatusLine, reading
from napulse.service.actions.status import FieldConflict, StatusEdit, shown_to
from napulse.service.models import RecipientRole
from napulse.ui.forms import ActionForm
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import dress

FIELDS = ("text:", "show:", "section:")
STATUS: dict[str, StrOrPromise] = {
    "status.already_sent": _("This report was sent meanwhile."),
    "status.discarded": _("This draft was discarded meanwhile."),
    "status.draft_conflict": _("Somebody changed the same fields. Choose which version to keep."),
    "status.changed": _("The draft was changed after you had opened this page. Look again."),
    "status.stale": _("The work has moved on since the draft was made. Bring it up to date first."),
    "status.empty": _("There is not one line for the client in it."),
    "status.no_subject": _("The letter needs a subject."),
    "status.no_recipient": _("Nobody at the client would get it: add a recipient with an address."),
    "status.recipient_without_email": _("No e-mail address: %(names)s."),
    "status.recipient_known": _("%(name)s gets this report already."),
    "status.no_author": _("The client has no team yet."),
    "recipient.not_an_address": _("%(address)s is not an e-mail address."),
    "recipient.not_refused": _("The letter was not refused: there is nothing to send again."),
    "distribution.client_is_not_internal": _("Only a colleague can get the internal edition."),
    "distribution.unknown": _("Choose a contact person or a colleague from the list."),
}
SECTIONS: dict[Section, StrOrPromise] = {
    Section.DONE: pgettext_lazy("section of a report", "Done"),
    Section.NEXT: pgettext_lazy("section of a report", "In work"),
    Section.WAITS_CLIENT: _("What waits for the client"),
    Section.ACTIONS_OURS: _("Actions on our side"),
    Section.ACTIONS_CLIENT: _("Actions on the client's side"),
    Section.DEADLINES: _("Deadlines"),
    Section.RISKS: _("Risks"),
}
SHOWN: list[tuple[str, StrOrPromise]] = [
    ("client", pgettext_lazy("who sees a line", "client sees it")),
    ("internal", pgettext_lazy("who sees a line", "colleagues only")),
    ("hidden", pgettext_lazy("who sees a line", "hidden")),
]
MARKS: dict[Mark, tuple[StrOrPromise, str]] = {
    Mark.NEW: (pgettext_lazy("a line of a report", "new"), "accent"),
    Mark.CHANGED: (pgettext_lazy("a line of a report", "changed"), "accent"),
}


def told(refusal: Refused) -> str:
    """The sentence of a refusal in the reader's words; a code not listed is a bug."""
    return str(STATUS[refusal.code]) % refusal.values


def read_edit(posted: QueryDict) -> StatusEdit:
    """The form's fields; line ends as the draft keeps them."""
    values = {name: _plain(value) for name, value in posted.items() if _is_field(name)}
    picks = {
        name.removeprefix("pick:"): str(value)
        for name, value in posted.items()
        if name.startswith("pick:")
    }
    return StatusEdit(values, unpacked(str(posted.get("base", ""))), picks)


def _is_field(name: str) -> bool:
    return name in ("subject", "intro") or name.startswith(FIELDS)


def _plain(value: object) -> str:
    return str(value).replace("\r\n", "\n")


def packed(values: Mapping[str, str]) -> str:
    return json.dumps(dict(values), ensure_ascii=False)


def unpacked(text: str) -> dict[str, str]:
    try:
        raw = json.loads(text or "{}")
    except ValueError:
        return {}
    return (
        {reading.text(k): reading.text(v) for k, v in raw.items()} if isinstance(raw, dict) else {}
    )


@dataclass(slots=True)
class EditedLine:
    """One line of the editor, with how it stands to the last report and to live data."""

    key: str
    text: str
    show: str
    project: str = ""
    mark: str = ""
    mark_tone: str = ""
    is_stale: bool = False
    is_own: bool = False
    section: str = ""


@dataclass(slots=True)
class EditedSection:
    value: str
    title: StrOrPromise
    lines: list[EditedLine] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Clash:
    """Both versions of one field, to choose from."""

    name: str
    title: str
    mine: str
    theirs: str


@dataclass(frozen=True, slots=True)
class Around:
    """What the lines of a draft are compared with."""

    marks: Mapping[str, Mark]
    stale: Collection[str]
    projects: Mapping[str, str]


def sections_of(lines: Iterable[StatusLine], around: Around) -> list[EditedSection]:
    """Every section, the empty ones too: a line can be added to any."""
    found = {section: EditedSection(section.value, title) for section, title in SECTIONS.items()}
    for line in lines:
        found[line.section].lines.append(_edited(line, around))
    return list(found.values())


def _edited(line: StatusLine, around: Around) -> EditedLine:
    mark, tone = MARKS.get(around.marks.get(line.key, Mark.SAME), ("", ""))
    return EditedLine(
        key=line.key,
        text=line.text,
        show=shown_to(line),
        project=around.projects.get(str(line.project_id), ""),
        mark=str(mark),
        mark_tone=tone,
        is_stale=line.key in around.stale,
        is_own=not line.source,
        section=line.section.value,
    )


def clashes_of(refusal: Refused, lines: Iterable[StatusLine]) -> list[Clash]:
    texts = {line.key: line.text for line in lines}
    raw = refusal.values.get("conflicts", [])
    conflicts: list[FieldConflict] = raw if isinstance(raw, list) else []
    return [_clash(each, texts) for each in conflicts]


def _clash(each: FieldConflict, texts: Mapping[str, str]) -> Clash:
    kind, _colon, key = each.name.partition(":")
    heads: dict[str, StrOrPromise] = {"subject": _("Subject"), "intro": _("Opening words")}
    labels = dict(SHOWN)
    if kind == "show":
        mine, theirs = labels.get(each.mine, ""), labels.get(each.theirs, "")
        return Clash(each.name, texts.get(key, ""), str(mine), str(theirs))
    return Clash(each.name, str(heads.get(each.name, _("Line"))), each.mine, each.theirs)


class AddresseeForm(ActionForm):
    """Somebody to add: a contact, a colleague, or (for one report) a name and an address."""

    who = forms.ChoiceField(label=_("Who"), required=False)
    name = forms.CharField(
        label=pgettext_lazy("of a person", "Name"), max_length=120, required=False
    )
    email = forms.EmailField(label=_("E-mail"), required=False)
    role = forms.ChoiceField(label=_("Role"), choices=RecipientRole.choices)
    refusals = STATUS

    def __init__(
        self, *args: object, people: list[tuple[StrOrPromise, list[tuple[str, str]]]], **kw: object
    ) -> None:
        super().__init__(*args, **kw)
        self.fields["who"] = forms.ChoiceField(
            label=_("Who"), required=False, choices=[("", "—"), *people]
        )
        dress(self.fields["who"].widget)

    def clean(self) -> dict[str, object]:
        values = super().clean() or {}
        if not values.get("who") and not values.get("email") and not self.errors:
            self.add_error("who", _("Choose somebody, or write an address."))
        return values

    @property
    def person(self) -> tuple[str, int] | None:
        """ "contact" or "user" and the id, when somebody was chosen."""
        kind, _colon, number = str(self.cleaned_data.get("who", "")).partition(":")
        found = whole(number)
        return None if found is None else (kind, found)


class ListedForm(AddresseeForm):
    """Somebody to put on the client's standing list: only people we know."""

    def __init__(self, *args: object, **kw: object) -> None:
        super().__init__(*args, **kw)  # type: ignore[arg-type]
        del self.fields["name"], self.fields["email"]
        self.fields["who"].required = True
