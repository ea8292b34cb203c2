"""What history says of clients: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "client.created": _("Client added"),
        "client.changed": _("Client changed"),
        "client.settings": _("Client settings changed"),
        "client.state": _("Client state changed"),
        "client.deleted": _("Client deleted"),
        "client.restored": _("Client restored"),
        "client.purged": _("Deleted client removed for good"),
        "contact.created": _("Contact person added"),
        "contact.changed": _("Contact person changed"),
        "contact.keeper": _("Keeper of the relation changed"),
        "contact.left": _("Contact person left the client"),
        "contact.returned": _("Contact person is back at the client"),
        "contact.deleted": _("Contact person deleted"),
        "contact.restored": _("Contact person restored"),
        "contact.purged": _("Deleted contact person removed for good"),
        "contact.exported": _("Personal data exported"),
        "contact.erased": _("Personal data erased"),
        "team.joined": _("Joined the client's team"),
        "team.changed": _("Place in the client's team changed"),
        "team.removed": _("Left the client's team"),
        "team.restored": _("Back in the client's team"),
        "entity.added": _("Company added"),
        "entity.changed": _("Company changed"),
        "entity.deleted": _("Company deleted"),
        "entity.restored": _("Company restored"),
        "brand.added": _("Brand added"),
        "brand.changed": _("Brand changed"),
        "brand.deleted": _("Brand deleted"),
        "brand.restored": _("Brand restored"),
        "import.done": _("Table imported"),
        "import.undone": _("Import undone"),
        "brand.purged": _("Deleted brand removed for good"),
        "entity.purged": _("Deleted company removed for good"),
    }
)
