"""An estimate on paper: PDF, workbook, letter."""

from napulse.estimates.documents.letters import html_letter, text_letter
from napulse.estimates.documents.paper import Paper, paper_of
from napulse.estimates.documents.pdf import file_name, pdf
from napulse.estimates.documents.workbook import workbook

__all__ = ["Paper", "file_name", "html_letter", "paper_of", "pdf", "text_letter", "workbook"]
