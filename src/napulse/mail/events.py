"""What history says of incoming mail: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "mailbox.connected": _("connected a mailbox"),
        "mailbox.changed": _("changed a mailbox"),
        "mailbox.folders_chosen": _("chose the folders of a mailbox"),
        "mailbox.shared": _("chose who reads a mailbox"),
        "mailbox.paused": _("paused a mailbox"),
        "mailbox.resumed": _("resumed a mailbox"),
        "mailbox.deleted": _("removed a mailbox"),
        "mailbox.restored": _("brought a mailbox back"),
        "letters.uploaded": _("uploaded letters"),
        "letter.filed": _("filed a letter under the client"),
        "letter.unfiled": _("took a letter from the client"),
        "letter.told": _("told colleagues of a letter"),
        "letter.warned": _("warned the team of a fraudulent letter"),
        "letter.judged_again": _("had a letter judged again"),
        "letter.deleted": _("deleted a letter"),
        "letter.restored": _("restored a letter"),
    }
)
