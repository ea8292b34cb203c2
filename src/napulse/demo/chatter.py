"""Everyday talks between the written ones: the same seed always tells the same history."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import TypeVar

from napulse.demo.content.patterns_en import ENGLISH
from napulse.demo.content.patterns_ru import RUSSIAN
from napulse.demo.shapes import (
    ActionScript,
    AgencyScript,
    ClientScript,
    ContactRole,
    ContactScript,
    Medium,
    PatternScript,
    ReportState,
    Side,
    StatusState,
    TalkScript,
    TopicScript,
)
from napulse.demo.wording import typeset

MONTHS_OF_HISTORY = 8
DAYS_A_MONTH = 30
_SENTENCE_START = re.compile(r"(^|[.?!] )([a-zа-яё])")
_COUNTS = (5, 6, 7, 8, 9, 11, 12)  # these take the same Russian plural
_TRIES = 12
T = TypeVar("T")


@dataclass
class Deck(Iterator[T]):
    """Cards come in a shuffled order and none twice until all were drawn."""

    cards: Sequence[T]
    random: Random
    left: list[T] = field(default_factory=list)

    def __next__(self) -> T:
        if not self.left:
            self.left = self.random.sample(list(self.cards), len(self.cards))
        return self.left.pop()


@dataclass(frozen=True)
class Scene:
    """One talk while it is being written: who speaks, about which work."""

    slots: dict[str, str]
    ours: tuple[str, ...]
    theirs: tuple[str, ...]
    project: tuple[str, ...]
    days_ago: int


def everyday_talks(agency: AgencyScript, client: ClientScript, seed: int) -> tuple[TalkScript, ...]:
    """The talks that fill the client's history, oldest first."""
    return _Chatter(agency, client, seed).talks()


def all_talks(agency: AgencyScript, client: ClientScript, seed: int) -> tuple[TalkScript, ...]:
    """Written and everyday talks together, oldest first."""
    talks = (*client.talks, *everyday_talks(agency, client, seed))
    return tuple(sorted(talks, key=lambda talk: (-talk.days_ago, talk.at)))


def patterns_of(client: ClientScript) -> PatternScript:
    return ENGLISH if client.language == "en" else RUSSIAN


