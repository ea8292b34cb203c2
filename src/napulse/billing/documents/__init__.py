"""Sets frozen documents on paper, in workbooks and in letters."""

from napulse.billing.documents.letters import html_letter, text_letter
from napulse.billing.documents.paper import paper_of
from napulse.billing.documents.pdf import file_name, pdf
from napulse.billing.documents.xlsx import xlsx

__all__ = ["file_name", "html_letter", "paper_of", "pdf", "text_letter", "xlsx"]
