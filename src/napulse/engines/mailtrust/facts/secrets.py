"""The words for what a letter may ask for, and the verbs it asks with, in Russian and English."""

from __future__ import annotations

import re

from napulse.engines.mailtrust.facts.heads import Anchored, heads_of

_WHAT = {
    "seed_phrase": (
        r"seed[ -]?phrase|(?:secret )?recovery phrase|secret phrase|mnemonic|private keys?(?!\w)"
        r"|сид[ -]?фраз\w*|секретн\w+ фраз\w*|мнемонич\w+ фраз\w*|приватн\w+ ключ\w*"
    ),
    "pin": (
        r"пин[ -]?код\w*|пин(?!\w)|pin[ -]?codes?|pin(?! (?:it|this|to|up)|\w)|cvv2?|cvc2?"
        r"|код\w* (?:\w+ ){0,2}(?:с|на) обратной сторон\w|security code"
    ),
    "code": (
        r"код\w* (?:\w+ ){0,2}(?:из|в) (?:смс|sms|сообщени\w+|письма)|(?:смс|sms)[ -]?код\w*"
        r"|код\w* (?:подтвержден\w+|доступа|активации)|одноразов\w+ (?:код|парол)\w*"
        r"|(?:sms|verification|confirmation|one[ -]time|2fa|access) (?:code|password)s?"
        r"|(?:смс|sms)(?:[ -]сообщени\w+)?(?= с код)|otp(?!\w)|код(?!\w| товар| заказ| страны)"
        r"|(?<=the )code(?! of)(?!\w)"
    ),
    "card": (
        r"(?:номер\w*|данны\w+|реквизит\w+|срок\w* действия) (?:\w+ ){0,2}карт\w*"
        r"|(?:банковск|кредитн)\w+ карт\w*"
        r"|(?:bank|credit|debit|payment) card(?: (?:number|details?|data|info\w*))?s?(?!\w)"
        r"|card (?:number|details?|data|info\w*)"
    ),
    "documents": (
        r"паспорт\w*|(?:скан|фото|копи)\w* (?:\w+ ){0,2}(?:документ|удостоверен)\w*|снилс"
        r"|удостоверени\w+ личности|passports?(?! to|\w)|(?:id|identity) (?:card|document)s?"
        r"|driver'?s? licen[sc]e|social security(?: number)?|ssn(?!\w)"
    ),
    "bank_details": (
        r"банковск\w+ (?:реквизит|данны|счет)\w*|реквизит\w+ (?:\w+ )?(?:счета|банка)"
        r"|номер\w* (?:\w+ )?счета|расчетн\w+ счет\w*|bank(?:ing)? (?:details?|info\w*)"
        r"|bank account(?: (?:number|details?|info\w*))?|account numbers?|iban(?!\w)|routing number"
    ),
    "password": (
        r"парол\w*|passwords?(?!\w)|passcodes?|passwort|pass phrase|учетн\w+ данн\w+|credentials"
    ),
    "login": (
        r"логин\w*|имя пользователя|данн\w+ для входа|user ?-?name|user id(?!\w)"
        r"|log-?in (?:details?|data|info\w*|name)|sign[ -]in (?:details?|data|info\w*)"
    ),
    "payment": (
        r"(?:комисси|пошлин|госпошлин|предоплат|задат|депозит|взнос)\w*|денежн\w+ средств\w*"
        r"|(?:оплат|плат)[уы](?!\w)|(?:processing|activation|delivery|shipping|customs|transfer"
        r"|handling|administrative|clearance|small) fees?(?!\w)"
        r"|(?:money|bitcoins?|btc|deposit|payment|funds)(?!\w)|gift cards?(?!\w)"
    ),
}
NOUN = Anchored(
    re.compile("|".join(f"(?P<{name}>{words})" for name, words in _WHAT.items())),
    heads_of(
        "see sec rec mne pri сид сек мне при пин pin cvv cvc код смс sms одн ver con one acc otp "
        "cod ном дан рек сро бан кре ban cre deb pay car пас ска фот коп сни удо pas id ide dri "
        "soc ssn рас iba rou пар уче лог имя use log sig ком пош гос пре зад деп взн ден опл пла "
        "pro act del shi cus tra han adm cle sma mon bit btc dep fun gif fa"
    ),
)

