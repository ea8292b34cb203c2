"""What is wrong with an uploaded table, in words: the same wherever it is taken in."""

from django.utils.translation import gettext_lazy as _

from napulse.ui.text import StrOrPromise

TABLES: dict[str, StrOrPromise] = {
    "table.empty": _("The file is empty."),
    "table.not_a_table": _("This is not a table. Save it as XLSX or CSV and upload that."),
    "table.html": _("This is a web page, not a table. Export again as XLSX or CSV."),
    "table.old_excel": _("This is the old Excel format (.xls). Open it and save it as .xlsx."),
    "table.encrypted": _("The workbook is protected by a password. Save it without one."),
    "table.bomb": _("The workbook unpacks to far too much. It was not read."),
    "table.broken": _("The workbook is damaged and cannot be read. Save it again."),
    "table.encoding": _("The letters in the file cannot be read. Save it as UTF-8 or XLSX."),
    "table.open_quote": _("A quotation mark opened in line %(row)s is never closed."),
    "table.cell_too_long": _("A cell is too long: at most %(limit)s characters are read."),
    "table.too_many_rows": _("There are too many rows: at most %(limit)s at once."),
    "table.too_many_columns": _("There are too many columns: at most %(limit)s."),
    "table.no_header": _("There is no row of headings above the data."),
    "table.no_rows": _("There are headings but no rows under them."),
}
