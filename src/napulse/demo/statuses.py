"""Writes the status reports of the past as they were drafted and sent on their day."""

from collections.abc import Iterator
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from napulse.delivery.models import Deliverable, DeliverableState
from napulse.delivery.status import deadline_line, result_line, risk_line
from napulse.demo.cast import Cast, Piece, Served, percent_at, store
from napulse.demo.content.between import REFUSALS, words_in
from napulse.demo.shapes import PieceState, StatusState
from napulse.demo.talks import A_MINUTE, TEN_MINUTES, Talk, arrive
from napulse.engines.reports import Section, StatusLine, compare
from napulse.service.models import (
    Clock,
    Recipient,
    RecipientRole,
    RecipientState,
    StatusReport,
)
from napulse.service.models import StatusState as ReportState
from napulse.service.queries.status import FIRST_LOOK_BACK, StatusContent, hash_of, in_order
from napulse.service.queries.status_lines import action_line


@dataclass
class Sent:
    """A status report, the clocks that it closed, and who got it."""

    row: StatusReport
    sender: str
    clocks: list[Clock]
    readers: list[Recipient] = field(default_factory=list)
    refused: Recipient | None = None


@dataclass
class Reporter:
    """Writes the status reports of one client from its talks."""

    cast: Cast
    served: Served
    random: Random
    sent: list[Sent] = field(default_factory=list)
    told: tuple[StatusLine, ...] = ()

    def report(self, talks: list[Talk]) -> list[Sent]:
        """One report closes every clock that runs when it is sent, as in the product."""
        waiting = [talk for talk in talks if talk.waits_for_status and talk.clock]
        closed: set[int] = set()
        with translation.override(self.served.row.language):
            for at, talk in sorted(self._moments(waiting), key=lambda pair: pair[0]):
                if id(talk) in closed:
                    continue
                covered = [
                    each
                    for each in waiting
                    if id(each) not in closed and each.interaction.ends_at <= at
                ]
                closed |= {id(each) for each in covered}
                self._send(at, talk, covered, talks)
        self._be_refused()
        store(each.row for each in self.sent)
        store(clock for talk in talks if (clock := talk.clock))
        store(reader for each in self.sent for reader in each.readers)
        return self.sent

    def _be_refused(self) -> None:
        """The last report did not reach one reader, where the script says so."""
        told = REFUSALS.get(self.served.script.key)
        if told is None or not self.sent:
            return
        last = self.sent[-1]
        reader = [row for row in last.readers if row.role != RecipientRole.INTERNAL][-1]
        reader.seen_at = reader.confirmed_at = None
        last.refused = reader
        if reader.state == RecipientState.SENT:
            reader.state, words = told
            reader.server_words, reader.sent_at = words.format(address=reader.email), None

    def _moments(self, waiting: list[Talk]) -> Iterator[tuple[datetime, Talk]]:
        """When each talk's report is sent; none after a talk whose report is still owed."""
        owed = [talk.interaction.ends_at for talk in waiting if not talk.is_answered]
        limit = min([self.cast.timing.now, *owed])
        for talk in waiting:
            ended = talk.interaction.ends_at
            if talk.is_answered and ended < limit:
                wanted = self._moment(talk)
                yield min(wanted, ended + (limit - ended) * 0.8), talk

    def _moment(self, talk: Talk) -> datetime:
        if talk.clock is None:
            raise ValueError("only talks with a clock wait for a report")
        due, timing = talk.clock.due_at, self.cast.timing
        if talk.script.status is StatusState.LATE:
            return max(due + TEN_MINUTES, timing.soon_after(due, 40, 1500, self.random))
        at = timing.soon_after(talk.interaction.ends_at, 60, 420, self.random)
        if not timing.calendar.is_working(timing.day_of(at)):
            at = talk.interaction.ends_at + timedelta(minutes=self.random.randint(50, 150))
        return min(at, due - TEN_MINUTES)

    def _send(self, at: datetime, talk: Talk, covered: list[Talk], talks: list[Talk]) -> None:
        sender = self._sender(talk)
        clocks = [clock for each in covered if (clock := each.clock)]
        row = self._row(at, sender)
        content = self._content(at, talks)
        row.content = content.stored()
        row.content_hash = hash_of(row, row.content)
        for clock in clocks:
            clock.met_at, clock.met_by = at, row
            clock.breached_at = clock.due_at if clock.due_at < at else None
        readers = [self._reader(row, place, at) for place in range(len(self.served.listed))]
        self.sent.append(Sent(row, sender, clocks, readers))
        self.told = content.lines

    def _sender(self, talk: Talk) -> str:
        """The manager, or who stood in while the manager was away."""
        return self.cast.present(self.served.script.team.manager, talk.days_ago)

    def _row(self, at: datetime, sender: str) -> StatusReport:
        author, client = self.cast.users[sender], self.served.row
        intro = self.random.choice(words_in(client.language).intros)
        return StatusReport(
            client=client,
            number=len(self.sent) + 1,
            state=ReportState.SENT,
            language=client.language,
            subject=(_("Status: %(client)s") % {"client": client.name})[:200],
            intro=intro if self.random.random() < 0.4 else "",
            author=author,
            drafted_at=at - timedelta(minutes=self.random.randint(4, 25)),
            draft_saved_at=at - A_MINUTE,
            sent_at=at,
            sent_by=author,
        )

    def _content(self, at: datetime, talks: list[Talk]) -> StatusContent:
        last = self.sent[-1].row if self.sent else None
        since = last.sent_at if last and last.sent_at else at - FIRST_LOOK_BACK
        known = {line.key for line in self.told if line.section == Section.DONE}
        found = [*self._work_lines(at, since), *self._action_lines(at, since, talks)]
        lines = in_order([x for x in found if not (x.section == Section.DONE and x.key in known)])
        marks = compare(lines, self.told) if last else {}
        return StatusContent(
            lines=lines,
            projects={str(row.pk): row.name for row in self.served.projects.values()},
            head=self._head(at, last),
            marks={key: mark.value for key, mark in marks.items()},
        )

    def _head(self, at: datetime, last: StatusReport | None) -> dict[str, str]:
        author = self.cast.users[self.served.script.team.manager]
        return {
            "client": self.served.row.name,
            "agency": self.cast.script.name,
            "author": author.name,
            "author_title": author.title_in(self.served.row.language),
            "zone": self.served.script.time_zone,
            "at": at.isoformat(),
            "since": last.sent_at.isoformat() if last and last.sent_at else "",
            "since_number": str(last.number) if last else "",
        }

    def _action_lines(
        self, at: datetime, since: datetime, talks: list[Talk]
    ) -> Iterator[StatusLine]:
        today, told_on = self.cast.timing.day_of(at), self.cast.timing.day_of(since)
        promises = [promise for talk in talks for promise in talk.promises]
        rows = [each.as_of(at) for each in promises if each.concerns(at, told_on)]
        for row in sorted(rows, key=lambda row: (row.due_on, row.pk)):
            yield action_line(row, today)

    def _work_lines(self, at: datetime, since: datetime) -> Iterator[StatusLine]:
        today, told_on = self.cast.timing.day_of(at), self.cast.timing.day_of(since)
        day = (today - self.cast.timing.today).days
        rows = [row for piece in self.served.pieces if (row := self._piece_on(piece, day))]
        found = [result_line(row, told_on, today) for row in rows]
        for script in self.served.script.projects:
            if script.starts_in <= day <= max(script.ends_in, 0):
                project = self.served.projects[script.key]
                found.append(deadline_line(project, rows, today))
                found.append(risk_line(project) if day > -7 else None)
        yield from (line for line in found if line is not None)

    def _piece_on(self, piece: Piece, day: int) -> Deliverable | None:
        """The deliverable as it stood that day; nothing before its work began."""
        script, row = piece.script, copy(piece.row)
        if day < script.starts_in:
            return None
        if row.done_on is not None and (row.done_on - self.cast.timing.today).days > day:
            row.state, row.done_on = DeliverableState.WORK, None
        if script.waits_for_days < -day:
            row.waits_for, row.waits_since, row.waits_what = "", None, ""
        if script.state is PieceState.REVIEW and not row.waits_for and day < -2:
            row.state = DeliverableState.WORK
        row.percent = percent_at(script, day)
        return row

    def _reader(self, row: StatusReport, place: int, at: datetime) -> Recipient:
        entry = self.served.listed[place]
        who: Any = entry.contact or entry.user
        reader = Recipient(
            client=self.served.row,
            status_report=row,
            contact=entry.contact,
            user=entry.user,
            name=who.name,
            email=who.email,
            role=entry.role,
        )
        arrive(reader, at + A_MINUTE, self.cast, self.random)
        return reader
