"""Monthly packs: made, sent and made again, never changed."""

import hashlib
import json
from collections.abc import Collection
from datetime import date, datetime

from napulse.access.actor import Actor, action
from napulse.access.models import User
from napulse.audit.history import change, record
from napulse.engines.kernel.errors import Refused
from napulse.jobs.queue import after_commit
from napulse.people.queries import agency_today
from napulse.profit.models import MonthlyPack, PackReader
from napulse.profit.permissions import EDIT_BOOKS
from napulse.profit.queries.pack_content import Content, pack_content
from napulse.profit.queries.packs import may_read, readers

SEND = "profit.pack_send"


@action(EDIT_BOOKS)
def make_pack(
    actor: Actor, *, month_on: date, now: datetime, after: int | None = None
) -> MonthlyPack:
    """The pack of a month that has begun, as it is known now: the next edition of it.

    `after` is the newest edition that the page showed: what was made since is not made again.
    """
    if month_on > agency_today(now):
        raise Refused("pack.month_to_come")
    known: MonthlyPack | None
    known = MonthlyPack.objects.filter(month_on=month_on).order_by("-edition").first()
    edition = known.edition if known else 0
    if known is not None and after is not None and edition > after:
        return known
    made = MonthlyPack(
        month_on=month_on,
        edition=edition + 1,
        known_at=now,
        content=(content := pack_content(actor, month_on, now=now)),
        content_hash=hash_of(content),
        made_by_id=actor.user_id,
    )
    with change(actor, made, "pack.made"):
        made.save()
    return made


def hash_of(content: Content) -> str:
    """The same for the same figures, whatever database kept them."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


@action(EDIT_BOOKS)
def send_pack(actor: Actor, pack: MonthlyPack, *, now: datetime) -> MonthlyPack:
    """Send it to its readers: to each once, however often it is asked."""
    if not readers():
        raise Refused("pack.nobody_reads")
    pack = MonthlyPack.objects.select_for_update().get(pk=pack.pk)
    if pack.sent_at is None:
        with change(actor, pack, "pack.sent"):
            pack.sent_at = now
            pack.save()
    else:
        record(actor, pack, "pack.sent_again")
    after_commit(SEND, pack_id=pack.pk)
    return pack


@action(EDIT_BOOKS)
def set_readers(actor: Actor, *, users: Collection[User]) -> int:
    """Whom packs are sent to from now on; who may not see the books is refused."""
    allowed = {user.pk for user in may_read()}
    wanted = {user.pk for user in users}
    if not wanted <= allowed:
        raise Refused("pack.not_for_them")
    known = {row.user_id: row for row in PackReader.objects.select_for_update()}
    for user_id in sorted(wanted - known.keys()):
        row = PackReader(user_id=user_id)
        with change(actor, row, "pack_reader.added"):
            row.save()
    for user_id in sorted(known.keys() - wanted):
        with change(actor, known[user_id], "pack_reader.removed"):
            known[user_id].delete()
    return len(wanted)
