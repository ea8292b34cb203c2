"""Tags of the pages of letters: the verdict as a chip, marked words, a brand's name."""

from collections.abc import Mapping

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from napulse.mail.models import Judged, Letter
from napulse.mail.presenting import Piece
from napulse.mail.sentences import ICONS, TONES
from napulse.ui.templatetags.ui import chip

register = template.Library()


@register.simple_tag
def verdict(letter: Letter) -> SafeString:
    """The verdict in one word, with its tone and icon."""
    word = Judged(letter.verdict).label
    return chip(str(word), TONES.get(letter.verdict, ""), ICONS[letter.verdict])


@register.simple_tag
def marked(piece: Piece) -> SafeString:
    """Words of a letter; those that a finding rests on are marked."""
    if piece.severity:
        return format_html('<mark class="mark {}">{}</mark>', piece.tone, piece.text)
    return format_html("{}", piece.text)


@register.simple_tag
def brand_name(names: Mapping[str, str], code: str) -> str:
    """What a brand is called; its id where its policy is gone."""
    return names.get(code, code)
