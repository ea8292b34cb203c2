"""Requests for something secret or costly, and promises never to ask for it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from napulse.engines.mailtrust.letter import Ask, Text
from napulse.engines.mailtrust.text import part_span

_WHAT = {
    "seed_phrase": r"seed[ -]?phrase|(?:secret )?recovery phrase|mnemonic|private keys?|(?:12|24)[ -]word"
    r"|сид[ -]?фраз\w*|секретн\w+ фраз\w*|мнемонич\w+ фраз\w*|приватн\w+ ключ\w*",
    "pin": r"пин[ -]?код\w*|(?<!\w)пин(?!\w)|pin[ -]?codes?|(?<!\w)pin(?!\w)|cvv2?|cvc2?"
    r"|код\w* (?:\w+ ){0,2}(?:с|на) обратной сторон\w|security code",
    "code": r"код\w* (?:\w+ ){0,2}(?:из|в) (?:смс|sms|сообщени\w+|письма)|(?:смс|sms)[ -]?код\w*|код\w* (?:подтвержден\w+|доступа)"
    r"|одноразов\w+ (?:код|парол)\w*|(?:sms|verification|confirmation|one[ -]time|2fa|access) (?:code|password)s?"
    r"|(?:смс|sms)-?(?:сообщени\w+)?(?=,? (?:котор|с код))|(?<!\w)otp(?!\w)"
    r"|(?<=те )код(?!\w| активац)|(?<=ть )код(?!\w| активац)|(?<!\w)the code(?!\w)|(?<=йте )код\w*",
    "card": r"(?:номер\w*|данны\w+|реквизит\w+|срок\w* действия) (?:\w+ ){0,2}карт\w*|банковск\w+ карт\w*|кредитн\w+ карт\w*"
    r"|(?:bank|credit|debit|payment) card(?: (?:number|details?|data|info\w*))?s?|card (?:number|details?|data|info\w*)",
    "documents": r"паспорт\w*|(?:скан|фото|копи)\w* (?:\w+ ){0,2}(?:документ|удостоверен)\w*|снилс|удостоверени\w+ личности"
    r"|passports?(?! to)|(?:id|identity) (?:card|document)s?|driver'?s? licen[sc]e|social security(?: number)?|(?<!\w)ssn(?!\w)",
    "bank_details": r"банковск\w+ (?:реквизит|данны|счет)\w*|реквизит\w+ (?:\w+ ){0,1}(?:счета|банка)|номер\w* (?:\w+ ){0,1}счета"
    r"|расчетн\w+ счет\w*|bank (?:details?|account(?: (?:number|details?|info\w*))?|info\w*)|account numbers?|iban"
    r"|routing number|banking (?:details|information)",
    "password": r"парол\w*|passwords?|passcodes?|passwort|pass phrase|учетн\w+ данн\w+|credentials",
    "login": r"логин\w*|имя пользователя|данн\w+ для входа|user ?-?name|user id|log-?in (?:details?|data|info\w*|name)"
    r"|sign[ -]in (?:details?|data|info\w*)",
    "payment": r"(?:комисси|пошлин|госпошлин|предоплат|задат|депозит|взнос)\w*|денежн\w+ средств\w*|(?:оплат|плат)[уы](?!\w)"
    r"|(?:processing|activation|delivery|shipping|customs|transfer|handling|administrative|clearance|small) fees?"
    r"|(?<!\w)(?:money|bitcoins?|btc|deposit|payment|funds)(?!\w)|gift cards?",
}
_NOUN = re.compile("|".join(f"(?P<{name}>(?<!\\w)(?:{words}))" for name, words in _WHAT.items()))
_RU_DO = (
    r"(?:сообщ|пришл|присыл|отправ|отсыл|укаж|указ|введ|ввест|ввод|вышл|высыл|высл|подтвер|предостав|назов|назв|назыв"
    r"|заполн|скин|скид|присл|продикт|провер|верифиц|внес|внос|оплат|перевед|перевест|перечисл|напиш|напис|дай|дат|раскр"
    r"|переда|предъяв|загруз|прикреп|скаж|сказ|говор|пересыл|перешл|переслат|обнов|ответ)"
    r"[а-я]{0,5}(?:ите|йте|ьте|ть|ти|тесь)(?!\w)"
    r"|(?:сообщи|скинь|введи|назови|отправь|дай|укажи|подтверди|продиктуй|пришли)(?!\w)"
    r"|просим(?!\w)|прошу|попрош\w+|просьба|(?:за)прашива\w+|нуж\w+|необходим\w*|требу\w+|понадоб\w+|хотим получить"
)
_RU_NOT = (
    r"(?:сообща|сообщ|назыв|переда|говор|ввод|отправл|пересыл|присыл|раскрыв|указыв|нуж|требу|понадоб|интересу|прос|запраш|спраш"
    r"|спрос|остав|дава|скаж|предостав|запрос|потреб|дикт|храни|показыв)\w*"
)
_EN_DO = (
    r"send|provide|enter|confirm|verify|submit|reply|respond|give|tell|share|supply|fill|input|type|validate|re-?enter|disclose"
    r"|forward|write|pay|deposit|transfer|wire|upload|attach|update|purchase|buy|scan|required?|needed|furnish"
)
_EN_NOT = (
    rf"{_EN_DO}|ask|asked|asking|request|requested|require|need|reveal|want|solicit|contact you"
)
_VERB = re.compile(
    rf"(?P<no>(?<!\w)(?:(?:никогда|ни в коем случае|никому|ни за что|ни при каких \w+)[ ,]+(?:и \w+ )?)?не (?:\w+ ){{0,2}}?{_RU_NOT}"
    rf"|(?:(?<!\w)(?:never|not|nor|nobody|cannot|without|no one|none)|n't)(?:,? \w+){{0,4}}?,? (?:{_EN_NOT})(?!\w))"
    rf"|(?P<we>(?<!\w)(?:we|i|they)(?:'ll|'ve|'d)?(?: will| have| can| may| just| shall| also)? (?:{_EN_DO})(?!\w))"
    rf"|(?P<yes>(?<!\w)(?:{_RU_DO})|(?<!\w)(?:{_EN_DO})(?!\w)"
    rf"|(?<!\w)(?:we|i)(?:'ll)?(?: \w+)? (?:ask|need|require|request)(?!\w)|(?:are|be) asked|asking you|you (?:must|need|have) )"
)
_BOUND = re.compile(r"[.!?;](?= |$)|•|\|")
_BLANK = re.compile(r" ?: ?(?:[_.…\-]{2,}|\[|\(? ?\)? *$)")
_REPORT = re.compile(
    r"(?:был[аио]?|успешно|has been|have been|was|were|is) (?:\w+ )?(?:изменен|сменен|обновлен|сброшен|changed|reset|updated|received|confirmed|verified)"
)
_HOW = (
    ("reply", r"ответ\w* на (?:это |данное |наше )?письмо|(?:в |с )?ответ(?:е|ным|ом)? (?:письм|сообщени)\w*|в ответ(?!\w)|repl(?:y|ying)|respond|answer this"
     r"|(?:пришлите|вышлите|отправьте|скиньте|напишите|сообщите) (?:нам|мне)|send (?:us|me|it back)|email us"),
    ("form", r"(?<!\w)форм[аеуы]\w*|анкет\w*|(?<!per)(?<!in)(?<!plat)form(?!\w|at)|fill (?:in|out)|заполн\w+|attached|во вложени\w+"),
    ("link", r"ссылк\w*|перей(?:дите|ти)|нажм\w+|кнопк\w*|на (?:нашем )?сайте|(?<!\w)links?(?!\w)|click|button|below|log ?in|sign ?in|visit|https?:"),
    ("call", r"позвон\w+|перезвон\w+|по телефону|продикт\w+|звонк\w+|(?<!\w)call(?!\w)|by phone|over the phone|whatsapp"),
)  # fmt: skip
_WAYS = [(name, re.compile(words)) for name, words in _HOW]
_REACH = 110
_MOST = 120


def find_asks(text: Text) -> Iterator[Ask]:
    """What the words of a text ask for, and what they say is never asked for."""
    norm = text.norm
    for count, match in enumerate(_NOUN.finditer(norm)):
        if count >= _MOST:
            return
        what = str(match.lastgroup)
        low, high = _sentence(norm, match.start(), match.end())
        denied = _asked(norm, match, low, high)
        if denied is not None:
            how = "" if denied else _how(norm, match, low, high)
            yield Ask(what, denied, how, part_span(text, match.start(), match.end()))


def _sentence(norm: str, start: int, stop: int) -> tuple[int, int]:
    low = max(0, start - _REACH)
    for bound in _BOUND.finditer(norm, low, start):
        low = bound.end()
    bound_after = _BOUND.search(norm, stop, stop + _REACH)
    return low, bound_after.start() if bound_after else min(len(norm), stop + _REACH)


def _asked(norm: str, noun: re.Match[str], low: int, high: int) -> bool | None:
    """True where it is denied, False where it is asked, None where neither."""
    if _BLANK.match(norm, noun.end(), min(len(norm), noun.end() + 12)):
        return False
    if _REPORT.search(norm, noun.end(), min(high, noun.end() + 40)):
        return None
    close = _verbs(norm, noun.end(), min(high, noun.end() + 70))
    if close and close[0][0] and "," not in norm[noun.end() : close[0][1]]:
        return True
    before = _verbs(norm, low, noun.start())
    if before:
        return before[-1][0]
    return close[0][0] if close else None


def _verbs(norm: str, low: int, high: int) -> list[tuple[bool, int]]:
    """The verbs that ask, in order: whether each is denied, and where it stands."""
    return [
        (verb["no"] is not None, verb.start())
        for verb in _VERB.finditer(norm, low, high)
        if not verb["we"]
    ]


def _how(norm: str, noun: re.Match[str], low: int, high: int) -> str:
    after = min(len(norm), high + 90)
    for name, pattern in _WAYS:
        if pattern.search(norm, low, high):
            return name
    return next((name for name, pattern in _WAYS if pattern.search(norm, noun.end(), after)), "")
