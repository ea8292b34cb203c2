"""What the forms of people share."""

from django import forms
from django.utils.translation import gettext_lazy as _

from napulse.ui.forms import ActionForm

CHANGED = _("%(name)s was changed by somebody else meanwhile. Look again and repeat.")


class RowsForm(ActionForm):
    """A form whose page names the rows of its fields."""

    def bound_rows(self, rows: list[list[str]]) -> list[list[forms.BoundField]]:
        shown = ([self[name] for name in names if name in self.fields] for names in rows)
        return [fields for fields in shown if fields]
