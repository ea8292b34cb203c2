"""The grid of a breakdown and the form of one task."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.delivery.breakdown import WorkRow, faults, numbered
from napulse.delivery.forms.cells import Reader, is_blank, written
from napulse.delivery.forms.projects import CHANGED
from napulse.delivery.forms.sentences import COLUMNS, FAULTS, OF_ROWS, sentence, told_of
from napulse.delivery.grammar import Roles
from napulse.delivery.models import TaskKind, TaskState
from napulse.people.models import WorkRole
from napulse.ui.forms import ActionForm, let_choose
from napulse.ui.grid import Grid, GridRow, Sent, cells_of, sent_rows
from napulse.ui.text import StrOrPromise
from napulse.ui.widgets import DateInput

SHOWN = {name: title for name, title in COLUMNS.items() if name != "note"}
GRID = tuple(SHOWN)
SPARE_ROWS = 3
CHOICES: dict[str, list[tuple[str, StrOrPromise]]] = {
    "kind": [
        ("phase", _("phase")),
        *TaskKind.choices[:1],
        ("review", pgettext_lazy("kind of a task, short", "review")),
        *TaskKind.choices[2:],
    ],
    "optional": [("", "—"), ("yes", _("yes"))],
    "state": [*TaskState.choices],
}
DEFAULTS = {"kind": "work", "state": "planned"}


def roles_by_name(roles: Iterable[WorkRole]) -> Roles:
    return Roles({role.folded: (role.pk, role.name) for role in roles})


@dataclass(slots=True)
class TaskRow(GridRow):
    """A row of the breakdown."""

    def choose(self, row: WorkRow) -> None:
        """The choices by their codes, in whichever words they were written."""
        for cell in self.cells:
            if cell.column in ("kind", "state"):
                cell.value = str(getattr(row, cell.column))
            elif cell.column == "optional":
                cell.value = "yes" if row.optional else ""


def _task_row(at: int, values: Mapping[str, str]) -> TaskRow:
    filled = DEFAULTS | {name: value for name, value in values.items() if value}
    return TaskRow(cells_of(SHOWN, CHOICES, filled, at))


@dataclass
class WorkGrid(Grid[TaskRow]):
    """Rows of cells, judged; nothing typed is ever lost."""

    work_rows: list[WorkRow] = field(default_factory=list)

    @classmethod
    def of(cls, rows: Sequence[WorkRow]) -> "WorkGrid":
        """What is stored, with a few rows to go on."""
        told = [written(row) for row in rows] + [{}] * SPARE_ROWS
        return cls([_task_row(at, one) for at, one in enumerate(told)], work_rows=list(rows))

    @classmethod
    def typed(cls, sent: Sent, reader: Reader) -> "WorkGrid":
        """What a form sent."""
        return cls.read(list(sent_rows(sent, GRID)), reader)

    @classmethod
    def read(cls, told: Sequence[Mapping[str, str]], reader: Reader) -> "WorkGrid":
        """Cells of any origin; blank rows are left out."""
        kept = [one for one in told if not is_blank(one)]
        grid = cls([_task_row(at, one) for at, one in enumerate(kept)])
        for shown, cells in zip(grid.rows, kept, strict=True):
            row, errors = reader.read(cells)
            grid.work_rows.append(row)
            shown.choose(row)
            for column, said in errors.items():
                grid._tell(shown, column, said)
        grid._judge(reader.last)
        grid.rows += [_task_row(len(kept) + at, {}) for at in range(SPARE_ROWS)]
        return grid

    def _judge(self, last: int) -> None:
        """What forbids rows that could be read, beside their cells."""
        self.work_rows = numbered(self.work_rows, last)
        for fault in faults(self.work_rows):
            column = OF_ROWS.get(fault.column, fault.column)
            said = sentence(fault.code, fault.values)
            if fault.at < len(self.rows):
                self._tell(self.rows[fault.at], column, said)
            else:
                self.sentences.append(("", said))

    def _tell(self, row: TaskRow, column: str, said: str) -> None:
        cell = row.cell(column if column in GRID else "name")
        if cell.error:
            return
        cell.error = said
        number = row.cell("number").value or row.cell("name").value or "—"
        self.sentences.append((cell.ident, told_of(number, cell.column, said)))


class TaskForm(ActionForm):
    """One task on a page of its own: the cells of its row as fields."""

    name = forms.CharField(max_length=200)
    kind = forms.ChoiceField(choices=TaskKind.choices, initial="work")
    phase = forms.ChoiceField(label=_("Phase"), required=False)
    who = forms.CharField(
        required=False,
        help_text=_("Work role, lowest grade, how many: “designer 2+ × 2; copywriter”."),
    )
    low = forms.CharField(required=False)
    likely = forms.CharField(
        required=False,
        help_text=_("Hours of each person; days for a review."),
    )
    high = forms.CharField(required=False)
    after = forms.CharField(
        required=False,
        help_text=_("Numbers of tasks, with days to wait if any: “3, 5+1d”."),
    )
    not_before = forms.DateField(required=False, widget=DateInput)
    due = forms.DateField(required=False, widget=DateInput)
    deliverable = forms.CharField(required=False, max_length=200)
    optional = forms.BooleanField(label=_("May be dropped when time is short"), required=False)
    note = forms.CharField(required=False, max_length=300, widget=forms.Textarea)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    refusals = {**FAULTS, "row.changed": CHANGED}
    refused_fields = {"work.ring": "after"}

    def __init__(self, *args: Any, phases: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, title in COLUMNS.items():
            if name in self.fields and name != "optional":
                self.fields[name].label = str(title)
        let_choose(self, "phase", [("", "—"), *((name, name) for name in phases)])
        for name, listed in (("who", "work-roles"), ("deliverable", "work-results")):
            self.fields[name].widget.attrs["list"] = listed

    def row(self, reader: Reader, others: Sequence[WorkRow], number: int) -> WorkRow | None:
        """The row that was typed, or nothing after saying beside the fields what is wrong."""
        cleaned = self.cleaned_data
        cells = {name: str(cleaned.get(name) or "") for name in COLUMNS if name in cleaned}
        cells["optional"] = "yes" if cleaned["optional"] else ""
        row, errors = reader.read(cells | {"number": str(number) if number else ""})
        rows = numbered([*others, row], reader.last)
        for fault in faults(rows) if not errors else ():
            if fault.at == len(others) or fault.code == "work.ring":
                column = OF_ROWS.get(fault.column, fault.column)
                errors.setdefault(column, sentence(fault.code, fault.values))
        for column, said in errors.items():
            self.add_error(column if column in self.fields else None, said)
        return None if errors else row


def initial_of(row: WorkRow, phase: str) -> dict[str, Any]:
    """What stands in the form of a stored task."""
    dates = {"not_before": row.not_before_on, "due": row.due_on}
    return {**written(row), **dates, "optional": row.optional, "phase": phase}


class TaskStateForm(ActionForm):
    """Started or done, and on which day."""

    state = forms.ChoiceField(choices=TaskState.choices)
    on = forms.DateField(label=_("On"), required=False, widget=DateInput)

    refusals = {"task.done_before_start": FAULTS["task.done_before_start"]}
    refused_fields = {"task.done_before_start": "on"}
