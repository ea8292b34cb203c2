"""What history says of expenses, of the scope guard and of imports of time."""

from django.utils.translation import gettext_lazy as _

from napulse.audit.events import events

events(
    {
        "expense.added": _("Expense entered"),
        "expense.changed": _("Expense changed"),
        "expense.submitted": _("Expense sent for approval"),
        "expense.ordered": _("Ordered from a supplier"),
        "expense.withdrawn": _("Expense taken back to a draft"),
        "expense.approved": _("Expense approved"),
        "expense.declined": _("Expense declined"),
        "expense.answer_taken_back": _("Answer to an expense taken back"),
        "expense.deleted": _("Expense deleted"),
        "expense.restored": _("Expense restored"),
        "expense.billed": _("Expense put on an invoice"),
        "expense.unbilled": _("Expense taken off an invoice"),
        "expense.document_added": _("Document added to an expense"),
        "expense.document_removed": _("Document of an expense removed"),
        "round.noted": _("Round of revision noted"),
        "extra_work.noted": _("Work beyond the budget noted"),
        "extra_work.dropped": _("Work beyond the budget dropped"),
        "extra_work.restored": _("Work beyond the budget restored"),
        "extra_work.claimed": _("Work beyond the budget put into a change order"),
        "time.claimed": _("Time put into a change order"),
        "time.agreed": _("Time moved to the accepted change order"),
        "time.split": _("Time split: a part belongs to a change order"),
        "time.imported": _("Time imported from another tracker"),
        "time.import_undone": _("Import of time undone"),
        "time.marked_again": _("Time judged again against the budget"),
    }
)
