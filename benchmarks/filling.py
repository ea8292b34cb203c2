"""A large demo agency, and who opens which of its records."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils import timezone
from shared import World

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

    reader_id: int
    calm_client: int
    busy_client: int
    report: int


def filled(world: World) -> Filled:
    """The world's agency, made now or by an earlier run that kept it."""
    told = world.home / "filled.json"
    if not told.exists():
        found = fill(world.clients, world.interactions, timezone.now())
        told.parent.mkdir(parents=True, exist_ok=True)
        told.write_text(json.dumps(asdict(found)))
    measure_tables()  # as the worker does each hour; a migration may have forgotten it
    return Filled(**json.loads(told.read_text()))


def fill(clients: int, interactions: int, now: datetime) -> Filled:
    """The same agency for the same size, ending now; one report of it is being corrected.

    The reader is the director whose line serves every client: the widest scope that is a list.
    """
    build_demo(Plan(now, SEED, clients, interactions))
    measure_tables()
    return chosen(now)


def chosen(now: datetime) -> Filled:
    reader = User.objects.select_related("role").get(role="group")
    actor = actor_of(reader, now=now)
    report = ContactReport.objects.filter(draft__isnull=True).latest("created_at", "pk")
    start_correction(actor, report, now=now)
    neediest = PulseRow.objects.exclude(pk=report.client_id).order_by("-points", "pk")[:1].get()
    return Filled(reader.pk, neediest.pk, report.client_id, report.pk)
