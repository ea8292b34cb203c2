"""Builds the whole demo agency in one transaction: the past is filled in, the present is acted."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from napulse.access.actor import system_actor
from napulse.access.models import Agency
from napulse.audit.recording import recording
from napulse.demo.brands import write_policies
from napulse.demo.cast import Cast, Served, hire, sign
from napulse.demo.chatter import all_talks
from napulse.demo.content import agency as agency_script
from napulse.demo.inbox import fill_inbox
from napulse.demo.ledger import Ledger
from napulse.demo.letters import forget_tasks, send_letters
from napulse.demo.live import with_live_talk
from napulse.demo.many import USUAL_TALKS, many
from napulse.demo.money import keep_books
from napulse.demo.present import act_present, tick
from napulse.demo.production import produce
from napulse.demo.shapes import AgencyScript, TalkScript
from napulse.demo.statuses import Reporter, Sent
from napulse.demo.talks import Talk, Teller
from napulse.demo.telling import tell_status, tell_talk
from napulse.demo.timing import Timing
from napulse.desk.actions import refresh_changed
from napulse.people.actions import seed_calendars
from napulse.people.queries import work_calendar
from napulse.service.models import ServiceStandard

SEED = 1
LETTERS_KEPT = timedelta(days=5)


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be built: around which moment, from which seed; how large, when for measuring."""

    now: datetime
    seed: int = SEED
    clients: int | None = None
    interactions: int | None = None

    @property
    def is_large(self) -> bool:
        return self.clients is not None


@dataclass
class Past:
    """What was told of one client."""

    served: Served
    talks: list[Talk]
    sent: list[Sent]


def build_demo(plan: Plan) -> Cast:
    """Fill an empty database with the living agency; all of it or nothing."""
    script = agency_script()
    with transaction.atomic():
        cast = found(plan, script)
        hire(cast)
        if plan.clients is None:
            _live(cast, plan)
        else:
            _many(cast, plan, plan.clients)
        cast.ledger.play()
        forget_tasks()
        refresh_changed(now=plan.now)
    return cast


def _live(cast: Cast, plan: Plan) -> None:
    sign(cast, cast.script.clients)
    pasts = []
    for served in cast.served:
        talks = all_talks(cast.script, served.script, plan.seed)
        live = with_live_talk(cast, served.script, talks)
        pasts.append(tell_past(cast, served, live, plan.seed))
    act_present(cast, pasts)
    send_letters(cast, pasts)
    write_policies(cast)
    produce(cast)
    keep_books(cast)
    fill_inbox(cast)


def _many(cast: Cast, plan: Plan, clients: int) -> None:
    """Clients alike in great number: everyday talks and reports, no letters."""
    wanted = plan.interactions or clients * USUAL_TALKS
    made = list(many(cast.script, clients, wanted, plan.seed))
    sign(cast, [script for script, _talks in made])
    for served, (_script, talks) in zip(cast.served, made, strict=True):
        tell_past(cast, served, talks, plan.seed)
    cast.ledger.act(plan.now, lambda: tick(plan.now))


def found(plan: Plan, script: AgencyScript) -> Cast:
    """The agency itself, its standard and the calendars of its years."""
    Agency.objects.create(
        pk=1,
        name=script.name,
        zone=script.time_zone,
        language="ru",
        is_demo=True,
        mail_from=f"{script.name} <hello@sfera.example>",
        mail_footer="Агентство «Сфера», Москва",
        version=1,
    )
    with recording(ServiceStandard):
        ServiceStandard.objects.get_or_create(pk=1)
    years = tuple(range(plan.now.year - 2, plan.now.year + 2))
    seed_calendars(system_actor(), years=years)
    calendar = work_calendar("RU", script.time_zone)
    timing = Timing(plan.now, ZoneInfo(script.time_zone), calendar)
    kept = timedelta(0) if plan.is_large else LETTERS_KEPT
    return Cast(script, timing, Ledger(), plan.now - kept)


def tell_past(cast: Cast, served: Served, scripts: tuple[TalkScript, ...], seed: int) -> Past:
    random = Random(f"{seed}:{served.script.key}:past")  # noqa: S311 - a story, not a secret
    talks = Teller(cast, served, random).tell(scripts)
    sent = Reporter(cast, served, random).report(talks)
    for talk in talks:
        tell_talk(cast, served, talk)
    for each in sent:
        days_ago = (cast.timing.today - cast.timing.day_of(each.row.drafted_at)).days
        tell_status(cast, served, each, days_ago)
    return Past(served, talks, sent)
