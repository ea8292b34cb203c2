"""The agency's own settings."""

from dataclasses import dataclass

from napulse.access.actor import Actor, action
from napulse.access.models import Agency
from napulse.access.permissions import EDIT_SETTINGS
from napulse.audit.history import change
from napulse.engines.kernel.errors import Refused


@dataclass(frozen=True, slots=True)
class AgencyData:
    name: str
    zone: str
    language: str
    mail_from: str = ""
    mail_footer: str = ""


@action(EDIT_SETTINGS)
def change_agency(actor: Actor, *, data: AgencyData, version: int) -> Agency:
    """Name, zone, language and the sender of letters; a lost update is refused."""
    agency = Agency.objects.select_for_update().filter(pk=1).first() or Agency(pk=1)
    if agency.version != version:
        raise Refused("row.changed", name=agency.name)
    with change(actor, agency, "agency.changed"):
        agency.name, agency.zone, agency.language = data.name, data.zone, data.language
        agency.mail_from, agency.mail_footer = data.mail_from, data.mail_footer
        agency.version += 1
        agency.save()
    return agency
