"""What the rules of incoming mail say, in the reader's words."""

from django.utils.translation import gettext_lazy as _

from napulse.engines.kernel.errors import Refused
from napulse.ui.text import StrOrPromise

UPLOAD: dict[str, StrOrPromise] = {
    "upload.nothing": _("Choose at least one file."),
    "upload.empty": _("“%(name)s” holds no letter: the file is empty."),
    "upload.not_a_letter": _(
        "“%(name)s” is not a letter. Save it in your mail program as a file (.eml, .msg or .mbox)."
    ),
    "upload.broken_outlook": _("“%(name)s” looks like an Outlook file, but it is damaged."),
    "upload.too_large": _("These files are larger than %(most)s MB together. Bring them in parts."),
    "upload.too_many": _("More than %(most)s files at once. Bring them in parts."),
    "upload.nobody": _("Only a person can upload letters."),
}
LETTERS: dict[str, StrOrPromise] = {
    "letter.waiting": _("The letter is still being checked. Try again in a moment."),
    "letter.fraudulent": _("A fraudulent letter is kept apart and cannot be filed under a client."),
    "letter.unusable": _("The letter cannot be read, so it cannot be filed."),
    "letter.is_filed": _("The letter is filed under a client. Take it from there first."),
    "letter.not_yours": _("Only whoever brought the letter in can delete it."),
    "letter.nobody_told": _("Choose at least one colleague."),
    "interaction.has_report": _("There is a contact report on this letter, so it stays filed."),
    "interaction.clock_counts": _("Its report clock already counts, so it stays filed."),
}
MAILBOXES: dict[str, StrOrPromise] = {
    "row.changed": _("Somebody changed this while you were editing. Open it again."),
    "mailbox.password_missing": _("The app password is needed."),
    "mailbox.no_folder": _("Choose at least one folder."),
    "mailbox.nobody": _("Only a person can connect a mailbox."),
}
BRANDS: dict[str, StrOrPromise] = {
    "brand.exists": _("There is a policy with the id “%(ident)s” already."),
    "brand.other_code": _("The id of this brand is “%(ident)s” and stays so."),
    "brand.policy_broken": _("The policy cannot be read."),
    "brand.changed": _(
        "Somebody saved version %(number)s meanwhile. Compare it with your text in the list of"
        " versions, then save again."
    ),
    "brand.examples_fail": _("Version %(number)s has examples that do not hold."),
    "brand.not_in_force": _("A public page needs a version that is in force."),
    "check.no_letter": _(
        "This is not the source of a letter: it has no headers, like “From:” and “Subject:”."
    ),
}
PROBLEMS: dict[str, StrOrPromise] = {
    "yaml": _("this is not YAML (%(detail)s)."),
    "shape": _("a policy is a table of names and values."),
    "too-long": _("the policy is too long (%(detail)s)."),
    "twice": _("“%(path)s” stands twice."),
    "no-family": _("there is no such shared family (%(detail)s)."),
    "no-role": _("there is no such role (%(detail)s)."),
    "no-words": _("there is no such word set (%(detail)s)."),
    "schema": _("“%(path)s” is not as it has to be (%(detail)s)."),
    "example-missed": _("an example is not found by its rule (%(detail)s)."),
    "near-miss-found": _("a near miss is found by its rule (%(detail)s)."),
}
REFUSALS: dict[str, StrOrPromise] = {
    "sign_in": _(
        "The server does not accept the user name or the app password. Make a new app password in"
        " the settings of the mailbox and enter it here."
    ),
    "certificate": _(
        "The server's certificate is not valid for its name, so nothing was sent to it."
    ),
    "unreachable": _("The server cannot be reached. Check its name and port."),
    "server": _("The server answered with a refusal."),
}


def told(refusal: Refused) -> str:
    """The sentence of a refusal; a code that is not listed is a bug."""
    return str((UPLOAD | LETTERS | MAILBOXES | BRANDS)[refusal.code]) % refusal.values


def told_state(stored: str) -> tuple[str, str]:
    """A mailbox's stored refusal as a sentence, and the server's own words."""
    code, _colon, words = stored.partition(": ")
    return (str(REFUSALS[code]), words) if code in REFUSALS else ("", stored)
