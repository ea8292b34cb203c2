"""Estimates as lists and pages read them."""

from collections.abc import Collection, Sequence
from datetime import date

from django.db.models import QuerySet

from napulse.access.actor import Actor
from napulse.clients.models import Client, Contact, ContactRole, LegalEntity
from napulse.clients.rows import SeenQuerySet
from napulse.contracts.models import Contract
from napulse.delivery.models import Project
from napulse.delivery.queries import OPEN
from napulse.engines.kernel.errors import Missing
from napulse.estimates.models import (
    BudgetLine,
    DraftBefore,
    Estimate,
    EstimateAnswer,
    EstimateLine,
    EstimateState,
    PaymentStep,
)
from napulse.estimates.permissions import SEE_MARGINS
from napulse.jobs.models import Letter
from napulse.people.models import WorkRole

RELATED = ("client", "project", "owner__role", "entity", "contract", "client_entity", "base")
LIVE = (
    EstimateState.DRAFT,
    EstimateState.APPROVAL,
    EstimateState.APPROVED,
    EstimateState.SENT,
    EstimateState.RETURNED,
)
ABOUT = "estimates.estimate"


def estimates(
    actor: Actor, *, client_id: int | None = None, project_id: int | None = None
) -> SeenQuerySet[Estimate]:
    """Estimates and change orders of the actor's clients."""
    found: SeenQuerySet[Estimate] = Estimate.objects.seen_by(actor).filter(client__deleted_at=None)
    found = found.select_related(*RELATED)
    if client_id:
        found = found.filter(client_id=client_id)
    return found.filter(project_id=project_id) if project_id else found


def estimate(actor: Actor, estimate_id: int) -> Estimate:
    found: Estimate | None = (
        estimates(actor)
        .select_related("asked_by", "approved_by", "previous", *RELATED)
        .filter(pk=estimate_id)
        .first()
    )
    if found is None:
        raise Missing("estimate")
    return found


def deleted_estimate(actor: Actor, estimate_id: int) -> Estimate:
    found: Estimate | None = Estimate.objects.with_deleted(actor).filter(pk=estimate_id).first()
    if found is None:
        raise Missing("estimate")
    return found


def lines(estimate: Estimate) -> list[EstimateLine]:
    """The lines in their order, with their roles."""
    rows = EstimateLine.objects.filter(estimate=estimate).select_related("role")
    return list(rows.order_by("position", "id"))


def saved_last(estimate: Estimate) -> str:
    """The part of a draft that was saved last; nothing when something else was changed since."""
    rows = DraftBefore.objects.filter(estimate=estimate, after_version=estimate.version)
    return rows.values_list("part", flat=True).first() or ""


def payments(estimate: Estimate) -> list[PaymentStep]:
    return list(PaymentStep.objects.filter(estimate=estimate).order_by("position", "id"))


def answers(estimate: Estimate) -> list[EstimateAnswer]:
    """What was said of it, the newest first."""
    rows = EstimateAnswer.objects.filter(estimate=estimate).select_related("line", "by_user")
    return list(rows.order_by("-at", "-pk"))


def editions(actor: Actor, estimate: Estimate) -> list[Estimate]:
    """All versions under the same number, the newest first."""
    rows = estimates(actor).filter(
        client_id=estimate.client_id, kind=estimate.kind, number=estimate.number
    )
    return list(rows.order_by("-edition"))


def changes_of(actor: Actor, estimate: Estimate) -> list[Estimate]:
    """Change orders to this estimate, in any of its versions."""
    rows = estimates(actor).filter(
        base__client_id=estimate.client_id,
        base__kind=estimate.kind,
        base__number=estimate.number,
    )
    return list(rows.order_by("number", "edition"))


def last_letter(estimate: Estimate) -> Letter | None:
    """The newest letter that it left in, with what the server said."""
    return Letter.objects.filter(about=ABOUT, about_id=estimate.pk).order_by("-pk").first()


