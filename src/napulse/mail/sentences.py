"""What the engine of mail trust found, in words: one sentence for each message code, and advice."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from napulse.ui.text import StrOrPromise

SENTENCES: Mapping[str, StrOrPromise] = {
    "claim.none": _("The letter does not present itself as any brand known here."),
    "claim.mention": _("It speaks about %(brand)s, not as %(brand)s."),
    "claim.name": _("It calls its sender “%(words)s”: the name of %(brand)s."),
    "claim.name_part": _("The sender's name “%(words)s” holds the name of %(brand)s."),
    "claim.address": _("The part before the @, “%(words)s”, names %(brand)s."),
    "claim.domain": _("The sender's domain %(domain)s is made to look like one of %(brand)s."),
    "claim.subdomain": _(
        "The sender's domain %(domain)s lies below one of %(brand)s, but %(brand)s does not write"
        " from it."
    ),
    "claim.subject": _("The subject speaks as %(brand)s: “%(words)s”."),
    "claim.signature": _("It is signed in the name of %(brand)s: “%(words)s”."),
    "claim.greeting": _("It addresses a customer of %(brand)s: “%(words)s”."),
    "claim.possession": _("It speaks of your account with %(brand)s: “%(words)s”."),
    "claim.introduction": _("Its writer speaks for %(brand)s: “%(words)s”."),
    "claim.logo": _("The name of %(brand)s stands at its top like a logo: “%(words)s”."),
    "claim.message": _("It says what only %(brand)s itself could say: “%(words)s”."),
    "claim.footer": _("At its foot stands the line of %(brand)s: “%(words)s”."),
    "claim.forwarded": _("A letter quoted inside says it comes from %(brand)s: %(address)s."),
    "sender.official": _("It was sent from %(domain)s, an official domain of %(brand)s."),
    "sender.foreign": _("It speaks as %(brand)s, but was sent from %(address)s."),
    "sender.maybe": _("It hints at %(brand)s, but was sent from %(address)s."),
    "sender.public_mailbox": _(
        "%(address)s is an ordinary mailbox that anybody can open, and not of the staff of"
        " %(brand)s."
    ),
    "sender.lookalike": _("The domain %(domain)s only looks like %(official)s of %(brand)s."),
    "sender.wrong_role": _(
        "%(domain)s belongs to %(brand)s, but letters of this kind do not come from it."
    ),
    "sender.ambiguous": _(
        "The sender is written so that different programs show different people: %(senders)s."
    ),
    "sender.unreadable": _("The sender cannot be read at all."),
    "sender.reply_elsewhere": _("Your answer would go elsewhere: to %(domain)s."),
    "auth.aligned": _("It bears a valid signature of %(domain)s."),
    "auth.vouched": _("%(receiver)s checked it on arrival and found it true to its sender."),
    "auth.sealed": _("%(sealer)s, which forwarded it, sealed that it was true to its sender."),
    "auth.expired_since": _(
        "The signature of %(domain)s was valid when the letter came, and has expired since."
    ),
    "auth.unsigned": _("It is not signed, although %(domain)s of %(brand)s always signs."),
    "auth.failed": _(
        "The signature of %(domain)s does not hold, although %(brand)s always signs: %(reason)s."
    ),
    "auth.forwarded": _(
        "Nothing proves that it comes from %(domain)s; a forwarder or a mailing list may have"
        " broken the signature."
    ),
    "auth.unchecked": _(
        "Whether %(domain)s sent it could not be checked: its keys gave no answer or are gone."
    ),
    "auth.weak": _("The signature of %(domain)s does not cover all that it should: %(note)s."),
    "auth.dmarc_failed": _(
        "The owner of %(domain)s asks that letters like this be refused (%(policy)s)."
    ),
    "letter.truncated": _(
        "The letter is so large or so deep that a part of it was not looked at: it cannot count as"
        " genuine."
    ),
    "letter.defect": _("It is built in a way that hides something: %(defect)s."),
    "letter.inner": _("The letter attached to it was judged."),
    "letter.around": _(
        "The letter around the attached one asks for something secret or for money: that request"
        " does not come from the brand."
    ),
    "rule.says": _("It says what %(brand)s never says: “%(words)s”."),
    "rule.may_send": _("%(brand)s does send letters of this kind: “%(words)s”."),
    "rule.asks": _("It asks for %(what)s: “%(words)s”. %(brand)s never does."),
    "rule.sum": _(
        "It names %(amount)s %(currency)s; %(brand)s pays no more than %(limit)s %(currency)s."
    ),
    "rule.paid_by": _("It would pay %(kind)s: “%(words)s”. %(brand)s never does."),
    "rule.phone": _("%(brand)s does not call from %(number)s."),
    "rule.hours": _("“%(words)s” is outside the working hours of %(brand)s."),
    "rule.place": _("%(brand)s does not meet anybody at “%(words)s”."),
    "rule.surname": _("The surname of “%(name)s” is not in the address %(address)s."),
    "rule.sender": _("Letters of this kind never come from %(domain)s."),
    "rule.link": _("A link is not what it seems: it leads to %(href)s."),
    "rule.attachment": _("%(brand)s never sends files like “%(filename)s”."),
    # What the product finds beside the engine.
    "contact.unproven": _(
        "%(address)s is an address of a contact person of yours, but nothing proves that the letter"
        " comes from there."
    ),
    "details.same.inn": _("The INN %(value)s is the one we have stored for %(entity)s."),
    "details.same.bik": _("The BIK %(value)s is the one we have stored for %(entity)s."),
    "details.same.account": _("The account %(value)s is the one we have stored for %(entity)s."),
    "details.changed.inn": _("The INN %(value)s is not that of %(entity)s, which is %(stored)s."),
    "details.changed.bik": _(
        "Changed bank details: the BIK %(value)s is not the one of %(entity)s, which is %(stored)s."
    ),
    "details.changed.account": _(
        "Changed bank details: the account %(value)s is not the one of %(entity)s, which is"
        " %(stored)s."
    ),
    "details.impossible.inn": _("%(value)s cannot be an INN: its check digit is wrong."),
    "details.impossible.account": _(
        "%(value)s cannot be an account at the bank that the letter names: its check digit is"
        " wrong."
    ),
}

ADVICE: Mapping[str, StrOrPromise] = {
    "sender.foreign": _("Do not answer. The real address is what stands after the @."),
    "sender.public_mailbox": _("Do not answer. Staff write from the official domain only."),
    "sender.lookalike": _("Read the domain letter by letter, or type the address by hand."),
    "sender.ambiguous": _("Ask the sender by another way whether they wrote it."),
    "sender.reply_elsewhere": _("Write to an address that you know instead of answering."),
    "auth.failed": _("Ask the brand by a way that you know whether it wrote this."),
    "auth.unsigned": _("Ask the brand by a way that you know whether it wrote this."),
    "auth.forwarded": _("Have the original looked at, not a forwarded copy."),
    "auth.unchecked": _("Judge the letter again later, or ask the brand by a way that you know."),
    "rule.asks": _("Never give it by letter, by phone or on a page that a letter leads to."),
    "rule.sum": _("Nobody gives this money. Do not pay anything to get it."),
    "rule.paid_by": _("Give nobody the number of a card or an account."),
    "rule.phone": _("Do not call back. Take the number from the brand's own site."),
    "rule.place": _("Do not go there."),
    "rule.link": _("Do not open it. Type the address of the site by hand."),
    "rule.attachment": _("Do not open the file."),
    "details.changed.bik": _("Pay nothing before you have called the client at a number you know."),
    "details.changed.account": _(
        "Pay nothing before you have called the client at a number you know."
    ),
    "details.impossible.account": _(
        "Pay nothing before you have called the client at a number you know."
    ),
    "contact.unproven": _("Ask the person by phone before you do what it asks."),
    "letter.around": _("Trust the attached letter only, not what is written around it."),
    "letter.truncated": _("Have somebody who knows look at the raw letter."),
}

VERDICTS: Mapping[str, StrOrPromise] = {
    "": _("The letter is being checked."),
    "genuine": _("This letter really comes from %(brand)s."),
    "no_claim": _("This letter does not claim to come from a brand known here."),
    "suspicious": _("This letter may not come from %(brand)s."),
    "fraudulent": _("This letter does not come from %(brand)s. It is a fraud."),
    "unusable": _("This letter cannot be read."),
}
VERDICTS_OF_NOBODY: Mapping[str, StrOrPromise] = {
    "suspicious": _("Something about this letter is not as it should be."),
    "fraudulent": _("This letter is a fraud."),
}
WHAT_TO_DO: Mapping[str, StrOrPromise] = {
    "": _("It takes a few seconds."),
    "genuine": _(
        "You can trust who sent it. Whether you want to do what it asks is still yours to decide."
    ),
    "no_claim": _(
        "Nothing is known for or against its sender. If it asks for money, secrets or haste, ask"
        " the person by another way."
    ),
    "suspicious": _(
        "Open no link and no file and do not answer until you have asked the brand by a way that"
        " you know: its site typed by hand, its app, the number on your contract."
    ),
    "fraudulent": _(
        "Open nothing, answer nothing, pay nothing. Tell your team. If you have already entered a"
        " password or a card number, change or block it now."
    ),
    "unusable": _("Download the raw file and have somebody who knows look at it."),
}
TONES: Mapping[str, str] = {
    "genuine": "ok",
    "suspicious": "warn",
    "fraudulent": "risk",
    "unusable": "warn",
}
ICONS: Mapping[str, str] = {
    "": "loader",
    "genuine": "circle-check",
    "no_claim": "circle",
    "suspicious": "alert-triangle",
    "fraudulent": "circle-x",
    "unusable": "alert-circle",
}
