"""Puts the talks with a client into the database: contacts, reports, promises, readers."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random

from napulse.demo.cast import Cast, Served, store
from napulse.demo.fates import Fates, Promise
from napulse.demo.shapes import (
    ActionScript,
    Medium,
    ReportState,
    Side,
    StatusState,
    TalkScript,
)
from napulse.demo.timing import Timing
from napulse.engines.clocks import Events, started
from napulse.engines.reports import (
    ActionLine,
    Decision,
    OwnerKind,
    Question,
    ReportContent,
    Topic,
    to_json,
)
from napulse.engines.reports import Side as LineSide
from napulse.service.models import (
    STARTS_CLOCK,
    ActionItem,
    Attendee,
    Clock,
    ContactReport,
    Interaction,
    InteractionKind,
    InteractionProject,
    Mood,
    Recipient,
    RecipientRole,
    RecipientState,
    ReportVersion,
)
from napulse.service.queries.reports import hash_of

MOODS = {-2: Mood.TENSE, -1: Mood.TENSE, 0: Mood.CALM, 1: Mood.GOOD, 2: Mood.GOOD}
ACCEPTED = "250 2.0.0 OK"
A_MINUTE, TEN_MINUTES = timedelta(minutes=1), timedelta(minutes=10)


@dataclass
class Talk:
    """One contact with everything that came of it."""

    script: TalkScript
    days_ago: int
    interaction: Interaction
    content: ReportContent
    clock: Clock | None = None
    report: ContactReport | None = None
    version: ReportVersion | None = None
    promises: list[Promise] = field(default_factory=list)
    readers: list[Recipient] = field(default_factory=list)

    @property
    def waits_for_status(self) -> bool:
        return self.clock is not None and self.clock.waived_at is None

    @property
    def is_answered(self) -> bool:
        return self.script.status is not StatusState.NOT_SENT


@dataclass
class Teller:
    """Writes the talks of one client."""

    cast: Cast
    served: Served
    random: Random
    number: int = 0

    def tell(self, scripts: tuple[TalkScript, ...]) -> list[Talk]:
        """Everything but clocks and status reports, which need each other."""
        talks = sorted((self._talk(s) for s in scripts), key=lambda t: t.interaction.ends_at)
        store(talk.interaction for talk in talks)
        store(row for talk in talks for row in self._attendees(talk))
        store(row for talk in talks for row in self._touches(talk))
        for talk in talks:
            self._start_clock(talk)
            if talk.script.report is ReportState.ISSUED:
                self._issue(talk)
        issued = [talk for talk in talks if talk.report is not None]
        store(talk.report for talk in issued if talk.report)
        store(talk.version for talk in issued if talk.version)
        self._promise(issued)
        store(row for talk in issued for row in talk.readers)
        return talks

    def _talk(self, script: TalkScript) -> Talk:
        begins, ends = self.cast.timing.span_of(script)
        interaction = Interaction(
            client=self.served.row,
            kind=script.medium.value,
            subject=script.subject[:200],
            starts_at=begins,
            ends_at=ends,
            zone=self.served.script.time_zone,
            notes=script.notes,
            mood=self._mood(script),
            owner=self.cast.users[script.ours[0]],
        )
        days_ago = (self.cast.timing.today - self.cast.timing.day_of(ends)).days
        return Talk(script, days_ago, interaction, self._content(script, ends))

    def _mood(self, script: TalkScript) -> str:
        """Nothing is noted of letters and missed calls; lately only written talks were tense."""
        if script.medium in {Medium.LETTER, Medium.MISSED_CALL} or not script.topics:
            return Mood.UNKNOWN
        calmer = script.days_ago < 35 and script not in self.served.script.talks
        return MOODS[max(0, script.mood) if calmer else script.mood]

    def _attendees(self, talk: Talk) -> Iterator[Attendee]:
        contacts = (self.served.contacts[key] for key in talk.script.theirs)
        for contact in contacts:
            yield Attendee(
                interaction=talk.interaction,
                contact=contact,
                name=contact.name,
                email=contact.email,
            )
        for user in (self.cast.users[key] for key in talk.script.ours):
            yield Attendee(
                interaction=talk.interaction, user=user, name=user.name, email=user.email
            )

    def _touches(self, talk: Talk) -> Iterator[InteractionProject]:
        for key in talk.script.projects:
            yield InteractionProject(
                interaction=talk.interaction, project=self.served.projects[key]
            )

    def _start_clock(self, talk: Talk) -> None:
        row = talk.interaction
        if InteractionKind(row.kind) not in STARTS_CLOCK:
            return
        events = self._events(row.ends_at)
        talk.clock = Clock(
            client=self.served.row,
            interaction=row,
            owner=row.owner,
            ended_at=events.ended_at,
            due_at=events.due_at,
            warn_at=events.warn_at,
            standard=f"{self.served.standard.kind.value}:{self.served.standard.minutes}",
        )
        if talk.script.report is ReportState.NOT_NEEDED:
            talk.clock.waived_at = row.ends_at + timedelta(minutes=self.random.randint(5, 90))
            talk.clock.waived_by = row.owner
            talk.clock.waived_reason = talk.script.no_report_reason[:200]

    def _events(self, ended_at: datetime) -> Events:
        return started(ended_at, self.served.standard, self.served.calendar)

    def _content(self, script: TalkScript, ended: datetime) -> ReportContent:
        project = self.served.projects[script.projects[0]].pk if script.projects else None
        day = self.cast.timing.day_of(ended)
        topics = [f"{each.title}. {each.text}" for each in script.topics]
        if not topics and not script.decisions:
            topics = [script.notes or script.subject]
        return ReportContent(
            subject=script.subject[:200],
            topics=tuple(Topic(f"t{n}", text) for n, text in enumerate(topics, 1)),
            decisions=tuple(
                Decision(f"d{n}", text, project) for n, text in enumerate(script.decisions, 1)
            ),
            actions=tuple(
                self._line(n, each, day, project) for n, each in enumerate(script.actions, 1)
            ),
            questions=tuple(Question(f"q{n}", text) for n, text in enumerate(script.questions, 1)),
            next_contact_on=self._next_on(script, day),
        )

    def _next_on(self, script: TalkScript, day: date) -> date | None:
        if script.next_in_days is None:
            return None
        return self.cast.timing.next_working_day(day + timedelta(days=script.next_in_days))

    def _line(
        self, number: int, script: ActionScript, day: date, project: int | None
    ) -> ActionLine:
        is_ours = script.side is Side.US
        owner = self.cast.users if is_ours else self.served.contacts
        due = self.cast.timing.next_working_day(day + timedelta(days=script.due_days))
        return ActionLine(
            key=f"a{number}",
            text=script.text[:500],
            side=LineSide.US if is_ours else LineSide.CLIENT,
            owner_kind=OwnerKind.USER if is_ours else OwnerKind.CONTACT,
            owner_id=owner[script.owner].pk,
            due_on=due,
            project_id=project,
        )

    def _issue(self, talk: Talk) -> None:
        self.number += 1
        ended, now = talk.interaction.ends_at, self.cast.timing.now
        issued = self.cast.timing.soon_after(ended, 25, 160, self.random)
        issued = max(ended + A_MINUTE, min(issued, ended + (now - ended) / 2))
        author = talk.interaction.owner
        talk.report = ContactReport(
            client=self.served.row,
            interaction=talk.interaction,
            number=self.number,
            author=author,
            draft_version=1,
            draft_saved_at=issued,
            draft_saved_by=author,
            issued_version=1,
            created_at=ended + A_MINUTE,
        )
        stored = self._stored(talk)
        talk.version = ReportVersion(
            client=self.served.row,
            report=talk.report,
            number=1,
            content=stored,
            content_hash=hash_of(stored),
            issued_at=issued,
            issued_by=author,
        )
        if self.served.row.silence_hours:
            minutes = self.served.row.silence_hours * 60
            talk.version.silence_clause = self.served.row.silence_clause
            talk.version.silence_due_at = self.served.calendar.add_working(issued, minutes)
        talk.readers = list(self._readers(talk))
        self._be_silent(talk.version, talk.readers)

    def _be_silent(self, version: ReportVersion, readers: list[Recipient]) -> None:
        """Where the contract says so, what nobody answered in time counts as accepted."""
        due, said = version.silence_due_at, [row for row in readers if row.confirmed_at]
        if due is not None and due < self.cast.timing.now - TEN_MINUTES and not said:
            version.deemed_at = due + TEN_MINUTES

    def _stored(self, talk: Talk) -> dict[str, object]:
        """The frozen form, as the product's own issue writes it."""
        row, script = talk.interaction, talk.script
        people = {
            key: self.cast.name_of(self.served, key) for key in (*script.theirs, *script.ours)
        }
        project = self.served.projects[script.projects[0]].name if script.projects else ""
        lines = [f"actions.{each.key}" for each in talk.content.actions]
        lines += [f"decisions.{each.key}" for each in talk.content.decisions]
        return {
            **to_json(talk.content),
            "head": {
                "client": self.served.row.name,
                "number": self.number,
                "version": 1,
                "author": row.owner.name,
                "kind": str(row.kind),
                "starts_at": row.starts_at.isoformat(),
                "ends_at": row.ends_at.isoformat(),
                "zone": row.zone,
                "attendees": list(people.values()),
                "language": self.served.row.language,
            },
            "owners": {
                f"a{n}": self.cast.name_of(self.served, each.owner)
                for n, each in enumerate(script.actions, 1)
            },
            "projects": dict.fromkeys(lines, project) if project else {},
        }

    def _promise(self, issued: list[Talk]) -> None:
        fates = Fates(self.cast, self.served, self.random)
        for talk in issued:
            for script, line in zip(talk.script.actions, talk.content.actions, strict=True):
                promise = self._item(talk, script, line)
                fates.decide(promise)
                talk.promises.append(promise)
        promises = [promise for talk in issued for promise in talk.promises]
        store(promise.item for promise in promises)
        store(move for promise in promises for move in promise.moves)

    def _item(self, talk: Talk, script: ActionScript, line: ActionLine) -> Promise:
        if talk.version is None or line.due_on is None:
            raise ValueError("promises stand in issued reports and have a date")
        at = talk.version.issued_at
        is_ours = script.side is Side.US
        item = ActionItem(
            client=self.served.row,
            report=talk.report,
            key=line.key,
            text=line.text,
            side=line.side.value,
            owner_user=self.cast.users[script.owner] if is_ours else None,
            owner_contact=None if is_ours else self.served.contacts[script.owner],
            project_id=line.project_id,
            first_due_on=line.due_on,
            due_on=line.due_on,
            created_at=at,
        )
        return Promise(item, script, at)

    def _readers(self, talk: Talk) -> Iterator[Recipient]:
        for key in talk.script.theirs:
            contact = self.served.contacts[key]
            yield self._reader(talk, RecipientRole.TO, contact.name, contact.email, contact=contact)
        boss = self.cast.users[self.served.script.team.director]
        yield self._reader(talk, RecipientRole.INTERNAL, boss.name, boss.email, user=boss)

    def _reader(self, talk: Talk, role: str, name: str, email: str, **who: object) -> Recipient:
        if talk.version is None:
            raise ValueError("only issued reports have readers")
        row = Recipient(
            client=self.served.row,
            version_of=talk.version,
            name=name,
            email=email,
            role=role,
            **who,
        )
        arrive(row, talk.version.issued_at + A_MINUTE, self.cast, self.random)
        return row


def arrive(row: Recipient, at: datetime, cast: Cast, random: Random) -> None:
    """It got there, and what its reader did; the letters of the last days are really written."""
    if at <= cast.letters_from:
        row.state, row.sent_at, row.server_words = RecipientState.SENT, at, ACCEPTED
    _react(row, at, cast.timing, random)


def _react(row: Recipient, sent: datetime, timing: Timing, random: Random) -> None:
    """Most open the letter within hours, many of the client's people confirm it."""
    if random.random() > 0.86:
        return
    minutes = random.choice((4, 11, 26, 48, 75, 130, 240, 600, 1080))
    seen = timing.soon_after(sent, minutes, minutes, random)
    if seen >= timing.now:
        return
    row.seen_at = seen
    confirmed = seen + timedelta(minutes=random.randint(1, 45))
    if row.role == RecipientRole.TO and confirmed < timing.now and random.random() < 0.62:
        row.confirmed_at = confirmed
