"""What somebody brings becomes raw letters: mbox files, Outlook files, single letters."""

from napulse.mail.intake.boxes import letters_of_box
from napulse.mail.intake.outlook import letter_of_outlook
from napulse.mail.intake.sorting import Kind, kind_of, letters_of

__all__ = ["Kind", "kind_of", "letter_of_outlook", "letters_of", "letters_of_box"]
