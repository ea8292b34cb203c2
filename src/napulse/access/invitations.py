"""Invitations: one living key for a person who has no password yet."""

from datetime import datetime, timedelta

from django.db import transaction

from napulse.access.models import Invitation, User, digest_of, new_key
from napulse.engines.kernel.errors import Refused

VALID_FOR = timedelta(days=7)


def new_invitation(user: User, *, invited_by_id: int | None, now: datetime) -> Invitation:
    """Open an invitation to which nobody has the key yet; an earlier key stops working."""
    values = {
        "digest": digest_of(new_key()),
        "invited_by_id": invited_by_id,
        "created_at": now,
        "expires_at": now + VALID_FOR,
    }
    return Invitation.objects.update_or_create(user=user, defaults=values)[0]


def new_key_of(invitation: Invitation) -> str:
    """The key to an invitation, made when its letter is written; an earlier one stops working."""
    key = new_key()
    Invitation.objects.filter(pk=invitation.pk).update(digest=digest_of(key))
    return key


def open_invitation(key: str, *, now: datetime) -> Invitation | None:
    """The living invitation behind a key: not used, not expired, its person may sign in."""
    return (
        Invitation.objects.select_related("user__role", "invited_by")
        .filter(digest=digest_of(key), expires_at__gt=now, user__is_active=True)
        .first()
    )


@transaction.atomic
def accept_invitation(key: str, *, name: str, password: str, now: datetime) -> User:
    """The person takes the account: name and password are set, the key is spent."""
    found = open_invitation(key, now=now)
    if not found or not Invitation.objects.filter(pk=found.pk).delete()[0]:
        raise Refused("invitation.over")
    user = found.user
    user.name = name
    user.set_password(password)
    user.save()
    return user
