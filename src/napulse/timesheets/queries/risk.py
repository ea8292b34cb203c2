"""Money at risk: the worth, at sell rates, of what nobody agreed to pay for yet."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import BigIntegerField, Exists, F, Min, OuterRef, Q, QuerySet, Sum, Value
from django.db.models.functions import Coalesce
from django.urls import reverse

from napulse.access.actor import Actor
from napulse.clients.facts import ClientReason
from napulse.clients.models import Client
from napulse.db.among import Among
from napulse.delivery.models import Deliverable, Project
from napulse.engines.attention import Reason
from napulse.engines.kernel.errors import Missing
from napulse.engines.kernel.money import Money
from napulse.estimates.models import Estimate, EstimateState
from napulse.estimates.permissions import VIEW_ESTIMATES
from napulse.ledger.queries import money_rules
from napulse.people.queries import agency_today
from napulse.timesheets.models import EntryState, ExtraKind, ExtraWork, TimeEntry
from napulse.timesheets.queries.scope import rounds_of, rounds_paid

HOUR = 60
AGREED = EstimateState.ACCEPTED
GIVEN_UP = (EstimateState.DECLINED,)
OLD_DAYS = 14

RISK = Coalesce(
    (F("rate_minor") * F("outside_minutes") * 2 + HOUR) / (2 * HOUR),
    Value(0),
    output_field=BigIntegerField(),
)
"""The worth of the outside part of an entry, rounded half up in the database."""

VERSIONS = Estimate.objects.filter(
    client=OuterRef("change_order__client"),
    kind=OuterRef("change_order__kind"),
    number=OuterRef("change_order__number"),
    deleted_at=None,
)
"""Every version of the change order that a row remembers, which itself may be replaced."""

IS_AGREED = Exists(VERSIONS.filter(state=AGREED))
IS_ASKED = Exists(VERSIONS.exclude(state__in=(EstimateState.REPLACED, *GIVEN_UP)))
UNCLAIMED = ~Q(IS_ASKED)


def entries_at_risk(actor: Actor) -> "QuerySet[TimeEntry]":
    """Marked time of the actor's clients that no accepted change order took."""
    rows: QuerySet[TimeEntry] = (
        TimeEntry.objects.exclude(scope="")
        .filter(deleted_at=None, billable=True)
        .exclude(IS_AGREED)
        .exclude(state=EntryState.LOCKED)  # the client is asked to pay for it
    )
    if actor.client_ids is not None:
        rows = rows.filter(Among("client_id", actor.client_ids))
    rows = rows.filter(client__deleted_at=None).annotate(risk_minor=RISK, is_asked=IS_ASKED)
    return rows if actor.can(VIEW_ESTIMATES) else rows.none()


def extra_at_risk(actor: Actor) -> "QuerySet[ExtraWork]":
    """Extra work that nobody agreed to pay for, whose time is not entered yet.

    Once time is entered on a round, that time counts and the guess does not.
    """
    rows: QuerySet[ExtraWork] = ExtraWork.objects.seen_by(actor).filter(outside=True)
    return (
        rows.exclude(IS_AGREED)
        .annotate(is_asked=IS_ASKED)
        .select_related("project", "deliverable", "client", "role", "made_by", "change_order")
    )


@dataclass(slots=True)
class ProjectRisk:
    """What is at risk in one project of a client; without a project it is client service."""

    client_id: int
    project_id: int | None
    entries: int = 0
    minutes: int = 0
    minor: int = 0
    claimed_minor: int = 0
    since: date | None = None
    extra: int = 0
    project: Project | None = None
    people: set[str] = field(default_factory=set)
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def why(self) -> str:
        """The reason of most of the time outside."""
        return max(self.reasons, key=lambda code: self.reasons[code], default="")

    @property
    def who(self) -> str:
        return ", ".join(sorted(self.people))

    def add(self, minor: int, minutes: int, since: date | None, *, claimed: bool) -> None:
        self.minor += minor
        self.minutes += minutes
        self.claimed_minor += minor if claimed else 0
        if since is not None:
            self.since = min(self.since or since, since)


@dataclass(slots=True)
class ClientRisk:
    """A client with its projects, the largest sum first."""

    client: Client
    projects: list[ProjectRisk] = field(default_factory=list)

    @property
    def minor(self) -> int:
        return sum(row.minor for row in self.projects)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.projects)

    @property
    def since(self) -> date | None:
        return min((row.since for row in self.projects if row.since), default=None)


