"""Russian in Latin letters, in the ways that people write it."""

from __future__ import annotations

from itertools import islice, product

_USUAL = dict(zip("абвгдзийклмнопрстуфэеё", "abvgdziyklmnoprstufeee", strict=True)) | {
    "ж": "zh", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y",
    "ь": "", "ю": "yu", "я": "ya",
}  # fmt: skip
_OTHERS = {
    "е": ("ye", "ie"), "ё": ("yo", "io", "jo"), "ж": ("j", "g"), "й": ("i", "j"), "х": ("h", "x"),
    "ц": ("c", "tc"), "щ": ("sch", "sh"), "ы": ("i",), "ь": ("'", "i"), "ю": ("iu", "ju", "u"),
    "я": ("ia", "ja"), "ч": ("tch",), "в": ("w",),
}  # fmt: skip
_ENDINGS = {
    "ский": ("skiy", "sky", "ski", "skii", "skij"), "ий": ("iy", "y", "i", "ii", "ij"),
    "ый": ("yy", "y", "iy"), "ов": ("ov", "off", "ow"), "ев": ("ev", "yev", "eff", "iev"),
    "ова": ("ova",), "ева": ("eva", "yeva", "ieva"), "кс": ("ks", "x"),
}  # fmt: skip
_MOST = 200


def transliterated(text: str) -> str:
    """Russian in Latin letters, the usual way, in lower case; other letters as they are."""
    return "".join(_USUAL.get(char, char) for char in text.lower())


def transliterations(word: str) -> tuple[str, ...]:
    """The ways a Russian name is written in Latin letters, the usual one first."""
    word = word.lower()
    ending = next((each for each in _ENDINGS if word.endswith(each)), "")
    choices = [
        (_USUAL.get(char, char), *_OTHERS.get(char, ())) for char in word[: len(word) - len(ending)]
    ]
    endings = _ENDINGS.get(ending, ("",))
    while _count(choices) * len(endings) > _MOST:
        longest = max(range(len(choices)), key=lambda place: len(choices[place]))
        choices[longest] = choices[longest][:-1]
    spelled = ("".join(each) for each in product(*choices, endings))
    return tuple(dict.fromkeys([transliterated(word), *islice(spelled, _MOST)]))


def _count(choices: list[tuple[str, ...]]) -> int:
    total = 1
    for each in choices:
        total *= len(each)
    return total
