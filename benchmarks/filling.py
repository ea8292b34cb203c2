"""A large demo agency, and who opens which of its records."""

from dataclasses import dataclass
from datetime import datetime

from napulse.access.models import User
from napulse.access.queries import actor_of
from napulse.demo.building import SEED, Plan, build_demo
from napulse.desk.models import PulseRow
from napulse.service.actions.reports import start_report
from napulse.service.queries.reports import without_report


@dataclass(frozen=True, slots=True)
class Filled:
    """Who reads the pages, and which records they open."""

    reader: User
    calm_client: int
    busy_client: int
    report: int


def fill(clients: int, interactions: int, now: datetime) -> Filled:
    """The same agency for the same size, ending now, with one report begun.

    The reader is the director whose line serves every client: the widest scope that is a list.
    """
    build_demo(Plan(now, SEED, clients, interactions))
    reader = User.objects.select_related("role").get(role="group")
    actor = actor_of(reader, now=now)
    talk = without_report(actor).order_by("-starts_at", "pk").first()
    report = start_report(actor, talk, now=now)
    calm = PulseRow.objects.exclude(pk=talk.client_id).order_by("-points", "pk").first()
    return Filled(reader, calm.pk, talk.client_id, report.pk)