class _Chatter:
    def __init__(self, agency: AgencyScript, client: ClientScript, seed: int) -> None:
        self.agency, self.client, self.patterns = agency, client, patterns_of(client)
        self.random = Random(f"{seed}:{client.key}")  # noqa: S311 - a story, not a secret
        self.seen: set[str] = set()
        patterns = self.patterns
        self.subjects, self.openings = self._deck(patterns.subjects), self._deck(patterns.openings)
        self.topics, self.tails = self._deck(patterns.topics), self._deck(patterns.tails)
        self.decisions, self.questions = (
            self._deck(patterns.decisions),
            self._deck(patterns.questions),
        )
        self.ours, self.theirs = self._deck(patterns.ours), self._deck(patterns.theirs)
        self.jobs = self._deck([job for each in client.services for job in patterns.jobs[each]])

    def _deck(self, cards: Sequence[T]) -> Deck[T]:
        return Deck(cards, self.random)

    def talks(self) -> tuple[TalkScript, ...]:
        months = min(self.client.since_months, MONTHS_OF_HISTORY)
        wanted = max(0, self.client.talks_a_month * months - len(self.client.talks))
        days = range(self.client.quiet_days, months * DAYS_A_MONTH - 1)
        chosen = sorted((self.random.choice(days) for _ in range(wanted)), reverse=True)
        return tuple(self._talk(days_ago) for days_ago in chosen)

    def _talk(self, days_ago: int) -> TalkScript:
        scene = self._scene(days_ago)
        medium = self.random.choices(
            (Medium.CALL, Medium.VIDEO, Medium.MEETING, Medium.LETTER), (50, 34, 10, 6)
        )[0]
        subject = self._fresh(lambda: next(self.subjects), scene)
        at = f"{self.random.randint(*self._hours()):02}:{self.random.choice((0, 15, 30, 45)):02}"
        minutes = 5 * self.random.randint(4, 12)
        if medium is Medium.CALL and self.random.random() < 0.07:
            return TalkScript(
                days_ago, at, 5, medium, subject, scene.ours, scene.theirs, scene.project,
                report=ReportState.NOT_NEEDED,
                no_report_reason=self.random.choice(self.patterns.no_report_reasons),
            )  # fmt: skip
        late = self.random.random() < 0.07
        return TalkScript(
            days_ago, at, minutes, medium, subject, scene.ours, scene.theirs, scene.project,
            notes=self._fresh(lambda: next(self.openings), scene),
            topics=tuple(self._topic(scene) for _ in range(self.random.choice((1, 2, 2, 3)))),
            decisions=tuple(
                self._fresh(lambda: next(self.decisions), scene)
                for _ in range(self.random.choice((0, 1, 1, 2)))
            ),
            actions=self._actions(scene),
            questions=tuple(
                self._fresh(lambda: next(self.questions), scene)
                for _ in range(self.random.choice((0, 0, 1)))
            ),
            next_in_days=self.client.cadence_days,
            mood=self.random.choices((-1, 0, 1, 2), (12, 50, 30, 8))[0],
            status=StatusState.LATE if late else StatusState.IN_TIME,
        )  # fmt: skip

    def _hours(self) -> tuple[int, int]:
        """Hours of the working day that both sides share, told in Moscow time."""
        return {
            "Asia/Novosibirsk": (8, 13),
            "Asia/Yekaterinburg": (9, 15),
            "Europe/London": (13, 18),
            "Europe/Berlin": (11, 17),
        }.get(self.client.time_zone, (10, 17))

    def _scene(self, days_ago: int) -> Scene:
        ours, theirs = self._speakers(days_ago), self._guests()
        (job, project), (other, _) = self._work(days_ago), self._work(days_ago)
        while other == job:
            other = self._quoted(next(self.jobs))
        people = {person.key: person for person in self.agency.people}
        english = self.client.language == "en"
        slots = {
            "job": job,
            "other": other,
            "theirs": theirs[0].name.split()[-1],
            "ours": ours[0].capitalize() if english else people[ours[0]].family,
        }
        return Scene(slots, ours, tuple(guest.key for guest in theirs), project, days_ago)

    def _speakers(self, days_ago: int) -> tuple[str, ...]:
        team = self.client.team
        picked = self.random.choices(
            (
                (team.manager,),
                (team.manager, team.executive),
                (team.director, team.manager),
                (team.executive,),
            ),
            (40, 35, 10, 15),
        )[0]
        return tuple(dict.fromkeys(self._present(person, days_ago) for person in picked))

    def _present(self, person: str, days_ago: int) -> str:
        for absence in self.agency.absences:
            if absence.person == person and absence.starts_in <= -days_ago <= absence.ends_in:
                return absence.deputy
        return person

    def _guests(self) -> tuple[ContactScript, ...]:
        weights = {ContactRole.WORKS: 12, ContactRole.DECIDES: 4, ContactRole.PROCUREMENT: 1}
        contacts = self.client.contacts
        first, second = self.random.choices(
            contacts, [weights.get(each.role, 2) for each in contacts], k=2
        )
        return (first,) if first == second else (first, second)

    def _work(self, days_ago: int) -> tuple[str, tuple[str, ...]]:
        pieces = [
            (piece.name, (project.key,))
            for project in self.client.projects
            for piece in project.pieces
            if piece.starts_in <= -days_ago <= piece.due_in + 7
        ]
        running = [each.key for each in self.client.projects if each.starts_in <= -days_ago]
        if pieces and self.random.random() < 0.55:
            name, project = self.random.choice(pieces)
            return self._quoted(name), project
        return self._quoted(next(self.jobs)), tuple(running[:1])

    def _quoted(self, name: str) -> str:
        if self.client.language == "ru":
            return name.replace("«", "„").replace("»", "“")
        return name if name.startswith("the ") else f"“{name}”"

    def _topic(self, scene: Scene) -> TopicScript:
        title, texts = next(self.topics)
        return TopicScript(title, self._fresh(lambda: self.random.choice(texts), scene))

    def _actions(self, scene: Scene) -> tuple[ActionScript, ...]:
        ours = [
            self._action(Side.US, self.random.choice(scene.ours), next(self.ours), scene)
            for _ in range(self.random.choice((0, 1, 1, 2)))
        ]
        theirs = [
            self._action(Side.CLIENT, self.random.choice(scene.theirs), next(self.theirs), scene)
            for _ in range(self.random.choice((0, 0, 1, 1)))
        ]
        return (*ours, *theirs)

    def _action(self, side: Side, owner: str, card: tuple[str, int], scene: Scene) -> ActionScript:
        text, days = card
        return ActionScript(side, owner, self._filled(text, scene), days)

    def _fresh(self, draw: Callable[[], str], scene: Scene) -> str:
        """A sentence that this client's history does not hold yet, as far as patterns allow."""
        for _ in range(_TRIES):
            text = self._filled(draw(), scene)
            if text not in self.seen:
                break
        self.seen.add(text)
        return text

    def _filled(self, pattern: str, scene: Scene) -> str:
        slots = {
            **scene.slots,
            "n": str(self.random.choice(_COUNTS)),
            "percent": str(5 * self.random.randint(4, 18)),
            "day": self.random.choice(self.patterns.days),
        }
        tail = next(self.tails).format_map(slots) if "{tail}" in pattern else ""
        text = pattern.format_map({**slots, "tail": tail})
        return typeset(_SENTENCE_START.sub(lambda found: found[1] + found[2].upper(), text))
