"""The sections of a project's page, in one list; templates get them as `sections`.

(`tabs` in a template's context is the phone's bar of the whole frame.)
"""

from dataclasses import dataclass

from django.urls import reverse
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
    """One section: its page takes the project's id alone."""

    label: StrOrPromise
    url_name: str
    need: Need


SECTIONS = [
    Section(pgettext_lazy("section of a project", "Overview"), "project_detail", VIEW_PROJECTS),
    Section(pgettext_lazy("section of a project", "Work"), "project_work", VIEW_PROJECTS),
    Section(pgettext_lazy("section of a project", "Team"), "project_team", VIEW_PROJECTS),
    Section(pgettext_lazy("section of a project", "Plan"), "project_plan", VIEW_PLANS),
    Section(_("Risks and issues"), "project_risks", VIEW_PROJECTS),
]


def project_tabs(request: ActorRequest, project: Project, shown: str) -> list[Tab]:
    """The sections that the actor may open; `shown` is the one whose page it is."""
    return [
        Tab(
            one.label, reverse(f"delivery:{one.url_name}", args=[project.pk]), one.url_name == shown
        )
        for one in SECTIONS
        if request.actor.can(one.need)
    ]
