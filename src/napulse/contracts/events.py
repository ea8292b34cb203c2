"""What history says of contracts: one sentence per event code."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "contract.drafted": _("drafted a contract"),
        "contract.changed": _("changed a contract"),
        "contract.signed": _("recorded that a contract was signed"),
        "contract.unsigned": _("took the signing of a contract back"),
        "contract.ended": _("ended a contract"),
        "contract.reopened": _("took the end of a contract back"),
        "contract.deleted": _("deleted the draft of a contract"),
        "contract.restored": _("brought the draft of a contract back"),
        "contract.term_added": _("added a term to a contract"),
        "contract.term_changed": _("changed a term of a contract"),
        "contract.term_removed": _("removed a term of a contract"),
        "contract.amended": _("recorded an amendment to a contract"),
        "contract.amendment_revoked": _("revoked an amendment to a contract"),
        "contract.amendment_restored": _("brought an amendment to a contract back"),
        "remuneration.added": _("agreed on a remuneration"),
        "remuneration.changed": _("changed a remuneration"),
        "remuneration.deleted": _("deleted a remuneration"),
        "remuneration.restored": _("brought a remuneration back"),
        "retainer.transferred": _("transferred from one retainer to another"),
        "retainer.corrected": _("corrected the balance of a retainer"),
        "retainer.move_undone": _("took a move on a retainer back"),
        "retainer.move_redone": _("made a move on a retainer again"),
    }
)
