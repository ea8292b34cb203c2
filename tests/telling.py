"""All that is told: to a colleague who asks, by night, and to those without an account."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client as Browser
from django.urls import resolve, reverse
from django_tasks_db.models import DBTaskResult

from napulse.access.levels import Level
from napulse.access.models import GuestLink, User, digest_of
from napulse.audit.recording import recording
from napulse.billing.queries.addressees import GUEST_INVOICE
from napulse.billing.tests.making import issued
from napulse.clients.models import Contact
from napulse.config.roles import ROLES
from napulse.estimates.queries.guests import GUEST_KIND as GUEST_ESTIMATE
from napulse.estimates.tests.offers import a_sent, hours
from napulse.jobs.models import Letter
from napulse.jobs.queries import opened
from napulse.jobs.queue import JOBS, SCHEDULE
from napulse.service.models import Notice, Recipient, StatusReport
from napulse.service.queries.reports import GUEST_KIND as GUEST_REPORT
from napulse.service.queries.status import GUEST_STATUS
from napulse.service.tests.making import Stage
from napulse.service.tests.reporting import a_status_draft, send
from napulse.testing import NOW, acting
from tests.doors import LOCKED, OPEN, Door
from tests.forms import Form, forms_in
from tests.knocking import undone
from tests.secrecy import LATER, PRICE, Case
from tests.world import World

OF_MONEY = {"profit", "estimates", "timesheets", "billing", "contracts", "ledger"}
TELLING = OF_MONEY | {"audit", "jobs", "desk"}
FLEETING = re.compile(
    rb'csrfmiddlewaretoken" value="[^"]+"|X-CSRFToken[^}]+|nonce="[^"]+"|nonce-[\w+/=-]+'
    rb'|name="topic_key" value="[\w-]+"|own:[0-9a-f]{12}'
    rb"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
"""What differs from one request to the next: tokens, and keys of rows that are to be made."""
WHATS = ("all", "cost", "labour", "margin")
CUTS = ("client", "project", "month")
Answers = dict[str, tuple[int, bytes]]


class Served(Stage):
    """The director, the client and the contact person of a world, for the reports of it."""

    def __init__(self, world: World) -> None:
        self.user, self.client = world.director, world.client
        self.contact = Contact.objects.get(pk=world.ids["contact_id"])
        self.actor = acting(self.user)


# ---- what a colleague can ask for


def addresses(case: Case, code: str) -> Iterator[str]:
    """What a role can ask for: a director every door, the others those where figures stand."""
    for door in LOCKED:
        if door.method == "GET" and reaches(door, code) and (code == "director" or _tells(door)):
            yield door.address(case.world.ids)
    if "profit.margins" in ROLES[code].grants:
        yield from reports(*(["as=csv", "as=xlsx"] if code == "director" else ["as=csv"]))
    palette = reverse("desk:palette")
    for text in (case.workers[0].user.name, "Зарплата", "1500", "1 570", "№ 1", "Премии"):
        yield f"{palette}?q={text}"
    if "audit.history" in ROLES[code].grants:
        yield from histories()


def reaches(door: Door, code: str) -> bool:
    need = door.need
    return bool(need and Level(ROLES[code].levels.get(need.area, 0)) >= need.level)


def _tells(door: Door) -> bool:
    return door.name.partition(":")[0] in TELLING


def reports(*forms: str) -> Iterator[str]:
    """Figures and their postings: of today, as known before the change, and at actual cost."""
    report, postings = reverse("profit:profitability_export"), reverse("profit:posting_export")
    for form in forms or ("as=csv",):
        where = f"{form}&period=month&on=2026-11"
        for more in ("", "&basis=actual", f"&known={NOW.date()}"):
            yield from (f"{report}?{where}&by={cut}{more}" for cut in CUTS)
            yield from (f"{postings}?{where}&what={what}{more}" for what in WHATS)


def histories() -> Iterator[str]:
    """Of each kind of row that has to do with cost, as a page and as both files."""
    page, export = reverse("audit:history"), reverse("audit:history_export")
    for model in (
        "people.personcost",
        "people.rolerate",
        "profit.overhead",
        "profit.monthlypack",
        "billing.bankline",
        "billing.statement",
        "timesheets.timeentry",
        "estimates.estimate",
    ):
        yield from (f"{page}?model={model}", f"{export}?model={model}&as=csv")
    yield f"{export}?as=csv"


def got(user: User | None, asked: Iterable[str]) -> Answers:
    """Every answer that somebody gets, without what differs from request to request."""
    browser = Browser()
    if user:
        browser.force_login(user)
    return {address: _told(browser.get(address)) for address in asked}


def _told(answer: Any) -> tuple[int, bytes]:
    body = b"".join(answer) if answer.streaming else answer.content
    where = answer.headers.get("Location", "").encode()
    return answer.status_code, FLEETING.sub(b"", where + body)


def links(shown: Answers) -> list[str]:
    """Where pages of money lead to with a question, once for each kind of question.

    Other cuts, sorts, views and periods: of addresses that ask for the same things the last.
    """
    found: dict[object, str] = {}
    for status, body in shown.values():
        if status != 200 or body[:2] == b"PK" or body[:5] == b"%PDF-":
            continue
        for href in re.findall(r'(?:href|hx-get)="(/[^"#]*\?[^"#]+)"', body.decode()):
            address = unescape(href)
            if address not in shown and _is_of_money(address):
                parts = urlsplit(address)
                found[resolve(parts.path).view_name, *parse_qs(parts.query)] = address
    return list(found.values())


def _is_of_money(address: str) -> bool:
    return resolve(urlsplit(address).path).namespace in OF_MONEY


def forms(shown: Answers) -> list[Form]:
    """What pages of money would send, each door once."""
    found: dict[str, Form] = {}
    for address, (status, body) in shown.items():
        if status == 200 and body.lstrip()[:9].lower() == b"<!doctype" and _is_of_money(address):
            for form in forms_in(body.decode(), address):
                found.setdefault(form.action, form)
    return list(found.values())


def replies(user: User, sent: Iterable[Form]) -> Answers:
    """What is answered to what is sent; nothing of it has happened."""
    browser, found = Browser(), {}
    browser.force_login(user)
    for form in sent:
        with undone():
            found[f"POST {form.action}"] = _told(browser.post(form.action, form.filled))
    return found


def differing(before: Answers, after: Answers) -> dict[str, tuple[bytes, bytes]]:
    """The addresses that answer otherwise than before, each with where it begins to."""
    found = {}
    for address, (status, body) in before.items():
        if (status, body) != after[address]:
            other = after[address][1]
            pairs = enumerate(zip(body, other, strict=False))
            at = next((n for n, (a, b) in pairs if a != b), min(len(body), len(other)))
            near = slice(max(0, at - 40), at + 60)
            found[address] = (body[near], other[near])
    return found


def leak(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let reports and postings show actual cost to everybody who sees margins."""
    for module in ("sums", "postings"):
        columns = {"standard": "actual_minor", "actual": "actual_minor"}
        monkeypatch.setattr(f"napulse.profit.queries.{module}.LABOUR", columns)


