"""Money at risk in words: why work is outside, and why something about it was refused."""

from django.utils.translation import gettext_lazy as _

from napulse.timesheets.models import ScopeMark
from napulse.ui.text import StrOrPromise

WHY: dict[str, StrOrPromise] = dict(ScopeMark.choices)

RISKS: dict[str, StrOrPromise] = {
    "extra.needs_a_person": _("Only a person can note it."),
    "extra.other_project": _("The result belongs to another project."),
    "extra.round_of_what": _("Say which result the round is of."),
    "extra.noted": _("It is noted already."),
    "extra.claimed": _("It stands in the change order %(number)s."),
    "extra.not_the_last": _("Take the last round off first."),
    "extra.counted": _("Somebody noted a round meanwhile. Look again and repeat."),
    "change_order.empty": _("Choose at least one entry with time outside the scope."),
    "change_order.taken": _("Some of it is in a change order by now. Look again and repeat."),
    "estimate.no_entity": _("No company of ours is set up yet: finance adds it."),
    "estimate.too_many_lines": _("More than %(limit)s lines: choose fewer entries."),
    "form.sent_before": _("This form was already sent. Open a new one."),
}
