"""The last days of the demo, acted through the product's own actions at their moments."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import TYPE_CHECKING

from napulse.access.actor import Actor, system_actor
from napulse.demo.cast import Cast, Served
from napulse.demo.content.between import AHEAD, AheadScript, words_in
from napulse.demo.shapes import EscalationScript, ReportState
from napulse.demo.talks import Talk
from napulse.demo.timing import EVENING, MORNING
from napulse.desk.actions import save_view
from napulse.engines.reports import from_json
from napulse.service.actions.acknowledgement import dispute_report, resolve_dispute
from napulse.service.actions.clocks import mark_breached
from napulse.service.actions.escalations import HandRaised, raise_escalation, resolve_escalation
from napulse.service.actions.interactions import (
    AttendeeData,
    InteractionData,
    record_interaction,
)
from napulse.service.actions.reports import DraftEdit, save_draft, start_report
from napulse.service.actions.status import draft_status_report
from napulse.service.jobs.escalations import run_rules
from napulse.service.jobs.promises import propose_chases, send_reminders
from napulse.service.models import Clock, Escalation
from napulse.service.queries.clocks import clocks_to_break

if TYPE_CHECKING:
    from napulse.demo.building import Past

RULES_RUN_FOR = timedelta(days=5)
RULES_RUN_EVERY = timedelta(hours=3)
DRAFTS_OF = ("yolochny",)
OPEN_DISPUTES = 1


@dataclass
class Present:
    """Schedules what has lately happened; the ledger does it in order of time."""

    cast: Cast
    pasts: "list[Past]"
    by_key: dict[str, Served] = field(default_factory=dict)

    def act(self) -> None:
        self.by_key = {each.served.script.key: each.served for each in self.pasts}
        for past in self.pasts:
            for script in past.served.script.escalations:
                self._escalate(past.served, script)
            for talk in past.talks:
                if talk.script.report is ReportState.DRAFT:
                    self._draft(past.served, talk)
        for ahead in AHEAD:
            if ahead.client in self.by_key:
                self._plan(self.by_key[ahead.client], ahead)
        self._dispute()
        self._draft_statuses()
        self._run_the_clockwork()
        self.cast.ledger.act(self._ago(hours=2), self._arrange_desks)

    def _ago(self, **span: float) -> datetime:
        return self.cast.timing.now - timedelta(**span)

    def _escalate(self, served: Served, script: EscalationScript) -> None:
        at = self.cast.timing.opening(script.days_ago, 13)
        day = self.cast.timing.next_working_day(self.cast.timing.day(script.deadline_in))
        due = self.cast.timing.at(day, time(18))
        if script.resolved_days_ago is not None:
            due = max(due, at + timedelta(hours=24))
        owner, raiser = self.cast.users[script.owner], self.cast.actor(script.raised_by)
        data = HandRaised(
            script.subject, script.text, owner.pk, due, f"demo:{served.row.pk}:{script.days_ago}"
        )
        self.cast.ledger.act(at, lambda: raise_escalation(raiser, served.row, data=data, now=at))
        if script.resolved_days_ago is not None:
            over = max(
                self.cast.timing.opening(script.resolved_days_ago, 17), at + timedelta(hours=2)
            )
            self.cast.ledger.act(over, lambda: self._resolve(script, data, over))

    def _resolve(self, script: EscalationScript, data: HandRaised, at: datetime) -> None:
        raised = Escalation.objects.get(submit_key=data.submit_key)
        words = script.resolution
        resolve_escalation(self.cast.actor(script.owner), raised, resolution=words, now=at)

    def _draft(self, served: Served, talk: Talk) -> None:
        """A contact report that its author has begun and not yet issued."""
        actor = self.cast.actor(talk.script.ours[0], served, talk.days_ago)
        at = talk.interaction.ends_at + timedelta(minutes=35)

        def write() -> None:
            report = start_report(actor, talk.interaction, now=at)
            edit = DraftEdit(talk.content, from_json(report.draft), report.draft_version)
            save_draft(actor, report, edit=edit, now=at + timedelta(minutes=9))

        self.cast.ledger.act(at, write)

    def _plan(self, served: Served, script: AheadScript) -> None:
        begins = self._begins(script)
        team = served.script.team
        theirs = next(iter(served.contacts.values()))
        manager = self.cast.present(team.manager)
        speakers = [self.cast.users[team.director], self.cast.users[manager]]
        data = InteractionData(
            kind=script.medium.value,
            subject=script.subject,
            starts_at=begins,
            ends_at=begins + timedelta(minutes=script.minutes),
            zone=served.script.time_zone,
            place=script.place,
            attendees=(
                AttendeeData(contact_id=theirs.pk),
                *(AttendeeData(user_id=user.pk) for user in speakers),
            ),
            project_ids=tuple(row.pk for row in list(served.projects.values())[:1]),
            owner_id=self.cast.users[manager].pk,
        )
        at = self.cast.timing.opening(script.in_days + 1, 12)
        actor = self.cast.actor(manager, served, 1)
        self.cast.ledger.act(at, lambda: record_interaction(actor, served.row, data=data, now=at))

    def _begins(self, script: AheadScript) -> datetime:
        """At its hour; today's contact that would be past already comes later today."""
        timing, day = self.cast.timing, self.cast.timing.today
        for _step in range(script.in_days):
            day = timing.next_working_day(day + timedelta(days=1))
        wanted = timing.at(day, time.fromisoformat(script.at))
        if wanted > timing.now + timedelta(minutes=40):
            return wanted
        soon = timing.now + timedelta(minutes=75)
        soon = soon.replace(minute=soon.minute // 15 * 15, second=0, microsecond=0)
        if MORNING <= soon.astimezone(timing.zone).time() <= EVENING:
            return soon
        tomorrow = timing.next_working_day(timing.day(1))
        return timing.at(tomorrow, time.fromisoformat(script.at))

    def _dispute(self) -> None:
        """The client objects to a line here and there; all but the last are answered."""
        found = sorted(self._disputable(), key=lambda pair: pair[1].interaction.ends_at)
        for place, (served, talk) in enumerate(found):
            is_answered = place < len(found) - OPEN_DISPUTES
            self._object(served, talk, is_answered=is_answered, place=place)

    def _disputable(self) -> Iterator[tuple[Served, Talk]]:
        """One report of every third client, never one that was confirmed."""
        for past in self.pasts[::3]:
            for talk in reversed(past.talks):
                reader = talk.readers[0] if talk.readers else None
                version = talk.version
                if version is None or version.deemed_at or reader is None or reader.confirmed_at:
                    continue
                if talk.script.decisions and talk.days_ago > 1:
                    yield past.served, talk
                    break

    def _object(self, served: Served, talk: Talk, *, is_answered: bool, place: int) -> None:
        words = words_in(served.row.language)
        reader, version = talk.readers[0], talk.version
        if version is None:
            return
        at = max(version.issued_at, reader.seen_at or version.issued_at) + timedelta(hours=3)
        guest = Actor("", system_actor().levels, client_ids=None)
        comments = {"decisions.d1": words.objections[place % len(words.objections)]}

        said = words.answers[place % len(words.answers)]

        def answer() -> None:
            for dispute in reader.disputes.filter(resolved_at=None):
                resolve_dispute(
                    self.cast.actor(served.script.team.manager, served, talk.days_ago),
                    dispute,
                    resolution=said,
                    now=at + timedelta(hours=2),
                )
            raised = Escalation.objects.filter(client=served.row, rule="dispute", state="open")
            for escalation in raised:
                boss = self.cast.actor(self.cast.users_by_id[escalation.owner_id])
                resolve_escalation(boss, escalation, resolution=said, now=at + timedelta(hours=2))

        self.cast.ledger.act(at, lambda: dispute_report(guest, reader, comments=comments, now=at))
        if is_answered:
            self.cast.ledger.act(at + timedelta(hours=2), answer)

    def _draft_statuses(self) -> None:
        at = self._ago(minutes=50)
        for key in DRAFTS_OF:
            if served := self.by_key.get(key):
                actor = self.cast.actor(self.cast.present(served.script.team.manager), served, 0)
                drafting = partial(draft_status_report, actor, served.row, now=at)
                self.cast.ledger.act(at, drafting)

    def _run_the_clockwork(self) -> None:
        """What the product does by itself: breaches, rules, reminders, letters, silence."""
        ledger, now = self.cast.ledger, self.cast.timing.now
        at = (now - RULES_RUN_FOR).replace(minute=5, second=0, microsecond=0)
        while at <= now:
            ledger.act(at, partial(tick, at))
            at += RULES_RUN_EVERY
        for morning in self.cast.timing.mornings(3, time(9, 5)):
            ledger.act(morning, partial(send_reminders, morning))
        for morning in self.cast.timing.mornings(2, time(10, 5)):
            ledger.act(morning, partial(propose_chases, morning))
        ledger.act(now - timedelta(minutes=1), partial(tick, now))

    def _arrange_desks(self) -> None:
        """The newcomer has a few views at hand."""
        key = self.cast.script.newcomer
        actor = self.cast.actor(key)
        for name, query in (("Горит сегодня", "view=report"), ("Ждём клиента", "view=waits")):
            save_view(actor, page="pulse", name=name, query=query)


def act_present(cast: Cast, pasts: "list[Past]") -> None:
    Present(cast, pasts).act()


def tick(at: datetime) -> None:
    """What the product finds out by itself: clocks that ran out, and what the rules raise."""
    product = system_actor()
    for clock in Clock.objects.filter(pk__in=clocks_to_break(at)):
        mark_breached(product, clock, now=at)
    run_rules(at)
