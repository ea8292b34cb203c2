"""Sets an edition as a letter (HTML and plain text) and as a PDF."""

from napulse.service.documents.letters import html_letter, text_letter
from napulse.service.documents.pdf import file_name, pdf

__all__ = ["file_name", "html_letter", "pdf", "text_letter"]
