"""Forms as they stand on the pages: each works or says why not, and none makes or loses twice."""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.test import Client as Browser
from django.urls import resolve

from tests.doors import ALL, Door
from tests.forms import Form
from tests.knocking import cause, knock, undone
from tests.test_hostile_bodies import APPS, MADE_UP, PART, Town, a_town, pages_forms

pytestmark = pytest.mark.django_db

WRITING = {door.name: door for door in ALL if door.method != "GET"}
SAID = ('role="alert"', 'class="error"')
GUARDS = ("version", "base", "seen", "submit_key")

UNGUARDED = {
    "access:app_add": "a code of this half minute",
    "access:confirm_check": "a password, nothing is written",
    "access:passkey_rename": "one value of one's own",
    "access:password_change": "the old password guards it",
    "access:password_forgot": "asks for a letter",
    "access:profile_edit": "one's own settings",
    "access:sign_in": "a password, nothing is written",
    "access:token_add": "each answer shows its own key once",
    "billing:statement_upload": "writes nothing before it is looked through",
    "billing:payments_aside": "states the wish for chosen rows, with a way back",
    "ledger:entity_add": "a company's name is taken once",
    "ledger:account_add": "an account is ours once",
    "ledger:regime_set": "a regime and its day, stated",
    "ledger:tax_add": "a rate of a kind begins once on a day",
    "ledger:exchange_set": "a rate and its day, stated",
    "ledger:exchange_paste": "rates and their days, stated",
    "ledger:cost_set": "each cell carries what it showed",
    "ledger:cost_paste": "costs and their days, stated",
    "brandpage:brand_check": "keeps nothing",
    "clients:brand_add": "a brand's name is taken once",
    "clients:client_bulk": "states the wish for chosen rows, with a way back",
    "clients:contact_erase_save": "the name is typed to confirm",
    "clients:contact_keepers": "states the wish for chosen rows, with a way back",
    "clients:contact_left_save": "one value, stated",
    "clients:import_upload": "writes nothing before it is looked through",
    "clients:team_add": "a person serves a client once",
    "delivery:duties_edited": "holders of duties, stated",
    "delivery:member_add": "a colleague joins a team once",
    "delivery:plan_asked": "one plan is computed at a time",
    "delivery:task_fixed": "what is fixed is stated, with a way back",
    "delivery:task_state": "a state and its day, stated",
    "delivery:work_read": "writes nothing before it is looked through",
    "delivery:what_if_made": "an answer becomes one project",
    "delivery:what_if_asked": "one answer is computed at a time",
    "desk:pulse_aside": "states the wish for chosen rows, with a way back",
    "desk:view_save": "a name is kept once",
    "estimates:rate_set": "each cell carries what it showed",
    "mail:letter_bulk": "states the wish for chosen rows, with a way back",
    "mail:letter_tell": "a person is told of a letter once",
    "mail:mailbox_share": "a person reads a mailbox once",
    "mail:letter_uploaded": "a letter that was taken before is taken once",
    "delivery:people_request_answer": "an answered request is not answered again",
    "people:absence_planned": "absences of a person do not overlap",
    "people:absence_answer": "an answered absence is not answered again",
    "people:calendar_added": "a calendar's name and code are taken once",
    "people:calendar_days": "days' words, stated",
    "people:calendar_people": "states the wish for chosen people",
    "people:rate_set": "each cell carries what it showed",
    "people:account_invited": "an address is invited once",
    "people:calendar_day": "one day's word, stated",
    "profit:overhead_set": "each cell carries what it showed",
    "profit:reader_set": "who reads packs, stated",
    "profit:utilisation_targets_set": "each row carries what it showed",
    "service:action_bulk": "states the wish for chosen rows, with a way back",
    "service:action_cancel": "an ended action is not ended again",
    "service:action_move": "moves stand side by side in the history of the action",
    "service:action_reassign": "one value, stated",
    "service:chase_dismiss": "a decided letter is not decided again",
    "service:chase_send": "a decided letter is not decided again",
    "service:clock_waive": "a waived clock is not waived again",
    "service:dispute_resolve": "an answered objection is not answered again",
    "service:distribution_add": "a person is listed once",
    "service:distribution_role": "one value, stated",
    "service:escalation_resolve": "a resolved escalation is not resolved again",
    "service:ics_preview": "writes nothing",
    "service:recipient_resend": "a letter under way is not sent again",
    "service:status_recipient_add": "a person is listed once",
    "timesheets:approval_bulk": "states the wish for chosen rows, with a way back",
    "timesheets:cells_saved": "each cell carries what it showed",
    "timesheets:expense_bulk": "states the wish for chosen rows, with a way back",
    "timesheets:expense_decline": "an answered expense is not answered again",
    "timesheets:expense_document": "the same document is kept once",
    "timesheets:risk_ordered": "what stands in a change order is not put into another",
    "timesheets:time_import_choose": "what names mean, stated",
    "timesheets:time_import_upload": "writes nothing before it is looked through",
}
SAID_AGAIN = {  # each press is a new act that is noted: a key, a copy, a trial, an intake
    "access:token_add",
    "clients:contact_export",
    "mail:policy_try",
    "mail:visitor_report_take",
}


def forms_on_pages(town: Town, app: str) -> Iterator[tuple[Browser, Door, Form]]:
    """Each door's forms once for every set of fields and every address."""
    seen = set()
    for browser, form in pages_forms(town, app):
        name = resolve(form.action.partition("?")[0]).view_name
        key = (form.action, frozenset(form.fields))
        if key not in seen and name not in MADE_UP:
            seen.add(key)
            yield browser, WRITING[name], form


def rows() -> dict[str, int]:
    """How many rows of each noun there are; what history says of them is not counted."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("napulse.")]
    counted = [model for model in ours if model._meta.app_label != "audit"]
    return {model._meta.label: model._base_manager.count() for model in counted}


@pytest.mark.parametrize("app", APPS)
def test_every_form_works_or_says_why_not_and_makes_nothing_twice(app: str) -> None:
    town = a_town()
    wrong = [
        f"{door} at {form.action}: {fault}"
        for browser, door, form in forms_on_pages(town, app)
        for fault in sent_twice(browser, door, form)
    ]

    assert wrong == [], "\n".join(wrong)


def sent_twice(browser: Browser, door: Door, form: Form) -> Iterator[str]:
    with undone():
        first = knock(browser, "POST", form.action, form.filled, **PART)
        if first.status_code not in {200, 204, 302, 422}:
            yield cause(first)
        if first.status_code == 422 and not any(mark in first.content.decode() for mark in SAID):
            yield "refused without a word"
        before = rows()
        again = knock(browser, "POST", form.action, form.filled, **PART)
        if again.status_code >= 500:
            yield f"again: {cause(again)}"
        if rows() != before and door.name not in SAID_AGAIN:
            yield "made twice what was sent twice"


@pytest.mark.parametrize("app", APPS)
def test_every_form_that_is_typed_into_carries_a_version_or_a_key(app: str) -> None:
    town = a_town()
    bare = {
        door.name
        for _browser, door, form in forms_on_pages(town, app)
        if form.visible and not any(guard in form.fields for guard in GUARDS)
    }

    assert sorted(bare - UNGUARDED.keys()) == []