# ---- what reaches people by itself, and those without an account


def letters() -> list[tuple[str, bytes]]:
    return [(row.recipient, bytes(row.raw)) for row in Letter.objects.order_by("key")]


def told_by_jobs(knowing: set[str]) -> list[tuple[str, ...]]:
    """Letters and inbox lines of a night, as others than the knowing get them."""
    with undone():
        Letter.objects.all().delete()
        Notice.objects.all().delete()
        for name in SCHEDULE:
            if name.partition(".")[0] in OF_MONEY | {"service", "desk"}:
                JOBS[name]()
        _work_off()
        mailed = [
            (row.recipient, row.subject, *_parts(bytes(row.raw)))
            for row in Letter.objects.order_by("key")
            if row.recipient not in knowing
        ]
        noted = [
            (row.user.email, row.code, str(row.values), row.url)
            for row in Notice.objects.select_related("user").order_by("key")
            if row.user.email not in knowing
        ]
    return mailed + noted


def _work_off() -> None:
    done: set[Any] = set()
    while rows := [row for row in DBTaskResult.objects.ready() if row.pk not in done]:
        for row in rows:
            done.add(row.pk)
            name, ids = row.args_kwargs["args"]
            JOBS[name](**ids)


def _parts(raw: bytes) -> list[str]:
    letter = opened(raw)
    return [letter.text, letter.html, *(str(each.content) for each in letter.attachments)]


def guests(case: Case) -> list[str]:
    """Every page and file that a client opens by a link, and no account."""
    client, director = case.world.client, case.world.director
    stage = Served(case.world)
    offer = a_sent(director, client, hours(price_minor=PRICE), project=case.projects[0])
    with recording(StatusReport):  # of a client there is one draft at a time
        StatusReport.objects.filter(client=client).update(deleted_at=NOW)
    status = send(stage, a_status_draft(stage)).report
    of_version = Recipient.objects.get(pk=case.world.ids["recipient_id"])
    of_status = Recipient.objects.get(status_report=status)
    keys = {
        "estimates:guest": _key(GUEST_ESTIMATE, offer.pk, 0, client.pk),
        "billing:guest": _key(GUEST_INVOICE, issued(client).pk, stage.contact.pk, client.pk),
        "service:guest_report": _key(
            GUEST_REPORT, of_version.version_of_id, of_version.pk, client.pk
        ),
        "service:guest_status": _key(GUEST_STATUS, status.pk, of_status.pk, client.pk),
    }
    doors = [door for door in OPEN if door.method == "GET" and ":guest" in door.name]
    found = [
        door.address({"key": key})
        for door in doors
        for name, key in keys.items()
        if door.name.startswith(name)
    ]
    assert len(found) == len(doors)
    return found


def _key(kind: str, object_id: int | None, recipient_id: int, client_id: int) -> str:
    key = f"{kind}-{object_id}".replace(".", "-").ljust(43, "x")
    GuestLink.objects.create(
        kind=kind,
        object_id=object_id,
        recipient_id=recipient_id,
        client_id=client_id,
        digest=digest_of(key),
        created_at=NOW,
        expires_at=LATER + timedelta(days=9),
    )
    return key
