"""A large demo agency, and who opens which of its records."""

from dataclasses import dataclass
from datetime import datetime

from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.demo.building import SEED, Plan, build_demo
from napulse.desk.models import PulseRow
from napulse.jobs.statistics import measure_tables
from napulse.service.actions.reports import start_correction
from napulse.service.models import ContactReport


@dataclass(frozen=True, slots=True)
class Filled:
    """Who reads the pages, and which records they open."""

    reader: User
    calm_client: int
    busy_client: int
    report: int


def fill(clients: int, interactions: int, now: datetime) -> Filled:
    """The same agency for the same size, ending now; one report of it is being corrected.

    The reader is the director whose line serves every client: the widest scope that is a list.
    """
    build_demo(Plan(now, SEED, clients, interactions))
    measure_tables()  # as the worker does each hour
    return chosen(now)


def chosen(now: datetime) -> Filled:
    reader = User.objects.select_related("role").get(role="group")
    actor = actor_of(reader, now=now)
    report = ContactReport.objects.filter(draft__isnull=True).latest("created_at", "pk")
    start_correction(actor, report, now=now)
    neediest = PulseRow.objects.exclude(pk=report.client_id).order_by("-points", "pk")[:1].get()
    return Filled(reader, neediest.pk, report.client_id, report.pk)
