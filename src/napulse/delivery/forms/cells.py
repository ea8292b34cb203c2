"""A row of a breakdown as cells of text, and back: the same for a grid, a page and a file."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.translation import pgettext

from napulse.delivery import grammar
from napulse.delivery.actions.work import dates_of
from napulse.delivery.breakdown import (
    DONE,
    MILESTONE,
    NOTHING,
    PHASE,
    PLANNED,
    REVIEW,
    STARTED,
    WORK,
    LinkRow,
    NeedRow,
    Points,
    WorkRow,
)
from napulse.delivery.forms.sentences import told
from napulse.delivery.models import TaskKind, TaskState
from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.text import fold, whole
from napulse.ui.formats import is_russian

Cells = Mapping[str, str]
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
YES = "yes"
KIND_WORDS = {
    PHASE: ("phase", "stage", "этап", "фаза", "раздел"),
    WORK: ("work", "task", "работа", "задача"),
    REVIEW: (
        "review",
        "client's review",
        "согласование",
        "согласование клиента",
        "ревью",
        "проверка клиентом",
    ),
    MILESTONE: ("milestone", "веха", "контрольная точка"),
}
STATE_WORDS = {
    PLANNED: ("planned", "запланирован", "запланирована", "запланировано", "не начата"),
    STARTED: ("started", "in progress", "начата", "начато", "в работе"),
    DONE: ("done", "готова", "готово", "сделана", "сделано", "выполнена"),
}
LABELS = dict([*TaskKind.choices, *TaskState.choices])
YES_WORDS = {YES, "y", "true", "да", "можно", "x", "х", "+", "1", "✓"}
NO_WORDS = {"", "no", "n", "false", "нет", "-", "—", "0"}
TYPED = ("number", "name", "who", "low", "likely", "high", "after", "not_before", "due")
TYPED_TOO = ("deliverable", "note")
BARE_OF_PHASE = ("who", "low", "likely", "high", "after", "not_before", "due", "deliverable")


def is_blank(cells: Cells) -> bool:
    """Whether nothing is typed; the choices alone do not make a row."""
    return not any(cells.get(name, "").strip() for name in (*TYPED, *TYPED_TOO))


def written(row: WorkRow) -> dict[str, str]:
    """The cells of a row, as `Reader` reads them."""
    cells = {"name": row.name, "kind": row.kind}
    if not row.is_task:
        return cells
    low, likely, high = _points_of(row)
    dotted = is_russian()
    return cells | {
        "number": str(row.number) if row.number else "",
        "who": grammar.write_who(row.needs),
        "low": low,
        "likely": likely,
        "high": high,
        "after": grammar.write_after(row.after, day_letter(), decimal_point()),
        "not_before": grammar.write_day(row.not_before_on, dotted=dotted),
        "due": grammar.write_day(row.due_on, dotted=dotted),
        "optional": YES if row.optional else "",
        "deliverable": row.deliverable,
        "state": row.state,
        "note": row.note,
    }


def _points_of(row: WorkRow) -> list[str]:
    if row.needs:
        by_point = zip(*(need.minutes for need in row.needs), strict=True)
        return [grammar.write_hours(values, decimal_point()) for values in by_point]
    unit = "" if row.kind == REVIEW else day_letter()
    told = [grammar.write_days(half_days, decimal_point()) for half_days in row.length]
    return [f"{days}{unit}" if days else "" for days in told]


def day_letter() -> str:
    return pgettext("working days, one letter after a number", "d")


def decimal_point() -> str:
    return "," if is_russian() else "."


@dataclass
class Reader:
    """Reads cells into rows; `known` are the rows stored now, by number.

    `last` is the highest number ever given: a row without one gets a higher one.
    """

    roles: grammar.Roles
    known: Mapping[int, WorkRow]
    today: date
    last: int = 0
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, cells: Cells) -> tuple[WorkRow, dict[str, str]]:
        """The row as far as it could be read, and a sentence for each cell that could not."""
        self.errors = {}
        cells = {name: _CONTROL.sub("", text).strip() for name, text in cells.items()}
        kind = self._word(cells, "kind", KIND_WORDS, WORK, "work.unknown_kind")
        name = " ".join(cells.get("name", "").split())
        if kind == PHASE:
            self._bare(cells, BARE_OF_PHASE, "work.phase_is_bare")
            return WorkRow(PHASE, name), self.errors
        number = self._number(cells)
        row = self.known.get(number, WorkRow(WORK, ""))
        row = replace(
            row,
            kind=kind,
            name=name,
            number=number,
            after=self._after(cells),
            not_before_on=self._day(cells, "not_before"),
            due_on=self._day(cells, "due"),
            optional=self._yes(cells),
            deliverable=" ".join(cells.get("deliverable", "").split()),
            note=cells.get("note", row.note),
        )
        return self._stated(cells, self._estimated(cells, row)), self.errors

    def _say(self, column: str, refusal: Refused) -> None:
        self.errors.setdefault(column, told(refusal))

    def _bare(self, cells: Cells, columns: Sequence[str], code: str) -> None:
        for column in columns:
            if cells.get(column, "").strip():
                self._say(column, Refused(code))

    def _word(
        self,
        cells: Cells,
        column: str,
        words: Mapping[str, Sequence[str]],
        otherwise: str,
        code: str,
    ) -> str:
        text = cells.get(column, "").strip()
        if not text:
            return otherwise
        wanted = fold(text)
        for value, said in words.items():
            if wanted in {value, fold(str(LABELS.get(value, ""))), *map(fold, said)}:
                return value
        self._say(column, Refused(code, text=text))
        return otherwise

    def _number(self, cells: Cells) -> int:
        text = cells.get("number", "").strip().lstrip("№#").strip()
        if not text:
            return 0
        number = whole(text)
        if not number:
            self._say("number", Refused("work.not_whole", text=text))
        return number or 0

    def _after(self, cells: Cells) -> tuple[LinkRow, ...]:
        try:
            return grammar.read_after(cells.get("after", ""))
        except Refused as refusal:
            self._say("after", refusal)
            return ()

    def _day(self, cells: Cells, column: str) -> date | None:
        try:
            return grammar.read_day(cells.get(column, ""), self.today)
        except Refused as refusal:
            self._say(column, refusal)
            return None

    def _yes(self, cells: Cells) -> bool:
        text = cells.get("optional", "").strip()
        if fold(text) in YES_WORDS:
            return True
        if fold(text) not in NO_WORDS:
            self._say("optional", Refused("work.yes_or_no", text=text))
        return False

    def _stated(self, cells: Cells, row: WorkRow) -> WorkRow:
        state = self._word(cells, "state", STATE_WORDS, row.state, "work.unknown_state")
        if state == row.state:
            return row
        started, done = dates_of(state, row.started_on, row.done_on, self.today)
        return replace(row, state=state, started_on=started, done_on=done)

    def _estimated(self, cells: Cells, row: WorkRow) -> WorkRow:
        row = replace(row, needs=(), length=NOTHING)
        if row.kind == MILESTONE:
            self._bare(cells, ("low", "likely", "high"), "work.takes_no_time")
        needs: tuple[NeedRow, ...] = ()
        if cells.get("who", "").strip():
            try:
                needs = grammar.read_who(cells["who"], self.roles)
            except Refused as refusal:
                self._say("who", refusal)
                return row
        if row.kind == MILESTONE:
            return replace(row, needs=needs)
        return self._in_hours(cells, row, needs) if needs else self._in_days(cells, row)

    def _in_hours(self, cells: Cells, row: WorkRow, needs: tuple[NeedRow, ...]) -> WorkRow:
        columns = [self._hours(cells, name, len(needs)) for name in ("low", "likely", "high")]
        if self._has_no_likely(cells):
            return replace(row, needs=needs)
        low, likely, high = columns
        points = (_filled(*three, step=30) for three in zip(low, likely, high, strict=True))
        estimated = (
            replace(need, minutes=minutes) for need, minutes in zip(needs, points, strict=True)
        )
        return replace(row, needs=tuple(estimated))

    def _hours(self, cells: Cells, column: str, roles: int) -> list[int | None]:
        """A value per role; nothing where nothing stands."""
        try:
            values = grammar.read_hours(cells.get(column, ""))
        except Refused as refusal:
            self._say(column, refusal)
            values = []
        if len(values) == 1:
            values *= roles
        if values and len(values) != roles:
            self._say(column, Refused("work.values", roles=roles, values=len(values)))
            values = []
        return [*values] if values else [None] * roles

    def _in_days(self, cells: Cells, row: WorkRow) -> WorkRow:
        found: list[int | None] = []
        for column in ("low", "likely", "high"):
            text = cells.get(column, "").strip()
            if text and row.kind == WORK and not grammar.is_in_days(text):
                self._say("who", Refused("work.who_or_days", days=text))
                return row
            found.append(self._days(column, text))
        if self._has_no_likely(cells):
            return row
        low, likely, high = found
        return replace(row, length=_filled(low, likely, high, step=1))

    def _days(self, column: str, text: str) -> int | None:
        try:
            return grammar.read_days(text) if text else None
        except Refused as refusal:
            self._say(column, refusal)
            return None

    def _has_no_likely(self, cells: Cells) -> bool:
        if cells.get("likely", "").strip():
            return False
        if any(cells.get(name, "").strip() for name in ("low", "high")):
            self._say("likely", Refused("work.no_likely"))
        return True


def _filled(low: int | None, likely: int | None, high: int | None, *, step: int) -> Points:
    """What is left out: a fifth less at best, half as much again at worst, in whole steps."""
    likely = likely or 0
    if low is None:
        low = min(likely, max(step, likely * 4 // 5 // step * step))
    if high is None:
        high = -(-likely * 3 // 2 // step) * step
    return low, likely, high
