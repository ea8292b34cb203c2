"""The sender that a person sees, against a list made by eye and kept as hashes."""

import unicodedata
from hashlib import sha256

from napulse.engines.mailtrust.read import read
from trust.judged import listed
from trust.real import Data, short_hash
from trust.table import Row, Share, at_least


def row(data: Data) -> Row:
    """The address of `SenderView.visible`, lower case; nothing where nothing can be read."""
    known = {each["letter"]: each["sender"] for each in listed("mailtrust_senders.csv")}
    right = 0
    letters = data.letters("phishing_pot").values()
    for raw in letters:
        visible = read(raw).sender.visible
        address = unicodedata.normalize("NFKC", visible.address.lower()) if visible else ""
        found = sha256(address.encode()).hexdigest()[:16] if address else ""
        right += found == known.get(short_hash(raw), "-")
    return at_least("sender as a person sees it", Share(right, len(letters)), 0.995)
