"""Short constructors that keep the content files readable, and Russian typesetting of the words."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar, cast

from napulse.demo.shapes import (
    ActionEnd,
    ActionScript,
    Attitude,
    ContactRole,
    ContactScript,
    PieceScript,
    PieceState,
    Side,
    TopicScript,
)

NBSP = "\u00a0"
_GLUE = (
    (re.compile(r"№ (?=\d)"), f"№{NBSP}"),
    (re.compile(r"(?<=\d) (?=(?:%|₽|€|£|тыс|млн|м²|см|мм|ч\b|руб))"), NBSP),
    (re.compile(r"(?<=\d) (?=\d{3}\b)"), NBSP),
    (re.compile(r" (?=—)"), NBSP),
    (re.compile(r"(?<=\bп\.) (?=\d)"), NBSP),
    (re.compile(r"(?<=\b[вкосуияВКОСУИЯ]) (?=\S)"), NBSP),
)
S = TypeVar("S")


def typeset(text: str) -> str:
    """Tie together what must not be torn apart at the end of a line."""
    for pattern, glue in _GLUE:
        text = pattern.sub(glue, text)
    return text


def mapped(script: S, change: Callable[[str], str]) -> S:
    """The same script with every text in it changed."""
    return cast(S, _mapped(script, change))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if type(value) is str:
        return change(value)
    if isinstance(value, tuple):
        return tuple(_mapped(item, change) for item in value)
    if is_dataclass(value) and not isinstance(value, type):
        parts = {each.name: getattr(value, each.name) for each in fields(value)}
        return replace(value, **{name: _mapped(part, change) for name, part in parts.items()})
    return value


def keys(text: str) -> tuple[str, ...]:
    return tuple(text.split())


def about(*pairs: tuple[str, str]) -> tuple[TopicScript, ...]:
    """Topics of a talk from pairs of title and text."""
    return tuple(TopicScript(title, text) for title, text in pairs)


def contact(
    who: str, email: str, traits: str, known_to: str, cadence_days: int | None = None
) -> ContactScript:
    """`who` is "Name | title", `traits` "role influence attitude"; the first who knows keeps it."""
    name, title = who.split(" | ")
    role, influence, attitude = traits.split()
    ours = keys(known_to)
    return ContactScript(
        key=email.partition("@")[0],
        name=name,
        title=title,
        email=email,
        role=ContactRole(role),
        influence=int(influence),
        attitude=Attitude(attitude),
        kept_by=ours[0],
        known_to=ours,
        cadence_days=cadence_days,
    )


def piece(name: str, state: str, starts_in: int, due_in: int, waits: str = "") -> PieceScript:
    """`waits` is "" or "client 6" or "us 2": who is waited for, and how many days already."""
    side, _, days = waits.partition(" ")
    return PieceScript(
        name, PieceState(state), starts_in, due_in, Side(side) if side else None, int(days or 0)
    )


def us(
    owner: str, text: str, due_days: int, end: ActionEnd = ActionEnd.BY_AGE, reason: str = ""
) -> ActionScript:
    """An action that we owe."""
    return ActionScript(Side.US, owner, text, due_days, end, reason, _moved_by(end, due_days))


def them(
    owner: str, text: str, due_days: int, end: ActionEnd = ActionEnd.BY_AGE, reason: str = ""
) -> ActionScript:
    """An action that the client owes."""
    return ActionScript(Side.CLIENT, owner, text, due_days, end, reason, _moved_by(end, due_days))


def _moved_by(end: ActionEnd, due_days: int) -> int:
    return max(3, due_days // 2) if end is ActionEnd.MOVED else 0
