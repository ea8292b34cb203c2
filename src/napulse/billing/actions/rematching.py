"""What the matching proposes now, taken: one by a person's word, the certain ones by themselves."""

from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.billing.actions.payments import Choice, Share, match_payment
from napulse.billing.intake import payment_of
from napulse.billing.models import Allocation, BankLine
from napulse.billing.permissions import EDIT_PAYMENTS
from napulse.billing.queries.payments import TO_MATCH, books, payments, proposal
from napulse.engines.kernel.errors import Missing, Refused
from napulse.engines.pricing.matching import Level

AT_ONCE = 500


@action(EDIT_PAYMENTS)
def accept_proposal(actor: Actor, line: BankLine, *, seen: str, now: datetime) -> list[Allocation]:
    """Match as proposed; refused when the proposal is another than the one that was seen."""
    found = proposal(actor, line)
    if not found.taken or found.seal != seen:
        raise Refused("payment.other_proposal")
    shares = [
        Share(one.invoice.pk, one.share.minor, one.reasons) for one in found.taken if one.share
    ]
    return match_payment(actor, line, choice=Choice(shares), now=now)


@action(EDIT_PAYMENTS)
def match_again(actor: Actor, *, now: datetime) -> int:
    """Match what has become certain since; says how many payments. Newest first, 500 at once."""
    rows = list(payments(actor).filter(TO_MATCH).order_by("-on", "-pk")[:AT_ONCE])
    known, done = books(actor), 0
    for line in rows:
        book = known.get(line.account.entity_id)
        found = book.match(payment_of(line)) if book else None
        if book is None or found is None or found.level != Level.CERTAIN:
            continue
        shares = [Share(part.invoice_id, part.minor, part.reasons) for part in found.parts]
        try:
            match_payment(actor, line, choice=Choice(shares, by_hand=False), now=now)
        except (Refused, Missing):  # of a currency without a rate, say: it stays open
            continue
        book.take(found.parts)
        done += 1
    return done
