"""The sections of a project's page: our own, then those that apps above hang here.

Templates get them as `sections` (`tabs` in a template's context is the phone's bar of the whole
frame). An app above names a `Section` of its own in the settings list PROJECT_SECTIONS, opens its
page with `delivery/_project_head.html`, and hands in `project_tabs(request, project, url_name)`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.access.actor import ActorRequest
from napulse.access.levels import Need
from napulse.delivery.models import Project
from napulse.delivery.permissions import VIEW_PLANS, VIEW_PROJECTS
from napulse.ui.menu import Tab
from napulse.ui.text import StrOrPromise


@dataclass(frozen=True, slots=True)
class Section:
    """One section: its page takes the project's id alone; `url_name` has its app before it."""

    label: StrOrPromise
    url_name: str
    need: Need


SECTIONS = [
    Section(
        pgettext_lazy("section of a project", "Overview"), "delivery:project_detail", VIEW_PROJECTS
    ),
    Section(pgettext_lazy("section of a project", "Work"), "delivery:project_work", VIEW_PROJECTS),
    Section(pgettext_lazy("section of a project", "Team"), "delivery:project_team", VIEW_PROJECTS),
    Section(pgettext_lazy("section of a project", "Plan"), "delivery:project_plan", VIEW_PLANS),
    Section(_("Risks and issues"), "delivery:project_risks", VIEW_PROJECTS),
]


def sections() -> Iterator[Section]:
    """Ours, then those named in the settings, in their order."""
    yield from SECTIONS
    yield from (import_string(path) for path in settings.PROJECT_SECTIONS)


def project_tabs(request: ActorRequest, project: Project, shown: str) -> list[Tab]:
    """The sections that the actor may open; `shown` is the one whose page it is."""
    shown = shown if ":" in shown else f"delivery:{shown}"
    return [
        Tab(one.label, reverse(one.url_name, args=[project.pk]), one.url_name == shown)
        for one in sections()
        if request.actor.can(one.need)
    ]