@dataclass(frozen=True, slots=True)
class Risk:
    """All that is at risk for one reader."""

    clients: list[ClientRisk]
    currency: str

    @property
    def total(self) -> Money:
        return Money(sum(row.minor for row in self.clients), self.currency)

    @property
    def claimed(self) -> Money:
        """The part that stands in change orders which the client has not answered."""
        rows = (row for client in self.clients for row in client.projects)
        return Money(sum(row.claimed_minor for row in rows), self.currency)

    @property
    def minutes(self) -> int:
        return sum(row.minutes for row in self.clients)

    @property
    def since(self) -> date | None:
        return min((row.since for row in self.clients if row.since), default=None)


def risk(
    actor: Actor, *, client_ids: Collection[int] | None = None, project_id: int | None = None
) -> Risk:
    """Everything at risk by client and project, in a fixed number of queries."""
    found: dict[tuple[int, int | None], ProjectRisk] = {}
    wanted = _narrowed(client_ids, project_id)
    _add_entries(found, entries_at_risk(actor).filter(wanted))
    _add_extra(found, extra_at_risk(actor).filter(wanted))
    projects = Project.objects.in_bulk([key[1] for key in found if key[1]])
    clients = Client.objects.in_bulk({key[0] for key in found})
    by_client: defaultdict[int, list[ProjectRisk]] = defaultdict(list)
    for row in found.values():
        row.project = projects.get(row.project_id or 0)
        by_client[row.client_id].append(row)
    told = [
        ClientRisk(clients[key], sorted(rows, key=lambda row: (-row.minor, row.project_id or 0)))
        for key, rows in by_client.items()
    ]
    told.sort(key=lambda row: (-row.minor, row.client.folded))
    return Risk(told, money_rules().base_currency)


def _narrowed(client_ids: Collection[int] | None, project_id: int | None) -> Q:
    wanted = Q() if client_ids is None else Q(client_id__in=list(client_ids))
    return wanted if project_id is None else wanted & Q(project_id=project_id)


def _place(
    found: dict[tuple[int, int | None], ProjectRisk], client_id: int, project_id: int | None
) -> ProjectRisk:
    return found.setdefault((client_id, project_id), ProjectRisk(client_id, project_id))


def _add_entries(
    found: dict[tuple[int, int | None], ProjectRisk], rows: "QuerySet[TimeEntry]"
) -> None:
    for claimed in (False, True):
        part = rows.exclude(UNCLAIMED) if claimed else rows.filter(UNCLAIMED)
        summed = (
            part.order_by()
            .values("client_id", "project_id", "scope", "person__user__name")
            .annotate(minor=Sum("risk_minor"), time=Sum("outside_minutes"), since=Min("on"))
            .annotate(rows=Sum(Value(1)))
        )
        for one in summed:
            place = _place(found, one["client_id"], one["project_id"])
            place.add(one["minor"] or 0, one["time"] or 0, one["since"], claimed=claimed)
            place.entries += one["rows"]
            place.people.add(one["person__user__name"])
            place.reasons[one["scope"]] += one["time"] or 0


def _add_extra(
    found: dict[tuple[int, int | None], ProjectRisk], rows: "QuerySet[ExtraWork]"
) -> None:
    extra = list(rows)
    entered = deliverables_entered(extra)
    for row in extra:
        place = _place(found, row.client_id, row.project_id)
        place.extra += 1
        place.people.add(row.made_by.name)
        if counts(row, entered):
            place.add(row.worth_minor, row.minutes, row.on, claimed=is_claimed(row))
        else:
            place.add(0, 0, row.on, claimed=False)


def is_claimed(row: ExtraWork | TimeEntry) -> bool:
    """Whether it stands in a change order that the client may still accept, in any version."""
    if not hasattr(row, "is_asked"):  # a row that no list has read
        return bool(type(row).objects.filter(IS_ASKED, pk=row.pk).exists())
    return bool(row.is_asked)


def counts(row: ExtraWork, entered: Collection[int]) -> bool:
    """Whether the guess stands for the work: no time was entered on the round yet."""
    return row.kind != ExtraKind.ROUND or row.deliverable_id not in entered


def deliverables_entered(rows: Iterable[ExtraWork]) -> set[int]:
    """Deliverables on whose unpaid rounds time was entered."""
    of_rounds = (row.deliverable_id for row in rows if row.kind == ExtraKind.ROUND)
    ids = {key for key in of_rounds if key is not None}
    if not ids:
        return set()
    entries = TimeEntry.objects.filter(
        scope="round", deleted_at=None, task__deliverable_id__in=ids
    ).exclude(IS_AGREED)
    found = entries.values_list("task__deliverable_id", flat=True)
    return {key for key in found if key is not None}


