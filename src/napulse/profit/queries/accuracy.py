"""The accuracy of estimates: what lines took beside what was estimated, by whatever they share."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import Q, Sum

from napulse.access.actor import Actor
from napulse.access.models import User
from napulse.db.among import Among
from napulse.delivery.models import Project, ProjectFormat, ProjectState
from napulse.engines.kernel.money import round_half_up
from napulse.engines.pricing.accuracy import Accuracy, Sample, accuracy
from napulse.estimates.models import BudgetLine
from napulse.ledger.models import LineTotal
from napulse.people.queries import agency_today
from napulse.timesheets.models import TimeEntry
from napulse.timesheets.permissions import VIEW_TIME

By = Literal["role", "service", "person", "client", "project"]
WORST = 20


@dataclass(frozen=True, slots=True)
class WorkedLine:
    """A line of hours whose work is over."""

    pk: int
    title: str
    project_id: int
    project: str
    client: str
    role: str
    service: str
    ended_on: date | None
    sample: Sample

    @property
    def ratio_bp(self) -> int:
        return self.sample.ratio_bp

    @property
    def over(self) -> int:
        """Minutes above the estimate."""
        return self.sample.actual - self.sample.estimated


@dataclass(frozen=True, slots=True)
class Cut:
    """Lines that share a role, a service, a person, a client: what they say together."""

    name: str
    told: Accuracy


def worked_lines(actor: Actor, *, since: date | None = None) -> list[WorkedLine]:
    """Lines whose work is over: closed, or of projects that are done. Two queries.

    A line on which nobody entered anything says nothing of its estimate and is left out.
    """
    ended = Q(closed_at__isnull=False) | Q(project__state=ProjectState.DONE)
    rows = BudgetLine.objects.seen_by(actor).filter(
        ended, minutes__gt=0, project__in=Project.objects.seen_by(actor).values("pk")
    )
    if since is not None:
        rows = rows.filter(Q(closed_at__date__gte=since) | Q(project__done_on__gte=since))
    found = list(rows.select_related("project", "client", "role").order_by("pk"))
    took = _took(frozenset(row.project_id for row in found))
    return [_line(row, took[row.pk]) for row in found if took.get(row.pk, 0) > 0]


def _took(projects: frozenset[int]) -> dict[int, int]:
    if not projects:
        return {}
    rows = LineTotal.objects.filter(Among("project_key", projects), line_key__gt=0).order_by()
    return dict(rows.values_list("line_key").annotate(sum=Sum("minutes")))


def _line(row: BudgetLine, took: int) -> WorkedLine:
    closed = agency_today(row.closed_at) if row.closed_at else row.project.done_on
    return WorkedLine(
        pk=row.pk,
        title=row.title,
        project_id=row.project_id,
        project=row.project.name,
        client=row.client.name,
        role=row.role.name if row.role else "",
        service=str(ProjectFormat(row.project.format).label),
        ended_on=closed,
        sample=Sample(row.minutes, took),
    )


def cut_by(actor: Actor, lines: list[WorkedLine], by: By) -> list[Cut]:
    """The lines by what they share, the largest overrun first."""
    groups: dict[str, list[Sample]] = defaultdict(list)
    if by == "person":
        groups = _by_person(actor, lines)
    else:
        for line in lines:
            groups[getattr(line, by)].append(line.sample)
    cuts = [Cut(name, accuracy(samples)) for name, samples in groups.items()]
    return sorted(cuts, key=lambda cut: (-cut.told.difference, cut.name))


def _by_person(actor: Actor, lines: list[WorkedLine]) -> dict[str, list[Sample]]:
    """Each line counts for those who worked on it, with the part of its estimate that is theirs."""
    found: dict[str, list[Sample]] = defaultdict(list)
    if not lines or not actor.can(VIEW_TIME):
        return found
    by_pk = {line.pk: line for line in lines}
    rows = TimeEntry.objects.filter(Among("line_id", frozenset(by_pk)), deleted_at=None).order_by()
    sums = list(rows.values_list("line_id", "person_id").annotate(sum=Sum("minutes")))
    people = {person for _line, person, _sum in sums}
    names = dict(User.objects.filter(person__pk__in=people).values_list("person__pk", "name"))
    for line_id, person, minutes in sums:
        whole = by_pk[line_id or 0].sample
        part = max(1, round_half_up(whole.estimated * minutes, max(whole.actual, minutes)))
        found[names.get(person, "")].append(Sample(part, minutes))
    return found


def told_of(lines: Iterable[WorkedLine]) -> Accuracy:
    """What all these lines say together."""
    return accuracy(line.sample for line in lines)


def worst(lines: Iterable[WorkedLine]) -> list[WorkedLine]:
    """Lines that ran over by most hours."""
    over = [line for line in lines if line.over > 0]
    return sorted(over, key=lambda line: (-line.over, line.pk))[:WORST]
