"""A row of the estimate grid as cells of text, and back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.engines.kernel.errors import Refused
from napulse.engines.kernel.money import minor_digits
from napulse.engines.kernel.text import fold, whole
from napulse.engines.pricing.grid import read_number
from napulse.engines.pricing.lines import OfferTerms, price_offer
from napulse.estimates.lines import BOUGHT, LENGTHS, LineData, offer_line
from napulse.estimates.models import LineKind
from napulse.estimates.queries.pricing import Cards
from napulse.estimates.wording import told
from napulse.people.models import Grade
from napulse.ui.formats import NBSP
from napulse.ui.text import StrOrPromise

Cells = Mapping[str, str]
PHASE = "phase"
COLUMNS: dict[str, StrOrPromise] = {
    "kind": _("Kind"),
    "title": pgettext_lazy("of a line of an estimate", "What"),
    "who": _("Work role"),
    "quantity": _("Quantity"),
    "unit": _("Unit"),
    "cost": pgettext_lazy("of a bought thing, for us", "Cost"),
    "percent": pgettext_lazy("markup or commission", "Markup, %"),
    "base": pgettext_lazy("markup or commission", "Taken"),
    "price": _("Price"),
    "passes": pgettext_lazy("money only passes through", "Passes"),
    "option": pgettext_lazy("line of an estimate", "Option"),
    "note": _("Note"),
}
CHOICES: dict[str, list[tuple[str, StrOrPromise]]] = {
    "kind": [(PHASE, _("phase")), *LineKind.choices],
    "base": [("net", _("on net")), ("gross", _("of gross"))],
    "passes": [("", "—"), ("yes", _("yes"))],
    "option": [
        ("", "—"),
        ("taken", pgettext_lazy("an option", "taken")),
        ("open", pgettext_lazy("an option", "not taken")),
    ],
}
KIND_WORDS = {
    PHASE: ("phase", "stage", "этап", "фаза", "раздел"),
    LineKind.LABOUR: ("hours", "labour", "work", "часы", "работа", "работы"),
    LineKind.FIXED: ("fixed", "fixed price", "фикс", "фиксированная цена"),
    LineKind.THIRD: ("third", "third-party cost", "подрядчик", "подряд", "третьи лица"),
    LineKind.PRODUCTION: ("production", "производство", "продакшн"),
    LineKind.MEDIA: ("media", "медиа", "размещение"),
}
YES = {"yes", "y", "да", "x", "х", "+", "1", "✓", "true"}
OPTION_WORDS = {
    "": "",
    "-": "",
    "—": "",
    "taken": "taken",
    "взята": "taken",
    "выбрана": "taken",
    "open": "open",
    "not taken": "open",
    "не взята": "open",
}
GRADES = {"junior": 1, "middle": 2, "senior": 3, "lead": 4, "младший": 1, "средний": 2,
          "старший": 3, "ведущий": 4}  # fmt: skip
GRADE_AT_END = re.compile(r"^(?P<role>.+?)[\s,]+(?P<grade>[1-4]|\w+)\+?$")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
QUANTITY_PLACES, PERCENT_PLACES = 3, 2
TYPED = ("title", "who", "quantity", "unit", "cost", "percent", "price", "note")


def is_blank(cells: Cells) -> bool:
    """Whether nothing is typed; the choices alone do not make a row."""
    return not any(cells.get(name, "").strip() for name in TYPED)


def number_text(value: int, places: int, point: str) -> str:
    """A number as it stands in a cell: thousands parted, no zeros at its end."""
    sign, size = ("-" if value < 0 else ""), abs(value)
    number, rest = divmod(size, 10**places)
    whole = f"{number:,}".replace(",", NBSP)
    told_rest = f"{rest:0{places}d}".rstrip("0") if places else ""
    return f"{sign}{whole}{point}{told_rest}" if told_rest else f"{sign}{whole}"


@dataclass(frozen=True)
class Writer:
    """Writes lines into cells; `roles` are names by id, `point` the decimal sign."""

    roles: Mapping[int, str]
    currency: str
    point: str

    def cells(self, line: LineData) -> dict[str, str]:
        money = minor_digits(self.currency)
        bought = line.kind in BOUGHT
        price = line.price_minor or 0
        cost_shown = line.cost_minor and line.kind != LineKind.LABOUR
        return {
            "kind": line.kind,
            "title": line.title,
            "who": self.who(line),
            "quantity": number_text(line.quantity_milli, QUANTITY_PLACES, self.point),
            "unit": line.unit,
            "cost": number_text(line.cost_minor, money, self.point) if cost_shown else "",
            "percent": number_text(line.percent_bp, 2, self.point) if line.percent_bp else "",
            "base": line.base,
            "price": "" if bought and not price else number_text(price, money, self.point),
            "passes": "yes" if line.pass_through else "",
            "option": ("taken" if line.chosen else "open") if line.optional else "",
            "note": line.note,
        }

    def who(self, line: LineData) -> str:
        name = self.roles.get(line.role_id or 0, "")
        return f"{name} {line.grade}" if name and line.grade else name


@dataclass
class Reader:
    """Reads cells into lines; `roles` are ids by folded name, `known` stored lines by id."""

    roles: Mapping[str, int]
    known: Mapping[int, LineData]
    cards: Cards
    errors: dict[str, str] = field(default_factory=dict)

    def read(self, cells: Cells, phase: str) -> tuple[LineData | None, dict[str, str]]:
        """The line, None for a phase, and a sentence for each cell that could not be read.

        `key` is the id of the stored line, `card` the price that the card gave when it was shown:
        a price that nobody touched follows the role.
        """
        self.errors = {}
        cells = {name: _CONTROL.sub("", text).strip() for name, text in cells.items()}
        kind = self._kind(cells)
        title = self._text(cells, "title", 300 if kind != PHASE else LENGTHS["phase"])
        if not title:
            self._say("title", Refused("cell.no_title"))
        if kind == PHASE:
            self._bare(cells)
            return None, self.errors
        line = self._line(cells, kind, replace(self._start(cells), title=title, phase=phase))
        self._probe(line)
        return line, self.errors

    def _start(self, cells: Cells) -> LineData:
        number = whole(cells.get("key", ""))
        return self.known.get(number or 0) or LineData(LineKind.LABOUR, "")

    def _line(self, cells: Cells, kind: str, start: LineData) -> LineData:
        money = minor_digits(self.cards.currency)
        role_id, grade = self._who(cells, kind)
        optional = self._option(cells)
        same_role = (role_id, kind) == (start.role_id, start.kind)
        bought = kind in BOUGHT
        return replace(
            start,
            kind=kind,
            role_id=role_id,
            grade=grade,
            person_id=start.person_id if same_role else None,
            task_id=start.task_id if kind == LineKind.LABOUR else None,
            quantity_milli=self._number(cells, "quantity", QUANTITY_PLACES, 1000),
            unit=self._text(cells, "unit", LENGTHS["unit"]),
            cost_minor=0 if kind == LineKind.LABOUR else self._positive(cells, "cost", money),
            percent_bp=self._positive(cells, "percent", PERCENT_PLACES) if bought else 0,
            base="gross" if self._is_gross(cells) else "net",
            price_minor=self._price(cells, kind, money),
            pass_through=bought and fold(cells.get("passes", "")) in YES,
            optional=bool(optional),
            chosen=optional != "open",
            note=self._text(cells, "note", LENGTHS["note"]),
        )

    def _price(self, cells: Cells, kind: str, money: int) -> int | None:
        text = cells.get("price", "")
        if not text or (kind == LineKind.LABOUR and text == cells.get("card")):
            return None if kind == LineKind.LABOUR else 0
        return self._positive(cells, "price", money)

    def _who(self, cells: Cells, kind: str) -> tuple[int | None, int | None]:
        text = " ".join(cells.get("who", "").split())
        if not text:
            return None, None
        if kind != LineKind.LABOUR:
            self._say("who", Refused("cell.no_role_here"))
            return None, None
        if role_id := self.roles.get(fold(text)):
            return role_id, None
        found = GRADE_AT_END.match(text)
        if found and (role_id := self.roles.get(fold(found["role"]))):
            grade = self._grade(found["grade"])
            if grade:
                return role_id, grade
        self._say("who", Refused("cell.unknown_role", text=text))
        return None, None

    def _grade(self, word: str) -> int | None:
        if word in "1234":
            return int(word)
        labels = {fold(str(label)): value for value, label in Grade.choices}
        return GRADES.get(fold(word)) or labels.get(fold(word))

    def _kind(self, cells: Cells) -> str:
        text = fold(cells.get("kind", ""))
        if not text:
            return LineKind.LABOUR
        labels = {value: fold(str(label)) for value, label in CHOICES["kind"]}
        for value, words in KIND_WORDS.items():
            if text in {value, labels.get(value, ""), *map(fold, words)}:
                return str(value)
        self._say("kind", Refused("cell.unknown_kind", text=cells["kind"]))
        return LineKind.LABOUR

    def _option(self, cells: Cells) -> str:
        text = fold(cells.get("option", ""))
        labels = {fold(str(label)): value for value, label in CHOICES["option"]}
        return OPTION_WORDS.get(text, labels.get(text, ""))

    def _is_gross(self, cells: Cells) -> bool:
        text = fold(cells.get("base", ""))
        return text in {"gross", fold(str(CHOICES["base"][1][1])), "гросс", "брутто"}

    def _bare(self, cells: Cells) -> None:
        for name in ("who", "quantity", "cost", "percent", "price"):
            if cells.get(name):
                self._say(name, Refused("cell.bare_phase"))

    def _text(self, cells: Cells, name: str, limit: int) -> str:
        text = " ".join(cells.get(name, "").split())
        if len(text) > limit:
            self._say(name, Refused("cell.too_long", limit=limit))
        return text[:limit]

    def _positive(self, cells: Cells, name: str, places: int) -> int:
        value = self._number(cells, name, places, 0)
        if value < 0:
            self._say(name, Refused("cell.negative"))
        return max(value, 0)

    def _number(self, cells: Cells, name: str, places: int, otherwise: int) -> int:
        text = cells.get(name, "").removesuffix("%").rstrip()
        return self._try(name, lambda: read_number(text, places), otherwise) if text else otherwise

    def _try(self, name: str, read: Callable[[], int], otherwise: int) -> int:
        try:
            return read()
        except Refused as refusal:
            self._say(name, refusal)
            return otherwise

    def _probe(self, line: LineData) -> None:
        """Whether the line can be priced at all: a slip is told beside the cell that it is in."""
        if self.errors:
            return
        try:
            price_offer(
                [offer_line(self.cards.filled(replace(line, optional=False)))], OfferTerms()
            )
        except Refused as refusal:
            of_percent = refusal.code == "commission.out_of_bounds"
            self._say("percent" if of_percent else "quantity", refusal)

    def _say(self, column: str, refusal: Refused) -> None:
        self.errors.setdefault(column, told(refusal))
