"""A breakdown from a file: which column is what, and what is wrong with the file, in words."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from napulse.delivery.breakdown import ROWS_MAX
from napulse.delivery.forms.cells import is_blank
from napulse.delivery.forms.sentences import COLUMNS
from napulse.delivery.interchange import from_mspdi, links_to_phases
from napulse.engines.exchange import Notice, TableLimits, read_table
from napulse.engines.exchange.mspdi import read_mspdi
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold
from napulse.ui.forms import ActionForm
from napulse.ui.table_words import TABLES
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import DropZone, RadioCards

LIMITS = TableLimits(size=5_000_000, rows=2_000, columns=60)
MEGABYTE = 1_000_000
ADD, REPLACE = "add", "replace"

CAPTIONS: dict[str, tuple[str, ...]] = {
    "number": ("no", "no.", "№", "номер", "id", "#", "n", "ид"),
    "name": ("task", "name", "task name", "задача", "название", "работа", "что делаем", "этап"),
    "kind": ("kind", "type", "вид", "тип"),
    "who": ("who", "role", "roles", "resource names", "кто", "роль", "роли", "названия ресурсов"),
    "low": ("at best", "low", "optimistic", "лучший", "минимум", "мин", "оптимистично"),
    "likely": ("likely", "hours", "estimate", "work", "часы", "оценка", "вероятно", "трудозатраты"),
    "high": ("at worst", "high", "pessimistic", "худший", "максимум", "макс", "пессимистично"),
    "after": ("after", "predecessors", "после", "предшественники", "зависит от"),
    "not_before": ("not before", "start", "не раньше", "начало"),
    "due": ("deadline", "due", "due on", "finish", "срок", "крайний срок", "дедлайн", "окончание"),
    "optional": ("may be dropped", "optional", "можно убрать", "необязательно"),
    "deliverable": ("result", "deliverable", "результат", "результат работ"),
    "state": ("state", "status", "состояние", "статус"),
    "note": ("note", "notes", "comment", "примечание", "заметка", "комментарий", "заметки"),
}
DANGEROUS = ("=", "+", "-", "@")

FILES: dict[str, StrOrPromise] = {
    **TABLES,
    "table.too_large": _("The file is larger than %(limit_mb)s MB."),
    "msp.binary": _("This is an .mpp file. In Microsoft Project choose Save As, XML format."),
    "msp.too_large": _("The file is larger than %(limit_mb)s MB."),
    "msp.not_xml": _("This XML cannot be read: it is damaged, or declares types of its own."),
    "msp.not_project": _("This XML is no project of Microsoft Project."),
    "msp.no_tasks": _("The project has no tasks."),
    "msp.too_many": _("There are too many rows: at most %(limit)s at once."),
    "work.no_name_column": _(
        "No column is called “Task” or “Name”. Name the columns in a heading."
    ),
    "work.too_many": _("Too many rows: a breakdown holds at most %(limit)s."),
}
NOTICES: dict[str, StrOrPromise] = {
    "msp.link_kind": _("“%(task)s” was tied to “%(before)s” otherwise than end to start."),
    "msp.link_lost": _("“%(task)s” waits for a task that is not in the file."),
    "msp.lag_percent": _("“%(task)s”: a wait in per cent of “%(before)s” was left out."),
    "msp.lead": _("“%(task)s” began before “%(before)s” ended; now it begins after."),
    "msp.link_to_phase": _("“%(task)s”: a link with a whole phase was left out."),
    "work.column_unread": _("The column “%(caption)s” was not read."),
    "table.formula": _("Formulas were not computed; the values saved with them were taken."),
    "table.other_sheets": _("Only the sheet “%(sheet)s” was read."),
    "table.error_cell": _("Cells with errors (such as #N/A) were read as empty."),
    "table.merged": _("Merged cells were read as one value in the first cell."),
    "table.row_too_wide": _("Row %(row)s has more cells than there are headings."),
    "table.quotes": _("Some quotation marks were not in pairs and were kept as written."),
}


class FileForm(ActionForm):
    """The file, and whether its rows come in place of what is there or after it."""

    mode = forms.ChoiceField(
        label=_("What to do with the rows"),
        choices=[
            (ADD, _("Add them behind what is here, with new numbers")),
            (REPLACE, _("Put them in place of what is here: the same number is the same task")),
        ],
        initial=ADD,
        widget=RadioCards,
    )
    file = forms.FileField(
        label=_("File"),
        max_length=200,
        widget=DropZone(
            {"accept": ".csv,.tsv,.txt,.xlsx,.xml"},
            hint=_("CSV, XLSX or XML of Microsoft Project, up to 5 MB and 500 rows."),
        ),
    )
    told: list[dict[str, str]]
    notices: list[str]

    def clean_file(self) -> Any:
        upload = self.cleaned_data["file"]
        try:
            if upload.size > LIMITS.size:
                raise Refused("table.too_large", limit=LIMITS.size)
            self.told, notices = read_file(upload.read(), upload.name)
        except Refused as refusal:
            raise ValidationError(_told(refusal)) from refusal
        self.notices = list(dict.fromkeys(_noticed(one) for one in notices))
        return upload


def _told(refusal: Refused) -> str:
    values: dict[str, Any] = dict(refusal.values)
    if str(refusal.code).endswith("too_large"):
        values["limit_mb"] = int(values["limit"]) // MEGABYTE
    return str(FILES[refusal.code]) % values


def _noticed(notice: Notice) -> str:
    return str(NOTICES.get(notice.code, notice.code)) % notice.values


def read_file(raw: bytes, filename: str) -> tuple[list[dict[str, str]], list[Notice]]:
    """Cells of each row of a file, and what of it was not kept."""
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:200]
    if filename.lower().endswith((".xml", ".mpp")) or (b"<Project" in start or b"<?xml" in start):
        project, notices = read_mspdi(raw)
        told = from_mspdi(project)
        notices += [
            Notice("msp.link_to_phase", {"task": name}) for name in links_to_phases(project)
        ]
    else:
        told, notices = _of_table(raw, filename)
    told = [cells for cells in told if not is_blank(cells)]
    if len(told) > ROWS_MAX:
        raise Refused("work.too_many", limit=ROWS_MAX)
    return told, notices


def _of_table(raw: bytes, filename: str) -> tuple[list[dict[str, str]], list[Notice]]:
    table = read_table(raw, filename, LIMITS)
    columns = columns_of(table.header)
    if "name" not in columns.values():
        raise Refused("work.no_name_column")
    unread = [
        Notice("work.column_unread", {"caption": caption})
        for at, caption in enumerate(table.header)
        if caption and at not in columns
    ]
    told = [{name: _plain(row.cells[at]) for at, name in columns.items()} for row in table.rows]
    return told, [*table.warnings, *unread]


def columns_of(header: Sequence[str]) -> dict[int, str]:
    """Which column is which, by its caption in either language; the first of a kind counts."""
    found: dict[int, str] = {}
    for at, caption in enumerate(header):
        name = _column(fold(caption))
        if name and name not in found.values():
            found[at] = name
    return found


def _column(caption: str) -> str:
    known: Mapping[str, StrOrPromise] = COLUMNS
    for name, words in CAPTIONS.items():
        if caption in {fold(str(known[name])), *map(fold, words)}:
            return name
    return ""


def _plain(text: str) -> str:
    """Without the apostrophe that keeps a spreadsheet from computing the cell."""
    return text[1:] if text[:1] == "'" and text[1:2] in DANGEROUS else text