def entries_of(actor: Actor, project_id: int) -> "QuerySet[TimeEntry]":
    """Time at risk in one project, the oldest first."""
    rows = entries_at_risk(actor).filter(project_id=project_id)
    return rows.select_related(
        "person__user", "role", "task", "line", "change_order", "client", "project"
    ).order_by("on", "pk")


def all_entries(actor: Actor) -> "QuerySet[TimeEntry]":
    """Every entry at risk, for the download."""
    rows = entries_at_risk(actor).select_related(
        "person__user", "role", "task", "line", "change_order", "client", "project"
    )
    return rows.order_by("client__folded", "project__folded", "on", "pk")


def extra_work(actor: Actor, extra_id: int, *, deleted: bool = False) -> ExtraWork:
    rows = ExtraWork.objects.with_deleted(actor) if deleted else ExtraWork.objects.seen_by(actor)
    found: ExtraWork | None = rows.select_related("project", "client").filter(pk=extra_id).first()
    if found is None:
        raise Missing("extra")
    return found


def extra_of_action(actor: Actor, action_id: int) -> ExtraWork | None:
    """The mark on an action of a contact report that it is outside what was agreed to."""
    rows = ExtraWork.objects.seen_by(actor).filter(action=action_id, outside=True)
    found: ExtraWork | None = rows.select_related("change_order", "project").first()
    return found


def scope_of_actions(actor: Actor, action_ids: Collection[int]) -> set[int]:
    """Which of these actions are marked as outside, in one query."""
    rows = ExtraWork.objects.seen_by(actor).filter(action__in=list(action_ids), outside=True)
    return {key for key in rows.values_list("action", flat=True) if key is not None}


@dataclass(frozen=True, slots=True)
class Rounds:
    """Rounds of revision of a deliverable: done, paid for (None without limit), above."""

    deliverable: Deliverable
    done: int
    paid: int | None

    @property
    def above(self) -> int:
        return 0 if self.paid is None else max(0, self.done - self.paid)

    @property
    def is_last_paid(self) -> bool:
        """Whether the next round is one that nobody pays for."""
        return self.paid is not None and self.done >= self.paid


def rounds(actor: Actor, project: Project) -> list[Rounds]:
    """Rounds of each living deliverable of a project."""
    rows = Deliverable.objects.seen_by(actor).filter(project=project).exclude(state="cancelled")
    found = list(rows)
    done, paid = rounds_of([row.pk for row in found]), rounds_paid(project.pk)
    return [Rounds(row, done.get(row.pk, 0), paid) for row in found]


def change_orders_of(actor: Actor, project_id: int) -> list[Estimate]:
    """Change orders of the project that wait for somebody."""
    rows = Estimate.objects.seen_by(actor).filter(project_id=project_id, kind="change")
    ended = [AGREED, EstimateState.REPLACED, *GIVEN_UP]
    return list(rows.exclude(state__in=ended).order_by("-created_at"))


def attention(
    actor: Actor, *, client_ids: Collection[int] | None, now: datetime
) -> list[ClientReason]:
    """One reason a client: how much is at risk and in no change order, since the oldest of it."""
    found = risk(actor, client_ids=client_ids)
    today = agency_today(now)
    reasons = []
    for client in found.clients:
        open_minor = sum(row.minor - row.claimed_minor for row in client.projects)
        if open_minor > 0:
            reasons.append(_reason(client, open_minor, now, today))
    return reasons


def _reason(client: ClientRisk, minor: int, now: datetime, today: date) -> ClientReason:
    days = (today - (client.since or today)).days
    largest = client.projects[0]
    what = largest.project.name if largest.project else client.client.name
    values: dict[str, str | int] = {"what": what, "days": days}
    reason = Reason(
        code="money_at_risk",
        source="clients.Client",
        source_id=client.client.pk,
        count=max(1, len(client.projects)),
        due_at=now - timedelta(days=max(0, days - OLD_DAYS)) if days > OLD_DAYS else None,
        amount_minor=minor,
        values=values,
    )
    url = reverse("timesheets:risk_list") + f"?client={client.client.pk}"
    return ClientReason(client.client.pk, reason, url, values)


def projects_at_risk() -> list[int]:
    """Every project with time that is marked; for the nightly judging."""
    rows = TimeEntry.objects.exclude(scope="").filter(deleted_at=None, project__isnull=False)
    found = rows.values_list("project_id", flat=True)
    return sorted({key for key in found if key is not None})
