"""Turns entries into what a person reads: a sentence, a subject, differences in plain words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.utils.dateparse import parse_date, parse_datetime
from django.utils.encoding import force_str
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.timezone import localtime
from django.utils.translation import gettext, pgettext

from napulse.audit.events import EVENTS
from napulse.audit.labels import COLUMNS, HIDDEN, KINDS
from napulse.audit.models import Entry
from napulse.ui.formats import numbered, numbered_again

LONG = 160
Names = Mapping[tuple[type[models.Model], Any], str]
Columns = dict[str, "models.Field[Any, Any]"]


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    old: str
    new: str
    is_note: bool = False


@dataclass(frozen=True, slots=True)
class Told:
    """One entry as the page shows it."""

    entry: Entry
    sentence: str
    kind: str
    subject: str
    url: str
    differences: tuple[Difference, ...]


def told(found: Iterable[Entry]) -> list[Told]:
    """Every entry in words; names are looked up once for each kind of row, not for each entry."""
    chosen = list(found)
    names = _names(chosen)
    urls = _urls(chosen)
    return [_tell(entry, names, urls) for entry in chosen]


def sentence_of(event: str) -> str:
    return str(capfirst(force_str(EVENTS.get(event, event))))


def _tell(entry: Entry, names: Names, urls: Mapping[tuple[str, int], str]) -> Told:
    model = _model(entry.model)
    return Told(
        entry=entry,
        sentence=sentence_of(entry.event),
        kind=str(KINDS.get(entry.model) or (model._meta.verbose_name if model else entry.model)),
        subject=numbered_again(entry.label) or gettext("erased"),
        url=urls.get((entry.model, entry.object_id), ""),
        differences=tuple(_differences(entry, _columns(model), names)),
    )


def _model(label: str) -> type[models.Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _columns(model: type[models.Model] | None) -> Columns:
    return {field.attname: field for field in model._meta.concrete_fields} if model else {}


def _differences(entry: Entry, columns: Columns, names: Names) -> Iterable[Difference]:
    for name, value in entry.changes.items():
        column = columns.get(name)
        if name in HIDDEN or (column and not column.editable and not column.is_relation):
            continue
        label = _label(name, column)
        say = _speaker(column, names)
        if isinstance(value, list) and len(value) == 2 and column is not None:
            yield Difference(label, say(value[0]), say(value[1]))
        elif isinstance(value, list) and len(value) == 2 and value[0] is None:
            yield Difference(label, "", say(value[1]), is_note=True)
        else:
            yield Difference(label, "", say(value), is_note=True)


def _label(name: str, column: "models.Field[Any, Any] | None") -> str:
    """The model's own label, if it has one in the reader's language; else what we call it."""
    own = column.verbose_name if column else None
    if own is not None and isinstance(own, Promise):
        return str(capfirst(str(own)))
    return str(COLUMNS[name]) if name in COLUMNS else _spelled(name)


def _spelled(name: str) -> str:
    return str(capfirst(name.replace("_", " ")))


def _speaker(column: "models.Field[Any, Any] | None", names: Names) -> Callable[[Any], str]:
    def say(value: Any) -> str:
        if column is not None and value is not None:
            if column.is_relation and column.related_model:
                target: Any = column.related_model
                return names.get((target, value), numbered(value))
            if column.choices:
                return force_str(dict(column.flatchoices).get(value, value))
        return _plain(value, column)

    return say


def _plain(value: Any, column: "models.Field[Any, Any] | None") -> str:
    if value is None or value == "":
        return pgettext("nothing stands in this field", "empty")
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, (list, tuple)):
        return ", ".join(_plain(one, None) for one in value) or _plain(None, None)
    if isinstance(value, dict):
        return "; ".join(f"{_spelled(str(key))}: {_plain(one, None)}" for key, one in value.items())
    if moment := _moment(value, column):
        return moment
    text = str(value)
    return text if len(text) <= LONG else text[: LONG - 1] + "…"


def _moment(value: Any, column: "models.Field[Any, Any] | None") -> str:
    if not isinstance(value, str) or not isinstance(column, models.DateField):
        return ""
    if isinstance(column, models.DateTimeField):
        moment = parse_datetime(value)
        return date_format(localtime(moment), "DATETIME_FORMAT") if moment else ""
    day = parse_date(value)
    return date_format(day, "DATE_FORMAT") if day else ""


def _names(found: list[Entry]) -> Names:
    """What every foreign key in these entries is called, one query for each kind of row."""
    wanted: dict[type[models.Model], set[Any]] = {}
    for entry in found:
        columns = _columns(_model(entry.model))
        for name, value in entry.changes.items():
            column = columns.get(name)
            if column is not None and column.is_relation and isinstance(value, list):
                target: Any = column.related_model
                wanted.setdefault(target, set()).update(v for v in value if v is not None)
    return {
        (model, row.pk): str(row)
        for model, keys in wanted.items()
        for row in model._default_manager.filter(pk__in=keys).select_related()
    }


def _urls(found: list[Entry]) -> dict[tuple[str, int], str]:
    """Addresses of the objects that still stand and have one for every reader of their history, one
    query for each kind of row.
    """
    wanted: dict[str, set[int]] = {}
    for entry in found:
        wanted.setdefault(entry.model, set()).add(entry.object_id)
    urls: dict[tuple[str, int], str] = {}
    for label, keys in wanted.items():
        model = _model(label)
        is_personal = getattr(model, "personal", False)
        if model is not None and hasattr(model, "get_absolute_url") and not is_personal:
            rows: Any = model._default_manager.filter(pk__in=keys)
            urls |= {(label, row.pk): row.get_absolute_url() for row in rows}
    return urls