def sees_margins(actor: Actor) -> bool:
    """Whether cost and margin at standard cost may be shown."""
    return actor.can(SEE_MARGINS)


# ---- what forms choose from ----


def clients_to_choose(actor: Actor) -> SeenQuerySet[Client]:
    found: SeenQuerySet[Client] = Client.objects.seen_by(actor)
    return found.order_by("folded")


def projects_to_choose(actor: Actor, client_id: int | None = None) -> SeenQuerySet[Project]:
    """Projects that an estimate may be of: those that are not over."""
    found: SeenQuerySet[Project] = Project.objects.seen_by(actor).filter(
        state__in=OPEN, client__deleted_at=None
    )
    found = found.select_related("client").order_by("client__folded", "folded")
    return found.filter(client_id=client_id) if client_id else found


def contracts_to_choose(client_id: int) -> "QuerySet[Contract]":
    """Contracts of the client by which it may be charged; whoever edits estimates may name one."""
    found: QuerySet[Contract] = Contract.objects.filter(client_id=client_id, deleted_at=None)
    return found.order_by("-from_on", "number")


def companies_to_choose(client_id: int) -> "QuerySet[LegalEntity]":
    found: QuerySet[LegalEntity] = LegalEntity.objects.filter(client_id=client_id, deleted_at=None)
    return found.order_by("name")


# ---- for the apps above ----


def accepted_of_project(project_id: int) -> "QuerySet[Estimate]":
    """What the client agreed to for a project: its estimate and its change orders."""
    found: QuerySet[Estimate] = Estimate.objects.filter(
        project_id=project_id, state=EstimateState.ACCEPTED, deleted_at=None
    )
    return found


def budget_lines(project_id: int, *, on: date | None = None) -> "QuerySet[BudgetLine]":
    """The living lines of a project's budget; on a day, those whose dates hold it."""
    found: QuerySet[BudgetLine] = BudgetLine.objects.filter(
        project_id=project_id, deleted_at=None, closed_at=None
    )
    if on is None:
        return found
    return found.exclude(from_on__gt=on).exclude(to_on__lt=on)


def payments_due(client_ids: Sequence[int] | None, today: date) -> "QuerySet[PaymentStep]":
    """Payments of accepted estimates whose day or event has come: what an invoice is made of."""
    rows: QuerySet[PaymentStep] = PaymentStep.objects.filter(
        estimate__state=EstimateState.ACCEPTED, estimate__deleted_at=None
    )
    rows = rows.filter(due_on__lte=today, trigger="date") | rows.filter(reached_on__lte=today)
    if client_ids is not None:
        rows = rows.filter(estimate__client_id__in=client_ids)
    return rows.select_related("estimate__client").order_by("estimate_id", "position")


def role_names(ids: Collection[int]) -> dict[int, str]:
    """Names of work roles, also of those that were put away."""
    if not ids:
        return {}
    return dict(WorkRole.objects.filter(pk__in=ids).values_list("pk", "name"))


def contacts_to_send(estimate: Estimate) -> list[Contact]:
    """People of the client who can get a letter."""
    rows = Contact.objects.filter(
        client_id=estimate.client_id, deleted_at=None, erased_at=None, left_on=None
    ).exclude(email="")
    return list(rows.order_by("folded")[:200])


def usual_addressee(estimate: Estimate) -> tuple[str, str]:
    """Name and address of the one who decides, else of whoever is known."""
    people = contacts_to_send(estimate)
    first = next((one for one in people if one.role == ContactRole.DECIDES), None)
    who = first or next(iter(people), None)
    return (who.name, who.email) if who else ("", "")


def project_of(actor: Actor, estimate: Estimate) -> Project:
    """The project of an estimate, when the actor may see it."""
    found: Project | None = (
        Project.objects.seen_by(actor).filter(pk=estimate.project_id or 0).first()
    )
    if found is None:
        raise Missing("project")
    return found
