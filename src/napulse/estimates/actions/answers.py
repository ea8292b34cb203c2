"""What the client makes of a sent estimate: by the link, or as we heard it otherwise."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from napulse.access.actor import Actor, action
from napulse.audit.history import change
from napulse.clients.actions.locking import dependents, fresh
from napulse.engines.kernel.errors import Refused
from napulse.estimates.actions.budgets import drop_budget, write_budget
from napulse.estimates.actions.sending import SENDABLE, freeze, replace_previous
from napulse.estimates.models import (
    BudgetLine,
    Estimate,
    EstimateAnswer,
    EstimateAnswerKind,
    EstimateLine,
    EstimateState,
    PaymentStep,
    PaymentTrigger,
)
from napulse.estimates.permissions import ANSWER_ESTIMATE, EDIT_ESTIMATES
from napulse.jobs.queue import after_commit
from napulse.ledger.models import Posting
from napulse.people.queries import agency_today

WORDS = 4000
NAME = 150
STATE_OF = {
    EstimateAnswerKind.RETURNED: EstimateState.RETURNED,
    EstimateAnswerKind.ACCEPTED: EstimateState.ACCEPTED,
    EstimateAnswerKind.DECLINED: EstimateState.DECLINED,
}
EVENT_OF = {
    EstimateAnswerKind.COMMENT: "estimate.commented",
    EstimateAnswerKind.RETURNED: "estimate.returned",
    EstimateAnswerKind.ACCEPTED: "estimate.accepted",
    EstimateAnswerKind.DECLINED: "estimate.declined",
}
HEARD = (*SENDABLE, EstimateState.SENT, EstimateState.DECLINED)
SAID_OF_DRAFTS = (EstimateAnswerKind.ACCEPTED,)


@dataclass(frozen=True, slots=True)
class AnswerData:
    """What is said, by whom, and of which lines (by their ids)."""

    kind: EstimateAnswerKind
    name: str = ""
    words: str = ""
    of_lines: Mapping[int, str] = field(default_factory=dict)
    address: str | None = None


@action(ANSWER_ESTIMATE)
def see_estimate(
    actor: Actor, estimate: Estimate, *, address: str | None, now: datetime
) -> Estimate:
    """The link was opened by a person; remembered once."""
    if estimate.seen_at is not None:
        return estimate
    estimate = fresh(estimate)
    if estimate.seen_at is None:
        with change(actor, estimate, "estimate.seen"):
            estimate.seen_at = now
            estimate.save()
            seen = EstimateAnswerKind.SEEN
            EstimateAnswer(estimate=estimate, kind=seen, at=now, address=address).save()
    return estimate


@action(ANSWER_ESTIMATE)
def answer_estimate(
    actor: Actor, estimate: Estimate, *, data: AnswerData, now: datetime
) -> Estimate:
    """A comment, a return with comments, an acceptance or a refusal by the link.

    An answered estimate is not answered again; an offer that has expired is not accepted.
    """
    estimate = fresh(estimate)
    if estimate.state != EstimateState.SENT:
        raise Refused("estimate.answered")
    _refuse(estimate, data, now)
    with change(actor, estimate, EVENT_OF[data.kind]):
        estimate.seen_at = estimate.seen_at or now
        _write(actor, estimate, data, now)
        _settle(actor, estimate, data.kind, now)
    after_commit("estimates.tell_author", estimate_id=estimate.pk, kind=str(data.kind))
    return estimate


def _refuse(estimate: Estimate, data: AnswerData, now: datetime) -> None:
    kind, said = data.kind, data.words.strip() or any(w.strip() for w in data.of_lines.values())
    if kind in (EstimateAnswerKind.COMMENT, EstimateAnswerKind.RETURNED) and not said:
        raise Refused("answer.no_words")
    if kind != EstimateAnswerKind.COMMENT and not data.name.strip():
        raise Refused("answer.no_name")
    is_late = estimate.valid_until and estimate.valid_until < agency_today(now)
    if kind == EstimateAnswerKind.ACCEPTED and is_late:
        raise Refused("estimate.expired", on=estimate.valid_until)


def _write(actor: Actor, estimate: Estimate, data: AnswerData, now: datetime) -> None:
    """The answer itself, and a comment under each line that has one."""
    lines = {row.pk: row for row in EstimateLine.objects.filter(estimate=estimate)}
    said = [(lines.get(key), words.strip()) for key, words in data.of_lines.items()]
    comments = [(line, words) for line, words in said if line is not None and words]
    whole: list[tuple[EstimateLine | None, str]] = []
    if data.words.strip() or data.kind != EstimateAnswerKind.COMMENT:
        whole.append((None, data.words.strip()))
    for line, words in [*comments, *whole]:
        EstimateAnswer(
            estimate=estimate,
            kind=EstimateAnswerKind.COMMENT if line else data.kind,
            by_name=data.name.strip()[:NAME],
            by_user_id=actor.user_id,
            words=words[:WORDS],
            line=line,
            at=now,
            address=data.address,
        ).save()


def _settle(actor: Actor, estimate: Estimate, kind: EstimateAnswerKind, now: datetime) -> None:
    if kind != EstimateAnswerKind.COMMENT:
        estimate.state, estimate.answered_at = STATE_OF[kind], now
    estimate.save()
    if kind == EstimateAnswerKind.ACCEPTED:
        _agree(actor, estimate, now)


def _agree(actor: Actor, estimate: Estimate, now: datetime) -> None:
    """What an acceptance brings about: payments that waited for it, the budget, the old version."""
    reached = PaymentStep.objects.filter(estimate=estimate, trigger=PaymentTrigger.ACCEPTED)
    reached.filter(reached_on=None).update(reached_on=agency_today(now))
    write_budget(estimate, now=now)
    after_commit("timesheets.claim_change_order", estimate_id=estimate.pk)
    for before in _accepted_before(estimate):
        with change(actor, before, "estimate.replaced"):
            before.state = EstimateState.REPLACED
            before.save()


def _accepted_before(estimate: Estimate) -> list[Estimate]:
    rows = Estimate.objects.select_for_update().filter(
        client_id=estimate.client_id,
        kind=estimate.kind,
        number=estimate.number,
        state=EstimateState.ACCEPTED,
        deleted_at=None,
    )
    return list(rows.exclude(pk=estimate.pk))


@action(EDIT_ESTIMATES)
def hear_answer(actor: Actor, estimate: Estimate, *, data: AnswerData, now: datetime) -> Estimate:
    """Write down what the client said in a letter, by phone or on paper; the note says where.

    What was never sent by the link is frozen as it stands.
    """
    estimate = fresh(estimate)
    if estimate.state not in HEARD:
        raise Refused("estimate.answered")
    if not estimate.content_hash and data.kind not in SAID_OF_DRAFTS:
        raise Refused("estimate.not_sent", name=str(estimate))
    if not data.words.strip():
        raise Refused("answer.no_note")
    if not data.name.strip():
        raise Refused("answer.no_name")
    with change(actor, estimate, EVENT_OF[data.kind]):
        freeze(actor, estimate, now=now)
        _write(actor, estimate, data, now)
        _settle(actor, estimate, data.kind, now)
    if data.kind == EstimateAnswerKind.ACCEPTED:
        replace_previous(actor, estimate, now=now)
    return estimate


@action(EDIT_ESTIMATES)
def undo_acceptance(actor: Actor, estimate: Estimate, *, now: datetime) -> Estimate:
    """Take back an acceptance that one of us wrote down, while nothing was made of it.

    What the client accepted by the link is the client's to say.
    """
    estimate = fresh(estimate)
    if estimate.state != EstimateState.ACCEPTED:
        raise Refused("estimate.not_accepted", name=str(estimate))
    accepted = EstimateAnswer.objects.filter(estimate=estimate, kind=EstimateAnswerKind.ACCEPTED)
    if accepted.filter(by_user=None).exists():
        raise Refused("estimate.accepted_by_client")
    with change(actor, estimate, "estimate.acceptance_undone"):
        accepted.delete()
        estimate.state = EstimateState.SENT if estimate.sent_at else EstimateState.RETURNED
        estimate.answered_at = None
        estimate.save()
        PaymentStep.objects.filter(estimate=estimate).update(reached_on=None)
        _give_back(actor, estimate, now)
    return estimate


def _give_back(actor: Actor, estimate: Estimate, now: datetime) -> None:
    """The version before it is agreed to again, and the budget is what it was."""
    before = Estimate.objects.filter(
        client_id=estimate.client_id,
        kind=estimate.kind,
        number=estimate.number,
        state=EstimateState.REPLACED,
        answers__kind=EstimateAnswerKind.ACCEPTED,
        deleted_at=None,
    )
    last = before.order_by("-edition").first()
    if last is not None:
        last = fresh(last)
        with change(actor, last, "estimate.accepted"):
            last.state = EstimateState.ACCEPTED
            last.save()
        write_budget(last, now=now)
    refuse_used(estimate)
    drop_budget(estimate, now=now)


def refuse_used(estimate: Estimate) -> None:
    """Nothing was worked, bought or invoiced on the lines that would go."""
    lines = BudgetLine.objects.filter(estimate=estimate, deleted_at=None)
    keys = list(lines.values_list("pk", flat=True))
    if Posting.objects.filter(line_id__in=keys).exists():
        raise Refused("estimate.in_use")
    own = (EstimateLine, EstimateAnswer, PaymentStep, BudgetLine, Estimate)
    if dependents(estimate, parts=own):
        raise Refused("estimate.in_use")
