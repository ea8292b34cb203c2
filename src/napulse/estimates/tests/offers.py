"""Estimates for tests: a manager with a client, lines, drafts, and one that was accepted."""

from datetime import date
from typing import Any

from napulse.access.actor import Actor
from napulse.access.levels import Level
from napulse.access.models import User
from napulse.clients.models import Client
from napulse.estimates.actions import Contents, EstimateData, create_estimate
from napulse.estimates.actions.answers import AnswerData, answer_estimate
from napulse.estimates.actions.sending import SendData, send_estimate
from napulse.estimates.lines import LineData
from napulse.estimates.models import Estimate, EstimateAnswerKind
from napulse.testing import NOW, a_client, a_user, acting, the_agency
from napulse.testing_money import a_role, an_entity

DAY = date(2026, 11, 23)


def a_manager(role: str = "manager") -> User:
    """Somebody of an agency that has a company."""
    the_agency()
    an_entity()
    return a_user(role)


def a_client_of(user: User) -> Client:
    return a_client(team=(user,))


def hours(quantity: int = 10, **more: Any) -> LineData:
    """Hours of a role at the second grade."""
    own = {
        "kind": "labour",
        "title": "Концепция",
        "role_id": a_role().pk,
        "grade": 2,
        "quantity_milli": quantity * 1000,
    }
    return LineData(**(own | more))


def a_draft(user: User, client: Client, *lines: LineData, **more: Any) -> Estimate:
    """A draft with these lines; ten hours at 4,000 unless told."""
    own = {"title": "Запуск осень", "priced_on": DAY} | more
    contents = Contents(lines or (hours(price_minor=400_000),))
    return create_estimate(
        acting(user), client, data=EstimateData(**own), contents=contents, now=NOW
    )


def guest_of(client: Client) -> Actor:
    """Whoever opens the link of an estimate of the client."""
    return Actor("", {"estimates.answers": Level.VIEW}, client_ids=frozenset({client.pk}))


def a_sent(user: User, client: Client, *lines: LineData, **more: Any) -> Estimate:
    """An estimate that is with the client."""
    draft = a_draft(user, client, *lines, **more)
    to = SendData("client@example.com", "Мария Образцова")
    return send_estimate(acting(user), draft, data=to, version=draft.version, now=NOW)


def accepted(user: User, client: Client, *lines: LineData, **more: Any) -> Estimate:
    """An estimate that the client accepted by the link."""
    sent = a_sent(user, client, *lines, **more)
    said = AnswerData(EstimateAnswerKind.ACCEPTED, "Мария Образцова")
    return answer_estimate(guest_of(client), sent, data=said, now=NOW)
