"""Sessions as their owner sees them: opened, used, listed, ended."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.models import Session

from napulse.access.models import SignIn, User

NOTED_EVERY_S = 60
KEPT_FOR = timedelta(days=15)
CONFIRMED_FOR_S = 15 * 60
SEEN = "seen"
CONFIRMED = "confirmed"


def open_sign_in(
    user: User, session: SessionBase, *, agent: str, address: str | None, now: datetime
) -> SignIn:
    """Remember that this session belongs to the user; forget rows whose sessions are long over."""
    SignIn.objects.filter(user=user, seen_at__lt=now - KEPT_FOR).delete()
    session[SEEN] = now.timestamp()
    return SignIn.objects.create(
        user=user,
        session_key=session.session_key or "",
        agent=agent[:200],
        address=address,
        created_at=now,
        seen_at=now,
    )


def note_use(session: SessionBase, *, now: datetime) -> None:
    """Write down that the session is in use, at most once a minute; reading it costs no query."""
    if now.timestamp() - session.get(SEEN, 0) < NOTED_EVERY_S:
        return
    session[SEEN] = now.timestamp()
    SignIn.objects.filter(session_key=session.session_key).update(seen_at=now)


def living_sign_ins(user_id: int, *, now: datetime) -> list[SignIn]:
    """Sessions that still open the door, the latest used first."""
    found = list(SignIn.objects.filter(user_id=user_id))
    keys = [one.session_key for one in found]
    living = Session.objects.filter(session_key__in=keys, expire_date__gt=now)
    alive = set(living.values_list("session_key", flat=True))
    return [one for one in found if one.session_key in alive]


def end_sessions(rows: Iterable[SignIn]) -> int:
    """End these sessions: each is out at its next request."""
    ended = list(rows)
    Session.objects.filter(session_key__in=[one.session_key for one in ended]).delete()
    SignIn.objects.filter(pk__in=[one.pk for one in ended]).delete()
    return len(ended)


def end_sessions_of(user: User, *, except_key: str | None = None) -> int:
    """End every session of a user, but for the one they are looking at."""
    return end_sessions(SignIn.objects.filter(user=user).exclude(session_key=except_key or ""))


def moved_session(old_key: str | None, new_key: str | None) -> None:
    """The session got a new key, as it does when the password changes."""
    SignIn.objects.filter(session_key=old_key or "").update(session_key=new_key or "")


def note_confirmed(session: SessionBase, *, now: datetime) -> None:
    """The person at this browser has just shown that it is they."""
    session[CONFIRMED] = now.timestamp()


def is_confirmed(session: SessionBase, *, now: datetime) -> bool:
    age: float = now.timestamp() - session.get(CONFIRMED, 0)
    return 0 <= age < CONFIRMED_FOR_S
