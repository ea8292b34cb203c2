"""Codes that stand inside a finding's sentence, in words of their own."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from napulse.ui.text import StrOrPromise

_SIGNATURE: Mapping[str, StrOrPromise] = {
    "body_length": _("text could be added at its end"),
    "expired": _("it had run out"),
    "expired_since": _("it has run out since"),
    "future": _("it bears a date to come"),
    "weak_key": _("its key is too short"),
    "weak_hash": _("its method is outdated"),
    "test_key": _("its key is marked as a test"),
    "from_unsigned": _("the sender is not covered"),
    "subject_unsigned": _("the subject is not covered"),
    "reply_to_unsigned": _("the address for answers is not covered"),
    "content_type_unsigned": _("the build of the letter is not covered"),
    "encoding_unsigned": _("the encoding of the letter is not covered"),
    "date_unsigned": _("the date is not covered"),
    "field_added": _("a field was added after it was signed"),
    "not_oversigned": _("a second sender could be added"),
    "body": _("the text was changed"),
    "body_hash": _("the text was changed"),
    "signature": _("the letter was changed or signed by somebody else"),
    "no_key": _("the domain does not publish its key"),
    "key_revoked": _("the key was withdrawn"),
}
_DEFECTS: Mapping[str, StrOrPromise] = {
    "address_in_name": _("the sender's name is itself an address"),
    "address_in_comment": _("an address stands in a comment of the sender"),
    "comment_in_address": _("a comment stands inside the address"),
    "encoded_address": _("the address is written in code"),
    "hidden_from": _("there is a second sender that programs may not show"),
    "several_from": _("there are several senders"),
    "no_from": _("there is no sender"),
    "no_address": _("the sender has no address"),
    "boundary_missing": _("its parts are not divided"),
    "boundary_unclosed": _("its last part is not closed"),
    "param_twice": _("the build of a part is told twice"),
    "type_lie": _("a file is not of the kind it claims"),
    "type_broken": _("the kind of a part cannot be read"),
    "encoded_multipart": _("its parts are written in code"),
    "nul": _("there are characters that no text has"),
    "html_deep": _("its HTML is nested too deeply"),
    "html_open_tag": _("its HTML breaks off inside a tag"),
}
WORDS: Mapping[str, Mapping[str, StrOrPromise]] = {
    "what": {
        "password": pgettext_lazy("it asks for", "a password"),
        "card": pgettext_lazy("it asks for", "the data of a bank card"),
        "pin": pgettext_lazy("it asks for", "a PIN"),
        "code": pgettext_lazy("it asks for", "a code from a message"),
        "login": pgettext_lazy("it asks for", "a sign-in name"),
        "documents": pgettext_lazy("it asks for", "personal documents"),
        "bank_details": pgettext_lazy("it asks for", "bank details"),
        "payment": pgettext_lazy("it asks for", "a payment"),
        "seed_phrase": pgettext_lazy("it asks for", "the seed phrase of a wallet"),
    },
    "kind": {
        "cash": pgettext_lazy("it would pay", "in cash"),
        "bank_card": pgettext_lazy("it would pay", "to a bank card"),
        "transfer": pgettext_lazy("it would pay", "by transfer"),
        "phone_balance": pgettext_lazy("it would pay", "to a phone's balance"),
        "gift_card": pgettext_lazy("it would pay", "with a gift card"),
    },
    "policy": {
        "none": pgettext_lazy("dmarc", "watch only"),
        "quarantine": pgettext_lazy("dmarc", "to the spam folder"),
        "reject": pgettext_lazy("dmarc", "refuse"),
    },
    "currency": {
        "RUB": pgettext_lazy("a sum of money", "roubles"),
        "USD": pgettext_lazy("a sum of money", "US dollars"),
        "EUR": pgettext_lazy("a sum of money", "euros"),
    },
    "note": _SIGNATURE,
    "reason": _SIGNATURE,
    "defect": _DEFECTS,
}


def in_words(key: str, value: str) -> str:
    """A param's value in words; several codes with commas between; free words as they stand."""
    table = WORDS.get(key)
    if table is None:
        return value
    return ", ".join(str(table.get(code, code.replace("_", " "))) for code in value.split(", "))
