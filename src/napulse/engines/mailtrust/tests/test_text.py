"""The form that phrases are looked up in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from napulse.engines.mailtrust.offsets import source_span
from napulse.engines.mailtrust.text import make_text, normal, normalized, part_span


@pytest.mark.parametrize(
    ("value", "norm"),
    [
        ("Почта  Mail.ru\nи  ещё", "почта mail.ru и еще"),
        ("Mаil Раураl МАIL", "mail paypal mail"),
        ("пoчтa нaпишитe", "почта напишите"),
        ("п0чта 6анк", "почта 6анк"),
        ("Ｐａｙ 𝗣𝗮𝘆 Pаy™®", "pay pay pay "),
        ("Xfin\U000e0100it\u200by\u00ad", "xfinity"),
        ("\u202eab\u202c", "ab"),
        ("Société Générale", "societe generale"),
        ("М.а.й.л P a y P a l", "майл paypal"),
        ("и\u0306од ели\u0306", "йод елй"),
        ("Straße ﬁn №5 «да» — it’s", 'strasse fin №5 "да" - it\'s'),
        ("ᴘᴀʏᴘᴀʟ ραypal", "paypal paypal"),
        ("Ελλάδα VIP-клиент", "ελλαδα vip-клиент"),
        ("1 2 3 4 a b c", "1 2 3 4 a b c"),
        ("٣", "3"),
    ],
)
def test_the_normal_form(value: str, norm: str) -> None:
    assert normalized(value)[0] == norm


def test_a_phrase_is_found_and_led_back_to_what_was_written() -> None:
    value = "Ваша  п\u200bo\u200bчта\u2122 взломана"
    text = make_text("1", value, range(len(value) + 1))

    start = text.norm.index(normal("ПОЧТА"))
    span = part_span(text, start, start + 5)

    assert value[span.char_from : span.char_to] == "п\u200bo\u200bчта"


ALPHABET = st.characters() | st.sampled_from("aа \n\t\u200b\u0306и.é™ﬁ1P")


@given(st.text(ALPHABET, max_size=60))
def test_every_normal_form_leads_back_in_order_and_within_the_text(value: str) -> None:
    norm, at = normalized(value)

    places = list(at)
    assert len(places) == len(norm) + 1
    assert places == sorted(places)
    assert all(0 <= place <= len(value) for place in places)
    for index in range(len(norm)):
        start, stop = source_span(at, index, index + 1)
        assert start < stop <= len(value)


@given(st.text(ALPHABET, max_size=60))
def test_the_normal_form_is_its_own_normal_form(value: str) -> None:
    once = normal(value)
    twice = normal(once)

    assert normal(twice) == twice
