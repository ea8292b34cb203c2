"""The files of the tour: calendar invitations dated around today, and lists to try the import."""

from datetime import date, timedelta
from importlib.resources import files

_FILES = files("napulse.demo") / "files"
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_LINE_OCTETS = 75
INVITATIONS = ("invitation.ics", "weekly.ics", "cancelled.ics")
LISTS = ("amocrm.csv", "hubspot.csv")


def invitation(name: str, today: date) -> bytes:
    """The calendar file as the client's mail program would have written it around `today`."""
    days = {
        "today": today,
        "yesterday": today - timedelta(days=1),
        "first": today - timedelta(weeks=8),
        "next": today + timedelta(weeks=1),
        "until": today + timedelta(weeks=26),
    }
    text = (_FILES / name).read_text(encoding="utf-8")
    for slot, day in days.items():
        text = text.replace(f"{{{slot}}}", f"{day:%Y%m%d}")
    text = text.replace("{weekday}", _WEEKDAYS[today.weekday()])
    return b"".join(_folded(line) for line in text.splitlines())


def import_list(name: str) -> bytes:
    """The list of clients and contacts, byte for byte as another system exported it."""
    return (_FILES / name).read_bytes()


def _folded(line: str) -> bytes:
    """A content line in pieces of at most 75 octets, never cutting a letter in two."""
    pieces = [b""]
    for letter in line:
        octets = letter.encode()
        if len(pieces[-1]) + len(octets) > _LINE_OCTETS:
            pieces.append(b" ")
        pieces[-1] += octets
    return b"\r\n".join(pieces) + b"\r\n"
