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
        "brand_policy.added": _("wrote a policy for a new brand"),
        "brand_policy.written": _("wrote a new version of a brand's policy"),
        "brand_policy.in_force": _("put a brand's policy in force"),
        "brand_policy.withdrawn": _("took a brand's policy out of force"),
        "brand_policy.page_opened": _("opened a brand's public page"),
        "brand_policy.page_closed": _("closed a brand's public page"),
        "brand_policy.deleted": _("deleted a brand"),
        "brand_policy.restored": _("restored a brand"),
        "brand_policy.report_read": _("read a letter that a visitor reported"),
        "brand_policy.report_forgotten": _("removed a visitor's report"),
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
