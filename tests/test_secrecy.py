"""What costs, wages and overhead are stays with those who may know it.

Non-interference: when every cost of every person is another one, not a byte changes of what anybody
else can get, by page, export, search, history, key, letter or link. What an hour of a role costs by
the standard is kept in the same way from those who see no margin.
"""

import re
from collections import defaultdict
from datetime import date

import pytest
import time_machine
from django.db.models import Sum
from django.test import Client as Browser
from django.urls import reverse

from napulse.access.actions import add_token
from napulse.access.models import User
from napulse.audit.models import Entry
from napulse.config.roles import ROLES
from napulse.estimates.models import EstimateLine
from napulse.jobs.models import Letter
from napulse.ledger.models import Posting, PostingKind
from napulse.people.models import PersonCost
from napulse.profit.actions.packs import make_pack, send_pack, set_readers
from napulse.profit.jobs_books import pack_send
from napulse.profit.models import Overhead
from napulse.testing import NOW, a_user, acting
from tests.secrecy import BLIND, CHANGED, LATER, UNPRICED, Case
from tests.telling import (
    Answers,
    addresses,
    differing,
    forms,
    got,
    guests,
    histories,
    leak,
    letters,
    links,
    replies,
    reports,
    told_by_jobs,
)
from tests.test_openapi import operations

pytestmark = pytest.mark.django_db

THOROUGHLY = ("executive", "director")
"""Whose links and forms are tried too: of those who see no margin, and of those who do."""
CROWDS = (
    ("director",),
    ("executive",),
    tuple(code for code in UNPRICED if code not in THOROUGHLY),
    tuple(code for code in BLIND if code not in (*UNPRICED, *THOROUGHLY)),
)
"""Who is asked in one world; what a standard costs changes before those who see none."""


def a_case() -> Case:
    with time_machine.travel(NOW, tick=False):
        return Case()


@pytest.mark.parametrize("codes", CROWDS, ids=" ".join)
def test_what_is_none_of_ones_business_changes_not_a_byte_of_what_one_gets(
    codes: tuple[str, ...],
) -> None:
    """A director at every door, the others where figures stand; links and forms of the pages."""
    case = a_case()
    with time_machine.travel(NOW, tick=False):
        users = {code: case.colleague(code) for code in codes}
        case.budget()
    with time_machine.travel(LATER, tick=False):
        shown = {code: _shown(case, user, code) for code, user in users.items()}
        sent = {code: forms(shown[code]) if code in THOROUGHLY else [] for code in codes}
        replied, mail = {c: replies(users[c], sent[c]) for c in codes}, letters()

        case.change(standards=set(codes) <= set(UNPRICED))

        wrong = {
            code: differing(shown[code], got(user, shown[code]))
            | differing(replied[code], replies(user, sent[code]))
            for code, user in users.items()
        }

    assert not any(wrong.values()), wrong
    assert letters() == mail
    for before in shown.values():
        assert len([status for status, _body in before.values() if status == 200]) > 15
        _assert_no_sum_is_told(before)


def _shown(case: Case, user: User, code: str) -> Answers:
    found = got(user, addresses(case, code))
    return found | (got(user, links(found)) if code in THOROUGHLY else {})


def test_the_blind_are_all_but_those_who_keep_the_books() -> None:
    assert set(ROLES) - set(BLIND) == {"finance", "hr", "managing"}
    assert set(UNPRICED) == {"executive", "creative", "newbusiness", "administrator"}


def test_who_may_know_sees_every_cost_move() -> None:
    case = a_case()
    with time_machine.travel(LATER, tick=False):
        known = got(case.finance, reports())
        case.change_costs()
        moved = set(differing(known, got(case.finance, reports())))

    assert moved == {address for address in reports() if "basis=actual" in address}


def test_a_client_s_link_tells_nothing_of_what_anything_costs() -> None:
    """Estimates, invoices, contact and status reports: pages, PDF and workbooks."""
    case = a_case()
    with time_machine.travel(NOW, tick=False):
        case.budget()
        asked = guests(case)
    with time_machine.travel(LATER, tick=False):
        got(None, asked)  # seen for the first time
        before = got(None, asked)
        case.change(standards=True)
        wrong = differing(before, got(None, asked))

    assert wrong == {}
    assert {status for status, _body in before.values()} == {200}
    _assert_no_sum_is_told(before)


def test_a_night_s_letters_and_inboxes_tell_nothing_of_what_anything_costs() -> None:
    case = a_case()
    with time_machine.travel(NOW, tick=False):
        case.budget()
        blind = [case.colleague(code) for code in BLIND]
        set_readers(acting(case.finance), users=[case.finance])
    knowing = set(
        User.objects.exclude(pk__in=[u.pk for u in blind]).values_list("email", flat=True)
    )
    with time_machine.travel(LATER, tick=False):
        before = told_by_jobs(knowing)
        case.change(standards=True)
        after = told_by_jobs(knowing)

    assert after == before
    assert {told[0] for told in before} >= {case.world.director.email}