_RU_DO = (
    r"(?:сообщ|пришл|присыл|отправ|отсыла|укаж|указ|введ|ввест|ввод|вышл|высыл|высл|подтвер"
    r"|предостав|назов|назв|назыв|заполн|скин|скид|присл|продикт|провер|верифиц|внес|внос|оплат"
    r"|перевед|перевест|перечисл|напиш|напис|дай|дат|раскр|переда|предъяв|загруз|прикреп|скаж"
    r"|сказ|говор|пересыл|перешл|переслат|обнов|ответ)[а-я]{0,5}(?:ите|йте|ьте|ть|ти|тесь)(?!\w)"
    r"|(?:сообщи|скинь|введи|назови|отправь|дай|укажи|подтверди|продиктуй|пришли)(?!\w)"
    r"|просим(?!\w)|прошу|попрош\w+|просьба|запрашива\w+|нуж\w+|необходим\w*|требу\w+"
    r"|понадоб\w+|хотим получить"
)
_RU_NOT = (
    r"(?:сообща|сообщ|назыв|переда|говор|ввод|отправл|пересыл|присыл|раскрыв|указыв|нуж|требу"
    r"|понадоб|интересу|прос|запраш|спраш|спрос|остав|дава|скаж|предостав|запрос|потреб|дикт"
    r"|храни|показыв)\w*"
)
_EN_DO = (
    r"send|provide|enter|confirm|verify|submit|reply|respond|give|tell|share|supply|fill|input"
    r"|type|validate|re-?enter|disclose|forward|write|pay|deposit|transfer|wire|upload|attach"
    r"|update|purchase|buy|scan|required?|needed|furnish"
)
_EN_NOT = (
    rf"{_EN_DO}|ask|asked|asking|request|requested|require|need|reveal|want|solicit|contact you"
)
VERB = re.compile(
    r"(?P<no>(?<!\w)(?:(?:никогда|ни в коем случае|никому|ни за что|ни при каких \w+)[ ,]+"
    rf"(?:и \w+ )?)?не (?:\w+ ){{0,2}}?{_RU_NOT}"
    r"|(?:(?<!\w)(?:never|not|nor|nobody|cannot|without|no one|none)|n't)"
    rf"(?:,? \w+){{0,4}}?,? (?:{_EN_NOT})(?!\w))"
    r"|(?P<we>(?<!\w)(?:we|i|they)(?:'ll|'ve|'d)?(?: will| have| can| may| just| shall| also)? "
    rf"(?:{_EN_DO})(?!\w))"
    rf"|(?P<yes>(?<!\w)(?:{_RU_DO})|(?<!\w)(?:{_EN_DO})(?!\w)"
    r"|(?<!\w)(?:we|i)(?:'ll)?(?: (?!never|not|cannot)\w+)? (?:ask|need|require|request)(?!\w)"
    r"|(?:are|be) asked|asking you|you (?:must|need|have) )"
)
REPORT = re.compile(
    r"(?:был[аио]?|успешно|has been|have been|was|were|is) (?:\w+ )?(?:изменен|сменен|обновлен"
    r"|сброшен|changed|reset|updated|received|confirmed|verified)"
)
WAYS = {
    "reply": re.compile(
        r"ответ\w* на (?:это |данное |наше )?письмо|(?:в |с )?ответ(?:е|ным|ом)? (?:письм|сообщ)\w*"
        r"|в ответ(?!\w)|repl(?:y|ying)|respond|answer this|send (?:us|me|it back)|email us"
        r"|(?:пришлите|вышлите|отправьте|скиньте|напишите|сообщите) (?:нам|мне)"
    ),
    "form": re.compile(
        r"(?<!\w)форм[аеуы]\w*|анкет\w*|(?<!\w)form(?!\w)|fill (?:in|out)|заполн\w+|attached"
        r"|во вложени\w+"
    ),
    "link": re.compile(
        r"ссылк\w*|перей(?:дите|ти)|нажм\w+|кнопк\w*|на (?:нашем )?сайте|(?<!\w)links?(?!\w)"
        r"|click|button|below|log ?in|sign ?in|visit|https?:"
    ),
    "call": re.compile(
        r"позвон\w+|перезвон\w+|по телефону|продикт\w+|звонк\w+|(?<!\w)call(?!\w)|by phone"
        r"|over the phone|whatsapp"
    ),
}
