"""The paper of a netting: which claims the two companies set off, and how much of each."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext, pgettext

from napulse.billing.documents.paper import (
    Content,
    Paper,
    company_of,
    contract_named,
    day,
    figure,
    heading_of,
    language_of,
    money_of,
    seller_name,
    seller_of,
)
from napulse.engines.kernel.money import Money
from napulse.engines.pricing.words import in_words


def netting_paper(content: Content) -> Paper:
    """Set what `netting_content` says in words."""
    with translation.override(content["language"]):
        amount = Money(content["amount_minor"], content["currency"])
        parties = (gettext("Supplier"), gettext("Buyer"))
        return Paper(
            kind=content["kind"],
            language=content["language"],
            heading=gettext("Act of set-off of %(date)s") % {"date": day(content["issued_on"])},
            note="",
            draft="",
            bank={},
            parties=[
                (parties[0], company_of(seller_of(content))),
                (parties[1], company_of(content["buyer"])),
            ],
            facts=[],
            statement=_statement(content),
            columns=[
                pgettext("before a number", "No."),
                gettext("Claim by"),
                gettext("Owed by"),
                gettext("Amount of the document"),
                gettext("Set off"),
            ],
            rows=[_row(at, claim, content) for at, claim in enumerate(content["claims"], 1)],
            totals=[],
            due=(gettext("Each claim ends by"), money_of(content, amount.minor)),
            count="",
            words=in_words(amount, language_of(content)),
            remarks=[],
            signs=[
                {**sign, "label": label}
                for sign, label in zip(content["signs"], parties, strict=True)
            ],
            code="",
            code_label="",
            page=pgettext("of a document", "Page"),
            author=seller_name(content),
        )


def _statement(content: Content) -> str:
    said = gettext(
        "The parties have set off, as of %(date)s, the claims of one kind that they have against"
        " each other. The claims named below have ended by %(amount)s each."
    )
    amount = money_of(content, content["amount_minor"])
    return said % {"date": day(content["issued_on"]), "amount": amount}


def _row(at: int, claim: dict[str, Any], content: Content) -> list[str]:
    """A credit note is owed by us, an invoice by the client."""
    owed_by = seller_name(content) if claim["kind"] == "credit" else content["buyer"]["name"]
    document = heading_of(claim)
    if claim["contract"]:
        contract = {"contract": contract_named(claim["contract"])}
        document += ", " + gettext("contract %(contract)s") % contract
    return [
        str(at),
        document,
        str(owed_by),
        figure(abs(claim["total_minor"]), content["currency"]),
        figure(content["amount_minor"], content["currency"]),
    ]
