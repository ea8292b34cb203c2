"""The sentences that findings need: every message code with the params that fill it.

The sentences themselves, and the advice, are made at the door. Every param is a string. `brand` is
a policy's id, `domain` and `address` are as in the letter, `words` is what stands in the letter,
`rule` is the dotted id of the policy's rule whose own plain words may be shown beside.
"""

from __future__ import annotations

MESSAGES: dict[str, tuple[str, ...]] = {
    # Whom the letter says it comes from.
    "claim.none": (),  # it does not present itself as any brand known here
    "claim.mention": ("brand",),  # it speaks about the brand, not as the brand
    "claim.name": ("brand", "words"),  # the sender's shown name is the brand's
    "claim.name_part": ("brand", "words"),  # the shown name has the brand among other words
    "claim.address": ("brand", "words"),  # the part before the @ names the brand
    "claim.domain": ("brand", "domain"),  # the sender's domain is made to look like the brand's
    "claim.subdomain": ("brand", "domain"),  # below an official domain, and no official one itself
    "claim.subject": ("brand", "words"),  # the subject speaks as the brand
    "claim.signature": ("brand", "words"),  # signed as the brand's team, support, administration
    "claim.greeting": ("brand", "words"),  # "Dear … customer"
    "claim.possession": ("brand", "words"),  # "your … account"
    "claim.footer": ("brand", "words"),  # the brand's own copyright line
    "claim.introduction": ("brand", "words"),  # "I am writing from the … support"
    "claim.logo": ("brand", "words"),  # the name alone near the top, as a logo stands
    "claim.message": ("brand", "words"),  # says, as if for the brand, what only the brand could
    "claim.forwarded": ("brand", "address"),  # a letter quoted inside says it comes from the brand
    # Who really sent it.
    "sender.official": ("brand", "domain", "role"),  # proof: an official domain for this role
    "sender.foreign": ("brand", "address"),  # speaks as the brand from a foreign domain: fraud
    "sender.maybe": ("brand", "address"),  # hints at the brand from a foreign domain: suspicious
    "sender.public_mailbox": ("brand", "address"),  # a user of the provider speaks as its staff
    "sender.lookalike": ("brand", "domain", "official"),  # a domain made to look official
    "sender.wrong_role": ("brand", "domain", "role"),  # official, but not for what it claims to be
    "sender.ambiguous": ("senders",),  # two readers could see two senders
    "sender.unreadable": (),  # no sender can be read
    "sender.reply_elsewhere": ("domain",),  # answers would go to a foreign domain
    # What was proven.
    "auth.aligned": ("domain", "selector"),  # proof: signed by the author's domain
    "auth.vouched": ("receiver",),  # proof: a trusted receiver saw DMARC pass
    "auth.sealed": ("sealer",),  # proof: a trusted forwarder sealed what it saw
    "auth.expired_since": ("domain",),  # note: the signature was good when the letter came
    "auth.unsigned": ("brand", "domain"),  # no signature of a domain that always signs
    "auth.failed": ("brand", "domain", "reason"),  # a signature of a domain that always signs fails
    "auth.forwarded": ("brand", "domain"),  # unproven; a forwarder or list may explain it
    "auth.unchecked": ("brand", "domain"),  # keys could not be asked for or have gone: unknown
    "auth.weak": ("domain", "note"),  # the signature does not cover what it should
    "auth.dmarc_failed": ("domain", "policy"),  # the domain's owner wants such letters refused
    # The letter as such.
    "letter.truncated": (),  # a part was not looked at, so it cannot be genuine
    "letter.defect": ("defect",),  # built in a way that hides something
    "letter.inner": ("path",),  # note: the attached letter was judged
    "letter.around": (),  # the letter around the attached one asks for a secret or for money
    # Rules of the policy, one message per predicate.
    "rule.says": ("brand", "rule", "words"),  # says what the brand never says
    "rule.may_send": ("brand", "rule", "words"),  # note: a kind of letter that the brand does send
    "rule.asks": ("brand", "rule", "what", "words"),  # asks for a password, card, code …
    "rule.sum": ("brand", "rule", "amount", "limit", "currency"),  # more money than the brand pays
    "rule.paid_by": ("brand", "rule", "kind", "words"),  # paid in a way the brand never uses
    "rule.phone": ("brand", "rule", "number"),  # a number the brand does not call from
    "rule.hours": ("brand", "rule", "words"),  # a time outside working hours
    "rule.place": ("brand", "rule", "words"),  # a place the brand does not meet at
    "rule.surname": ("brand", "rule", "name", "address"),  # the surname is not in the address
    "rule.sender": ("brand", "rule", "domain"),  # an address that this kind never comes from
    "rule.link": ("brand", "rule", "kind", "href"),  # a link that is not what it seems
    "rule.attachment": ("brand", "rule", "filename", "kind"),  # a file the brand never sends
}


def message_codes() -> frozenset[str]:
    """Every message code that a finding may carry, so that a table of sentences can be complete."""
    return frozenset(MESSAGES)
