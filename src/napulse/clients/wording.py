"""Refusals and notices of clients in words."""

from collections.abc import Mapping

from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext_lazy, pgettext_lazy

from napulse.ui.text import StrOrPromise

NO_CHOICE = "—"

REFUSALS: dict[str, StrOrPromise] = {
    "client.name_taken": gettext_lazy("There is already a client with this name."),
    "client.silence_needs_clause": gettext_lazy(
        "Silence is consent only where the contract says so: record the clause first."
    ),
    "client.clock_needs_both": gettext_lazy(
        "State both the kind of hours and how many, or neither."
    ),
    "client.has_dependents": gettext_lazy("It cannot be deleted, there are still: %(what)s."),
    "contact.has_dependents": gettext_lazy(
        "It cannot be deleted, the person is named in: %(what)s. Mark as left, or erase the data."
    ),
    "contact.already_recorded": gettext_lazy("This form was already sent. Open a new one."),
    "contact.email_taken": gettext_lazy("Somebody at this client already has this address."),
    "contact.is_erased": gettext_lazy("The data of this person was erased."),
    "contact.keeper_gone": gettext_lazy("%(name)s no longer works here."),
    "team.person_gone": gettext_lazy("%(name)s no longer works here."),
    "team.already_serves": gettext_lazy("%(name)s already serves this client."),
    "team.ends_before_start": gettext_lazy("The last day is before the first."),
    "brand.name_taken": gettext_lazy("This client already has such a brand."),
    "entity.no_name": gettext_lazy("A company needs a name."),
    "entity.bad_inn": gettext_lazy("Check the INN: its check digit is wrong."),
    "entity.bad_kpp": gettext_lazy("A KPP is four digits, two digits or letters, three digits."),
    "entity.bad_bik": gettext_lazy("A BIK has nine digits and begins with 0."),
    "entity.bik_missing": gettext_lazy("The BIK is needed to check the account."),
    "entity.bad_account": gettext_lazy("Check the account and the BIK: they do not fit together."),
    "brand.no_name": gettext_lazy("A brand needs a name."),
    "brand.has_dependents": gettext_lazy("It cannot be deleted, there are still: %(what)s."),
    "row.changed": gettext_lazy(
        "Somebody changed this while you were writing. Compare, and save again if yours is right."
    ),
}

COUNTED = {
    "delivery.project": ngettext_lazy("%(n)s project", "%(n)s projects", "n"),
    "delivery.deliverable": ngettext_lazy("%(n)s deliverable", "%(n)s deliverables", "n"),
    "service.interaction": ngettext_lazy("%(n)s interaction", "%(n)s interactions", "n"),
    "service.attendee": ngettext_lazy("%(n)s interaction", "%(n)s interactions", "n"),
    "service.contactreport": ngettext_lazy("%(n)s contact report", "%(n)s contact reports", "n"),
    "service.statusreport": ngettext_lazy("%(n)s status report", "%(n)s status reports", "n"),
    "service.actionitem": ngettext_lazy("%(n)s action", "%(n)s actions", "n"),
    "service.escalation": ngettext_lazy("%(n)s escalation", "%(n)s escalations", "n"),
    "service.distributionentry": ngettext_lazy(
        "%(n)s place in distribution lists", "%(n)s places in distribution lists", "n"
    ),
    "service.recipient": ngettext_lazy("%(n)s sent report", "%(n)s sent reports", "n"),
    "service.chaseletter": ngettext_lazy("%(n)s reminder letter", "%(n)s reminder letters", "n"),
}

SECTIONS: dict[str, StrOrPromise] = {
    "card": gettext_lazy("Card"),
    "history": gettext_lazy("History"),
    "letters": gettext_lazy("Letters"),
    "letters_in": gettext_lazy("Letters received from the person"),
    "attended": gettext_lazy("Meetings and calls attended"),
    "received": gettext_lazy("Documents received"),
    "actions": gettext_lazy("Actions to be done by the person"),
    "chases": gettext_lazy("Reminder letters"),
    "disputes": gettext_lazy("Objections"),
    "document": gettext_lazy("Document"),
    "kind": gettext_lazy("Kind"),
    "state": gettext_lazy("State"),
    "text": gettext_lazy("Text"),
    "line": gettext_lazy("Line of the report"),
    "comment": pgettext_lazy("to a report", "Comment"),
    "resolution": gettext_lazy("Answer"),
    "due_on": gettext_lazy("Due on"),
    "ended_on": gettext_lazy("Ended on"),
    "sent_at": gettext_lazy("Sent on"),
    "seen_at": gettext_lazy("Opened on"),
    "confirmed_at": gettext_lazy("Confirmed on"),
    "disputed_at": gettext_lazy("Disputed on"),
    "at": gettext_lazy("When"),
    "event": gettext_lazy("What"),
    "by": gettext_lazy("Who"),
    "changes": gettext_lazy("Changes"),
    "subject": gettext_lazy("Subject"),
    "deleted_at": gettext_lazy("Deleted"),
    "erased_at": gettext_lazy("Erased"),
    "user_id": gettext_lazy("Person"),
    "from_on": gettext_lazy("From"),
    "to_on": gettext_lazy("To"),
    "source_id": gettext_lazy("Number in the source"),
    "client_id": gettext_lazy("Client"),
    "id": gettext_lazy("Number"),
}


def told_dependents(counts: Mapping[str, int]) -> str:
    """ "3 projects, 12 interactions and 2 other records"; rows that follow another are left out."""
    told = [str(COUNTED[label] % {"n": n}) for label, n in counts.items() if label in COUNTED]
    rest = sum(n for label, n in counts.items() if label not in COUNTED)
    if rest and not told:
        told.append(
            str(ngettext_lazy("%(n)s other record", "%(n)s other records", "n") % {"n": rest})
        )
    return get_text_list(told, _("and"))
