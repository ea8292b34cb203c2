"""What a letter shows at first sight: enough for a line of the list, before it is judged."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from napulse.engines.mailtrust.letter import Letter
from napulse.engines.mailtrust.model import Limits
from napulse.engines.mailtrust.read import read

LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Glance:
    """The columns of a letter's row, each cut to what the column holds."""

    message_id: str
    shown_name: str
    address: str
    subject: str
    dated_at: datetime | None


def glance(raw: bytes) -> Glance:
    """What the letter shows; everything may be empty, nothing raises."""
    return glance_of(read(raw, LIMITS))


def glance_of(letter: Letter) -> Glance:
    """The same of a letter that was read already."""
    sender = letter.sender.visible
    return Glance(
        message_id=_value(letter, "message-id")[:300],
        shown_name=_plain(sender.shown if sender else "")[:200],
        address=_plain(sender.address if sender else "")[:320],
        subject=_plain(_value(letter, "subject"))[:300],
        dated_at=_dated(letter),
    )


def _value(letter: Letter, name: str) -> str:
    header = letter.first(name)
    return " ".join(header.value.split()) if header else ""


def _plain(text: str) -> str:
    """Without characters that a database or a page cannot bear."""
    return "".join(c for c in text if c.isprintable() or c == " ").strip()


def _dated(letter: Letter) -> datetime | None:
    """When it arrived by its topmost Received line, else what it says of itself."""
    received = [header.value.rpartition(";")[2] for header in letter.all("received")[:1]]
    return next(iter(_moments([*received, _value(letter, "date")])), None)


def _moments(texts: Iterable[str]) -> Iterable[datetime]:
    for text in texts:
        try:
            found = parsedate_to_datetime(text.strip())
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
        moment = found if found.tzinfo else found.replace(tzinfo=UTC)
        if 1990 <= moment.year <= 2100:
            yield moment.astimezone(UTC)
