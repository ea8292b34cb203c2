"""Imports in words: what is wrong with a file, a mapping, a row; how fields are called."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from napulse.engines.exchange import Notice
from napulse.engines.kernel.errors import Refused
from napulse.ui.table_words import TABLES
from napulse.ui.text import StrOrPromise

MEGABYTE = 1_000_000

FILES: dict[str, StrOrPromise] = {
    **TABLES,
    "table.too_large": _("The file has %(size_mb)s MB, at most %(limit_mb)s MB are read."),
    "mapping.missing": _("Choose the column with the %(field)s."),
    "mapping.bad_column": _("That column is not in the file."),
    "mapping.unknown_field": _("That field does not exist."),
    "mapping.twice": _("One column was chosen for two fields."),
    "import.not_now": _("This import is already past this step."),
    "import.nothing_to_do": _("There is nothing to write: every row is skipped or wrong."),
    "import.needs_a_person": _("Only a person can import."),
}

WARNINGS: dict[str, StrOrPromise] = {
    "table.formula": _("Formulas were not computed; the values saved with them were taken."),
    "table.error_cell": _("Cells with errors (such as #N/A) were read as empty."),
    "table.merged": _("Merged cells were read as one value in the first cell."),
    "table.row_too_wide": _("Row %(row)s has more cells than there are headings."),
    "table.quotes": _("Some quotation marks were not in pairs and were kept as written."),
    "table.other_sheets": _("Only the sheet “%(sheet)s” was read."),
}

ROWS: dict[str, StrOrPromise] = {
    "row.empty": _("the row is empty"),
    "row.missing": _("%(field)s is missing"),
    "row.too_long": _("%(field)s is too long"),
    "row.bad_email": _("“%(value)s” is not an e-mail address"),
    "row.bad_phone": _("“%(value)s” is not a phone number"),
    "row.bad_website": _("“%(value)s” is not a website"),
    "row.further_value": _("“%(value)s” is left out: there is room for one"),
    "row.no_client": _("the client is not named"),
    "row.unknown_client": _("there is no client “%(value)s”"),
    "row.client_hidden": _("“%(value)s” belongs to another team: ask your director"),
    "row.unknown_owner": _("nobody here is called “%(value)s”"),
}

FIELDS: dict[str, StrOrPromise] = {
    "client_name": _("Client name"),
    "industry": _("Industry"),
    "website": _("Website"),
    "phone": _("Phone"),
    "email": _("E-mail"),
    "owner": _("Answers for the client"),
    "city": _("City"),
    "address": _("Address"),
    "source_id": _("Number in the source"),
    "note": _("Note"),
    "contact_name": _("Full name"),
    "first_name": _("First name"),
    "last_name": _("Last name"),
    "middle_name": _("Middle name"),
    "contact_email": _("E-mail"),
    "contact_phone": _("Phone"),
    "contact_title": _("Position"),
    "contact_owner": _("Keeps the relation"),
}

SOURCES: dict[str, StrOrPromise] = {
    "hubspot": "HubSpot",
    "amocrm": "amoCRM",
    "bitrix24": _("Bitrix24"),
}


def told_refusal(refusal: Refused) -> str:
    """What is wrong with the file or the mapping, in one sentence."""
    values: dict[str, Any] = dict(refusal.values)
    if refusal.code == "table.too_large":
        values["size_mb"] = -(-int(values["size"]) // MEGABYTE)
        values["limit_mb"] = int(values["limit"]) // MEGABYTE
    if "field" in values:
        values["field"] = str(FIELDS.get(str(values["field"]), values["field"])).lower()
    return str(FILES[refusal.code]) % values


def told_warning(warning: Notice) -> str:
    return str(WARNINGS.get(warning.code, warning.code)) % warning.values


def told_trouble(field: str, code: str, value: str) -> str:
    """What is wrong with one cell, in a few words."""
    told: Mapping[str, str] = {"field": str(FIELDS.get(field, field)), "value": value}
    return str(ROWS[code]) % told
