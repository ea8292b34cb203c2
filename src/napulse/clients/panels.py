"""The client and contact pages are composed: every app adds its own panels.

A panel is made by a function `(request, client, now) -> Panel | None` (for a contact's page
`(request, contact, now)`), named by its dotted path in the settings list CLIENT_PANELS or
CONTACT_PANELS. None leaves it out: return it when the actor may not see what the panel shows.

`place` says where it stands:
  "badge"  a chip beside the name                   template renders the chip
  "head"   a button at the right of the name        template renders an <a class="btn">
  "strip"  a cell of the strip of facts             template renders the value, title is its label
  "main"   above the tabs, in the left column
  "tab"    a tab, `?tab=<key>`; only the open one has its context made and is rendered
  "side"   the right column; one that is `wide` (a form) makes the column wide
`order` sorts within a place. `context` may be a function, called only when the panel is drawn; the
template also sees the page's own context (`client`, or `contact`; `request`, `actor`, `now`).
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.conf import settings
from django.utils.module_loading import import_string

from napulse.access.actor import ActorRequest
from napulse.ui.menu import Tab
from napulse.ui.text import StrOrPromise

Place = Literal["badge", "head", "strip", "main", "tab", "side"]
Context = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Panel:
    """One part of a composed page."""

    key: str
    title: StrOrPromise
    template: str
    context: Context | Callable[[], Context] = field(default_factory=dict)
    place: Place = "side"
    order: int = 50
    count: int | None = None
    wide: bool = False

    def data(self) -> Context:
        """What the template needs, computed now."""
        return self.context() if callable(self.context) else self.context


@dataclass(frozen=True, slots=True)
class Composed:
    """The panels of one page by place, and the open tab."""

    panels: tuple[Panel, ...]
    open: Panel | None
    path: str

    def at(self, place: Place) -> list[Panel]:
        return [panel for panel in self.panels if panel.place == place]

    @property
    def badges(self) -> list[Panel]:
        return self.at("badge")

    @property
    def head(self) -> list[Panel]:
        return self.at("head")

    @property
    def strip(self) -> list[Panel]:
        return self.at("strip")

    @property
    def main(self) -> list[Panel]:
        return self.at("main")

    @property
    def side(self) -> list[Panel]:
        return self.at("side")

    @property
    def is_wide(self) -> bool:
        return any(panel.wide for panel in self.side)

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(p.title, f"{self.path}?tab={p.key}", p is self.open, p.count)
            for p in self.at("tab")
        ]


def composed(
    request: ActorRequest, subject: object, now: datetime, paths: Iterable[str]
) -> Composed:
    """Every panel that the listed functions make for this subject, in order."""
    made = (import_string(path)(request, subject, now) for path in paths)
    panels = tuple(sorted((panel for panel in made if panel), key=lambda p: (p.order, p.key)))
    tabs = [panel for panel in panels if panel.place == "tab"]
    asked = request.GET.get("tab", "")
    chosen = next((tab for tab in tabs if tab.key == asked), next(iter(tabs), None))
    return Composed(panels, chosen, request.path)


def client_page(request: ActorRequest, client: object, now: datetime) -> Composed:
    return composed(request, client, now, settings.CLIENT_PANELS)


def project_page(request: ActorRequest, project: object, now: datetime) -> Composed:
    """What apps above delivery show on a project's page: badges, buttons, cells and cards."""
    return composed(request, project, now, settings.PROJECT_PANELS)


def interaction_page(request: ActorRequest, interaction: object, now: datetime) -> Composed:
    """What apps above the loop show beside an interaction: cards of the right column."""
    return composed(request, interaction, now, settings.INTERACTION_PANELS)


def contact_page(request: ActorRequest, contact: object, now: datetime) -> Composed:
    return composed(request, contact, now, settings.CONTACT_PANELS)
