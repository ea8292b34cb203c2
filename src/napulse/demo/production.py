"""The production side of the demo agency: skills, rates, breakdowns half done, risks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from napulse.access.actor import Actor, system_actor
from napulse.clients.models import TeamMember, TeamRole
from napulse.delivery.actions import ProjectData, create_project, edit_project
from napulse.delivery.actions import register as concerns
from napulse.delivery.actions import team as teams
from napulse.delivery.actions.plans import PlanRequest, accept_plan, compute_plan
from napulse.delivery.actions.templates import breakdown_of, seed_templates, with_today_roles
from napulse.delivery.actions.work import save_work
from napulse.delivery.breakdown import DONE, STARTED, WORK, WorkRow
from napulse.delivery.models import Duty, Plan, Project, ProjectTemplate
from napulse.delivery.shipping import shipped_templates, work_role_names
from napulse.demo.cast import Cast, Served, store
from napulse.demo.content import production as script
from napulse.demo.timing import Timing
from napulse.engines.kernel.money import Money
from napulse.people.actions import (
    PersonData,
    RateData,
    SkillData,
    add_usual_roles,
    edit_person,
    set_rates,
)
from napulse.people.models import Person, WorkRole

STAFFED, BEGUN, RISKS_SEEN, OFFERED = 790, 12, 6, 4
OPEN_UNTIL, SECONDS = 2, 4
HEAD = "rudakov"
PLANNED = timedelta(minutes=50)


@dataclass
class Production:
    """Schedules what the production side did; the ledger plays it in order of time."""

    cast: Cast

    def act(self) -> None:
        ledger, timing = self.cast.ledger, self.cast.timing
        ledger.act(timing.opening(STAFFED, 9), self._staff)
        by_key = {each.script.key: each for each in self.cast.served}
        for work in script.WORK:
            served = by_key[work.client]
            project = served.projects[work.project]
            ledger.act(timing.opening(BEGUN, 12), Broken(self.cast, work, project))
            ledger.act(timing.opening(RISKS_SEEN, 15), Seen(self.cast, work, project))
            self._let_in(served, work)
        client = by_key[script.TENTATIVE[0]]
        ledger.act(timing.opening(OFFERED, 16), Offered(self.cast, client))
        ledger.act(timing.now - PLANNED, Planned(self.cast))

    def _staff(self) -> None:
        first = system_actor()
        add_usual_roles(first, names=work_role_names("ru"))
        seed_templates(first, shipped=shipped_templates("ru"))
        roles = {role.name: role for role in WorkRole.objects.all()}
        rates = [
            RateData(roles[name], grade, Money(minor, "RUB"))
            for name, costs in script.RATES.items()
            for grade, minor in enumerate(costs, 1)
        ]
        director = self.cast.actor("panina")
        set_rates(director, rates=rates, from_on=self.cast.timing.day(-STAFFED))
        for one in script.SKILLS:
            person = Person.objects.get(pk=self.cast.persons[one.person].pk)
            edit_person(first, person, data=_skilled(person, one, roles), version=person.version)

    def _let_in(self, served: Served, work: script.WorkScript) -> None:
        """Who makes it works with the client, and so sees it."""
        known = set(TeamMember.objects.filter(client=served.row).values_list("user_id", flat=True))
        users = [self.cast.users[key] for key in (*work.crew, HEAD)]
        since = served.row.since_on
        joined = store(
            TeamMember(client=served.row, user=user, role=TeamRole.MEMBER, from_on=since)
            for user in users
            if user.pk not in known
        )
        director = self.cast.actor(served.script.team.director)
        for member in joined:
            at = self.cast.timing.opening(BEGUN, 11)
            self.cast.ledger.made(at, director, member, "team.joined", who=str(member.user))


def _skilled(person: Person, one: script.SkillScript, roles: dict[str, WorkRole]) -> PersonData:
    return PersonData(
        manager=person.manager,
        office=person.office,
        calendar=person.calendar,
        phone=person.phone,
        joined_on=person.joined_on,
        share=one.share,
        weekdays=one.weekdays,
        skills=[SkillData(roles[name], grade) for name, grade in one.roles],
    )


@dataclass(frozen=True, slots=True)
class Broken:
    """A project is broken down from a template, its team named, its first tasks done."""

    cast: Cast
    work: script.WorkScript
    project: Project

    def __call__(self) -> None:
        actor, timing = self._actor(), self.cast.timing
        project = Project.objects.get(pk=self.project.pk)
        project = edit_project(actor, project, data=self._data(project), version=project.version)
        template = ProjectTemplate.objects.get(shipped=self.work.template)
        rows = _without_results(with_today_roles(breakdown_of(template)))
        rows = _under_way(rows, self.work.done, project.starts_on or timing.today, timing)
        at = timing.opening(BEGUN, 12)
        save_work(actor, project, rows=rows, version=project.version, now=at)
        self._name_team(actor, project)

    def _actor(self) -> Actor:
        return self.cast.actor(self.cast.users_by_id[self.project.lead_id or 0])

    def _data(self, project: Project) -> ProjectData:
        told = ("name", "brief", "brand", "lead", "starts_on", "due_on", "risk")
        return ProjectData(
            **{name: getattr(project, name) for name in told},
            weight=self.work.weight,
            due_is_hard=self.work.is_hard,
        )

    def _name_team(self, actor: Actor, project: Project) -> None:
        for key in self.work.crew:
            teams.add_member(actor, project, user=self.cast.users[key])
        if not self.work.charter[0]:
            return
        charter = teams.write_charter(
            actor, project, data=teams.CharterData(*self.work.charter), version=0
        )
        reader = self.cast.actor(self.work.crew[0])
        at = self.cast.timing.opening(BEGUN, 12)
        teams.read_charter(reader, charter, edition=charter.edition, now=at)
        self._assign(actor, project)

    def _assign(self, actor: Actor, project: Project) -> None:
        users = self.cast.users
        holders = {
            Duty.PRODUCT: users[self.work.crew[0]],
            Duty.ARCHITECTURE: users[self.work.crew[-1]],
            Duty.RESOURCES: users["shilova"],
            Duty.DELIVERY: project.lead,
        }
        teams.assign_duties(actor, project, holders={k.value: v for k, v in holders.items()})


def _without_results(rows: Iterable[WorkRow]) -> list[WorkRow]:
    """What the client gets was agreed before: the template's own results are not added."""
    return [replace(row, deliverable="") for row in rows]


