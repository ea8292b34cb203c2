"""Makes an everyday talk end just now, so that its clock runs when the demo is opened."""

from dataclasses import replace
from datetime import timedelta

from napulse.demo.cast import Cast
from napulse.demo.content.between import LIVE
from napulse.demo.shapes import ClientScript, ReportState, StatusState, TalkScript
from napulse.demo.timing import EVENING, MORNING, Timing

LONGEST_AGO, STEP = 19.0, 0.25


def with_live_talk(
    cast: Cast, client: ClientScript, talks: tuple[TalkScript, ...]
) -> tuple[TalkScript, ...]:
    """The client's latest everyday talk moved to the last hours, where the client is to be live."""
    hours = LIVE.get(client.key)
    if hours is None:
        return talks
    everyday = [talk for talk in talks if talk not in client.talks and talk.topics]
    latest = everyday[-1]
    live = replace(
        latest,
        days_ago=0,
        minutes=30,
        ours=tuple(dict.fromkeys(cast.present(key) for key in latest.ours)),
        report=ReportState.ISSUED,
        status=StatusState.NOT_SENT,
        ended_hours_ago=_at_work(cast.timing, hours),
    )
    return (*(talk for talk in talks if talk is not latest), live)


def _at_work(timing: Timing, hours: float) -> float:
    """The nearest number of hours ago at which people talk; as wished when there is none."""
    tries = [n * STEP for n in range(2, int(LONGEST_AGO / STEP))]
    return next(
        (ago for ago in sorted(tries, key=lambda ago: abs(ago - hours)) if _talks(timing, ago)),
        hours,
    )


def _talks(timing: Timing, hours_ago: float) -> bool:
    wall = (timing.now - timedelta(hours=hours_ago)).astimezone(timing.zone).time()
    return MORNING <= wall <= EVENING
