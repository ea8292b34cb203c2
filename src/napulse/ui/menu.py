"""What the frame around a page is made of: the menu, and tabs of saved views."""

from collections.abc import Sequence
from dataclasses import dataclass

from napulse.ui.text import StrOrPromise


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One place to go; `hot` paints the count as trouble, `key` is its keyboard sequence."""

    label: StrOrPromise
    url: str
    icon: str
    active: bool = False
    count: int | None = None
    hot: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Items under one small heading; the first group usually has none."""

    title: StrOrPromise
    items: Sequence[MenuItem] = ()


@dataclass(frozen=True, slots=True)
class Tab:
    """One saved view or section: always a link, for a list with how many rows it holds."""

    label: StrOrPromise
    url: str
    active: bool = False
    count: int | None = None
