"""The payments of an estimate as rows of cells."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from napulse.engines.kernel.errors import Refused
from napulse.engines.pricing.grid import read_number
from napulse.estimates.forms.cells import number_text
from napulse.estimates.lines import PaymentData
from napulse.estimates.models import PaymentStep, PaymentTrigger
from napulse.estimates.wording import told
from napulse.ui.grid import Sent
from napulse.ui.widgets import is_within_reach

ROWS_MAX = 24
SPARE = 2
COLUMNS = ("title", "percent", "trigger", "due")


@dataclass(slots=True)
class PaymentRow:
    """One payment as it is typed."""

    title: str = ""
    percent: str = ""
    trigger: str = "date"
    due: str = ""
    errors: dict[str, str] = field(default_factory=dict)

    @property
    def is_blank(self) -> bool:
        return not (self.title.strip() or self.percent.strip() or self.due.strip())


@dataclass
class PaymentGrid:
    rows: list[PaymentRow] = field(default_factory=list)
    steps: list[PaymentData] = field(default_factory=list)
    sentences: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, steps: Sequence[PaymentStep], point: str) -> "PaymentGrid":
        rows = [
            PaymentRow(
                step.title,
                number_text(step.percent_bp, 2, point),
                step.trigger,
                step.due_on.isoformat() if step.due_on else "",
            )
            for step in steps
        ]
        return cls(rows + [PaymentRow() for _n in range(SPARE)])

    @classmethod
    def typed(cls, sent: Sent) -> "PaymentGrid":
        columns: dict[str, list[Any]] = {name: sent.getlist(name) for name in COLUMNS}
        grid = cls()
        for at in range(min(max(map(len, columns.values())), ROWS_MAX)):
            values = {n: str(found[at]) for n, found in columns.items() if at < len(found)}
            row = PaymentRow(**values)  # type: ignore[arg-type] # errors is none of the columns
            if not row.is_blank:
                grid.rows.append(row)
                grid.steps.append(grid._read(row))
        grid.rows += [PaymentRow() for _n in range(SPARE)]
        return grid

    def _read(self, row: PaymentRow) -> PaymentData:
        title = " ".join(row.title.split())
        if not title or len(title) > 200 or "\x00" in title:
            self._say(row, "title", _("Say what is paid, in at most 200 characters."))
        trigger = row.trigger if row.trigger in PaymentTrigger.values else "date"
        due = self._due(row)
        if trigger == PaymentTrigger.DATE and due is None:
            self._say(row, "due", _("Say on which day."))
        return PaymentData(
            title[:200], self._part(row), trigger, due if trigger == "date" else None
        )

    def _part(self, row: PaymentRow) -> int:
        try:
            bp = read_number(row.percent.strip().removesuffix("%").rstrip(), 2)
        except Refused as refusal:
            self._say(row, "percent", told(refusal))
            return 0
        if not 0 < bp <= 10_000:
            self._say(row, "percent", _("Between 0 and 100."))
            return 0
        return bp

    def _due(self, row: PaymentRow) -> date | None:
        text = row.due.strip()
        if not text:
            return None
        try:
            found = parse_date(text) if is_within_reach(text) else None
        except ValueError:
            found = None
        if found is None:
            self._say(row, "due", _("This is no date."))
        return found

    def _say(self, row: PaymentRow, column: str, said: str) -> None:
        row.errors.setdefault(column, said)
        self.sentences.append(f"{row.title or '—'}: {said}")

    @property
    def is_valid(self) -> bool:
        return not self.sentences