def test_a_key_to_the_api_opens_nothing_of_what_anything_costs() -> None:
    case = a_case()
    keys = {code: add_token(acting(case.colleague(code)), name="Key", now=NOW) for code in BLIND}

    def answers() -> Answers:
        found = {}
        for code, key in keys.items():
            browser = Browser(headers={"authorization": f"Bearer {key}"})
            for method, address, _lock in operations():
                answer = browser.generic(method, address)
                found[f"{code} {method} {address}"] = (answer.status_code, answer.content)
        return found

    before = answers()
    case.change(standards=True)

    assert differing(before, answers()) == {}
    assert len(before) >= len(BLIND)


# ---- that a leak would be seen


def test_a_leak_of_figures_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    leak(monkeypatch)
    case = a_case()
    director = case.world.director
    with time_machine.travel(LATER, tick=False):
        before = got(director, reports())
        case.change_costs()
        seen = differing(before, got(director, reports()))
    assert len(seen) > len(before) / 2
    with pytest.raises(AssertionError):
        _assert_no_sum_is_told(before)


@pytest.mark.parametrize("model", [PersonCost, Overhead])
def test_a_leak_by_history_would_be_seen(model: type, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(model, "reading")
    case = a_case()
    user = case.colleague("administrator")
    before = got(user, histories())
    case.change()
    assert len(differing(before, got(user, histories()))) > 2


def test_a_leak_of_wages_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("napulse.billing.queries.payments.sees_paid", lambda actor: True)
    case = a_case()
    user = case.colleague("service")
    asked = [f"{reverse('billing:payment_list')}?view=all", f"{reverse('desk:palette')}?q=Орлова"]
    before = got(user, asked)
    case.change()
    assert set(differing(before, got(user, asked))) == set(asked)


def test_a_leak_by_a_link_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    def cost(offer: object) -> str:
        return str(EstimateLine.objects.aggregate(cost=Sum("cost_minor"))["cost"])

    monkeypatch.setattr("napulse.estimates.documents.paper.title_of", cost)
    case = a_case()
    with time_machine.travel(NOW, tick=False):
        asked = guests(case)
    with time_machine.travel(LATER, tick=False):
        got(None, asked)
        before = got(None, asked)
        case.change(standards=True)
        seen = differing(before, got(None, asked))
    assert len(seen) == len([one for one in asked if "/estimates/" in one]) > 1


def _assert_no_sum_is_told(shown: Answers) -> None:
    """No figure is an actual cost of a project, a person, or a person on a project.

    Of the costs as they were: those have been posted, taken back and posted anew.
    """
    bodies = b" ".join(body for _status, body in shown.values())
    text = re.sub(r"[\s\xa0']", "", bodies.decode(errors="ignore"))
    secrets: dict[object, int] = defaultdict(int)
    rows = Posting.objects.filter(kind=PostingKind.TIME, recorded_at__lt=CHANGED)
    for project, person, actual in rows.values_list("project_id", "person_id", "actual_minor"):
        for key in (("project", project), ("person", person), (project, person)):
            secrets[key] += actual
    told = {
        key
        for key, minor in secrets.items()
        if minor % 100 and re.search(rf"(?<!\d){minor // 100}[.,]{minor % 100:02}(?!\d)", text)
    }
    assert len(secrets) > 20
    assert told == set()


def test_history_of_a_cost_is_read_by_those_alone_who_may_know_it() -> None:
    case = a_case()
    with time_machine.travel(NOW, tick=False):
        case.change_costs()
        browser = Browser()
        browser.force_login(case.world.director)

        page = browser.get(reverse("audit:history")).content.decode()

    assert Entry.objects.filter(event="cost.set").exists()
    assert "333" not in re.sub(r"\s", "", page)


def test_packs_with_actual_costs_are_read_by_nobody_who_may_not_know() -> None:
    """Nor by the administrator, who minds all letters of the house."""
    case = Case()
    finance = acting(case.finance)
    set_readers(finance, users=[case.finance])
    pack = send_pack(finance, make_pack(finance, month_on=date(2026, 11, 1), now=NOW), now=NOW)

    pack_send(pack_id=pack.pk)

    letter = Letter.objects.get(about="profit.pack")
    assert letter.recipient == case.finance.email
    doors = [reverse(f"jobs:letter_{name}", args=[letter.pk]) for name in ("html", "raw")]
    doors += [reverse("jobs:letter_attachment", args=[letter.pk, n]) for n in (1, 2)]
    for code, status in (("administrator", 404), ("managing", 200)):
        browser = Browser()
        browser.force_login(a_user(code))
        page = browser.get(reverse("jobs:letter_detail", args=[letter.pk]))
        assert {browser.get(door).status_code for door in doors} == {status}
        assert (page.status_code, page.context["opened"] is None) == (200, status == 404)