def _under_way(rows: Sequence[WorkRow], share: float, start: date, timing: Timing) -> list[WorkRow]:
    """The first tasks done one after another since the start, the next of the work begun."""
    tasks = [row for row in rows if row.is_task]
    done = round(len(tasks) * share)
    since = max((timing.today - start).days - OPEN_UNTIL, done)
    ends = {
        row.number: timing.working_day(start + timedelta(days=round(since * n / max(1, done))))
        for n, row in enumerate(tasks[:done], 1)
    }
    begun = _ready(tasks[done:], set(ends))
    return [_as_it_is(row, ends, begun, timing) for row in rows]


def _ready(rows: Iterable[WorkRow], done: set[int]) -> int:
    """The first piece of work whose forerunners are all done."""
    ready = (
        row.number
        for row in rows
        if row.kind == WORK and all(link.before in done for link in row.after)
    )
    return next(ready, 0)


def _as_it_is(row: WorkRow, ends: dict[int, date], begun: int, timing: Timing) -> WorkRow:
    if row.is_task and row.number in ends:
        day = ends[row.number]
        return replace(row, state=DONE, started_on=day, done_on=day)
    if row.is_task and row.number == begun:
        day = timing.working_day(timing.day(-1))
        return replace(row, state=STARTED, started_on=day)
    return row


@dataclass(frozen=True, slots=True)
class Seen:
    """Risks and issues as the team sees them."""

    cast: Cast
    work: script.WorkScript
    project: Project

    def __call__(self) -> None:
        project = Project.objects.get(pk=self.project.pk)
        actor = self.cast.actor(self.cast.users_by_id[self.project.lead_id or 0])
        for one in self.work.risks:
            data = concerns.ConcernData(
                text=one.text,
                kind=one.kind,
                probability=one.probability,
                impact=one.impact,
                response=one.response,
                owner=self.cast.users[one.owner],
                due_on=self.cast.timing.day(one.due_in),
                for_client=one.for_client,
            )
            concerns.add_concern(actor, project, data=data)


@dataclass(frozen=True, slots=True)
class Offered:
    """Work that is not won yet, with how likely it is."""

    cast: Cast
    served: Served

    def __call__(self) -> None:
        _client, name, template, probability, starts_in, ends_in = script.TENTATIVE
        timing = self.cast.timing
        actor = self.cast.actor("kovalev")
        data = ProjectData(
            name=name,
            lead=self.cast.users["nikitina"],
            starts_on=timing.next_working_day(timing.day(starts_in)),
            due_on=timing.next_working_day(timing.day(ends_in)),
            probability=probability,
        )
        project = create_project(actor, self.served.row, data=data)
        rows = with_today_roles(breakdown_of(ProjectTemplate.objects.get(shipped=template)))
        at: datetime = timing.opening(OFFERED, 16)
        save_work(actor, project, rows=rows, version=project.version, now=at)


@dataclass(frozen=True, slots=True)
class Planned:
    """The agency's plan of this morning, computed and accepted."""

    cast: Cast

    def __call__(self) -> None:
        from napulse.delivery.planning.computing import compute

        now = self.cast.timing.now - PLANNED
        manager = self.cast.actor("rudakov")
        plan = compute_plan(manager, data=PlanRequest(seconds=SECONDS), now=now)
        compute(plan.pk, now=now)
        accept_plan(manager, Plan.objects.get(pk=plan.pk), now=now)


def produce(cast: Cast) -> None:
    """Schedule the production side of the living agency."""
    Production(cast).act()
