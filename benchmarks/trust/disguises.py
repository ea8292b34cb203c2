"""How forgers hide words from filters while people still read them. Each takes a draft and chance.

A disguise changes words or their writing, never what a person understands.
"""

import html
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, replace

CYRILLIC = str.maketrans("аеорсухіАВЕКМНОРСТУХ", "aeopcyxiABEKMHOPCTYX")
LATIN = str.maketrans("aeopcyxiABEKMHOPCTX", "аеорсухіАВЕКМНОРСТХ")
INVISIBLE = "\u200b\u200c\u200d\u2060\u00ad\ufeff\u200e\u200f"
HIDING = (
    "display:none",
    "font-size:0",
    "font-size:0px;line-height:0",
    "visibility:hidden",
    "opacity:0",
    "max-height:0;overflow:hidden",
    "position:absolute;left:-9999px",
)
FILLER = ("птица", "забор", "синий", "утром", "ложка", "river", "seldom", "copper", "ladder")
WORD = re.compile(r"[^\W\d_]{4,}")
ADDRESS = re.compile(r"\S*(?:://|@)\S*")
PLAIN = dict(zip("абвгдезийклмнопрстуфхцыэё", "abvgdezijklmnoprstufhcyee", strict=True))
LONG = {"ж": "zh", "ч": "ch", "ш": "sh", "щ": "sch", "ъ": "", "ь": "", "ю": "yu", "я": "ya"}
LATIN_LETTERS = PLAIN | LONG


@dataclass(frozen=True)
class Draft:
    """A letter before it is put into bytes. `html` alone, where it stands, is the body."""

    name: str  # the sender's, as shown
    address: str
    subject: str
    text: str = ""
    html: str = ""
    charset: str = "utf-8"
    transfer: str = "8bit"
    split_words: bool = False  # encoded words of a few letters each
    raw_from: str = ""  # the From as it stands, in the place of name and address


def disguised(draft: Draft, kind: str, chance: random.Random) -> Draft:
    """The draft under one disguise."""
    return KINDS[kind](draft, chance)


def _each_word(text: str, change: Callable[[str], str]) -> str:
    """Words of four letters and more are changed; addresses and links stay."""
    kept = ADDRESS.findall(text)
    pieces = [WORD.sub(lambda m: change(m[0]), piece) for piece in ADDRESS.split(text)]
    return "".join(a + b for a, b in zip(pieces, [*kept, ""], strict=True))


def _everywhere(draft: Draft, change: Callable[[str], str]) -> Draft:
    """Name, subject and text; the brand's name is changed too where its letters allow."""
    return replace(
        draft,
        name=_each_word(draft.name, change),
        subject=_each_word(draft.subject, change),
        text=_each_word(draft.text, change),
    )


def _lookalike(draft: Draft, chance: random.Random) -> Draft:
    def change(word: str) -> str:
        table = CYRILLIC if re.search("[а-яё]", word.lower()) else LATIN
        return "".join(c.translate(table) if chance.random() < 0.5 else c for c in word)

    return _everywhere(draft, change)


def _zero_width(draft: Draft, chance: random.Random) -> Draft:
    def change(word: str) -> str:
        place = chance.randrange(1, len(word))
        return word[:place] + chance.choice(INVISIBLE) + word[place:]

    return _everywhere(draft, change)


def _spaced(draft: Draft, chance: random.Random) -> Draft:
    def change(word: str) -> str:
        if len(word) < 6 or chance.random() < 0.4:
            return word
        return chance.choice(" .-_").join(word)

    return replace(
        draft, subject=_each_word(draft.subject, change), text=_each_word(draft.text, change)
    )


def _typos(draft: Draft, chance: random.Random) -> Draft:
    def change(word: str) -> str:
        if len(word) < 6 or chance.random() < 0.6:
            return word
        place = chance.randrange(1, len(word) - 2)
        left, a, b, right = word[:place], word[place], word[place + 1], word[place + 2 :]
        return left + chance.choice((b + a, a, a + a + b)) + right

    return replace(
        draft, subject=_each_word(draft.subject, change), text=_each_word(draft.text, change)
    )


def _translit(draft: Draft, _chance: random.Random) -> Draft:
    def change(text: str) -> str:
        return "".join(LATIN_LETTERS.get(c.lower(), c) for c in text)

    name, subject = change(draft.name), change(draft.subject)
    return replace(draft, name=name, subject=subject, text=change(draft.text))


def _shout(draft: Draft, _chance: random.Random) -> Draft:
    return replace(
        draft,
        subject=draft.subject.upper() + "!!!",
        text=_each_word(draft.text, str.upper).replace(".\n", "!!!\n"),
    )


def _markup(text: str, change: Callable[[str], str]) -> str:
    """Paragraphs of HTML; `change` gets every long word, already escaped."""
    out = []
    for line in filter(None, map(str.strip, text.splitlines())):
        out.append(f"<p>{_each_word(html.escape(line, quote=False), change)}</p>")
    return "<html><body>" + "\n".join(out) + "</body></html>"


def _hidden(draft: Draft, chance: random.Random) -> Draft:
    def change(word: str) -> str:
        place = chance.randrange(1, len(word))
        filler = chance.choice(FILLER)
        style = chance.choice(HIDING)
        return f'{word[:place]}<span style="{style}">{filler}</span>{word[place:]}'

    return replace(draft, html=_markup(draft.text, change), text="")


def _split_tags(draft: Draft, chance: random.Random) -> Draft:
    def change(word: str) -> str:
        place = chance.randrange(1, len(word))
        left, right = word[:place], word[place:]
        return chance.choice((f"{left}<b></b>{right}", f"{left}<!-- x --><i>{right}</i>"))

    return replace(draft, html=_markup(draft.text, change), text="")


def _entities(draft: Draft, _chance: random.Random) -> Draft:
    """Every letter a numeric entity, the whole in base64."""

    def change(word: str) -> str:
        return "".join(f"&#{ord(c)};" for c in word)

    return replace(draft, html=_markup(draft.text, change), text="", transfer="base64")


def _alt(draft: Draft, _chance: random.Random) -> Draft:
    """Pictures of words, with the words as their alternative texts."""
    lines = [html.escape(line) for line in map(str.strip, draft.text.splitlines()) if line]
    images = "".join(
        f'<img src="http://pictures.example/{place}.png" alt="{line}"><br>'
        for place, line in enumerate(lines)
    )
    return replace(draft, html=f"<html><body>{images}</body></html>", text="")


def _encoded(draft: Draft, _chance: random.Random) -> Draft:
    russian = re.search("[а-яё]", (draft.subject + draft.text).lower())
    charset = "koi8-r" if russian else "utf-8"
    return replace(draft, charset=charset, transfer="quoted-printable", split_words=True)


KINDS: dict[str, Callable[[Draft, random.Random], Draft]] = {
    "lookalike": _lookalike,
    "zero_width": _zero_width,
    "spaced": _spaced,
    "typos": _typos,
    "translit": _translit,
    "shout": _shout,
    "hidden": _hidden,
    "split_tags": _split_tags,
    "base64": _entities,
    "alt": _alt,
    "encoded": _encoded,
}
