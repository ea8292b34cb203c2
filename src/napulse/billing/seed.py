"""The reminders that ship: one before the due date and four after it, firmer each time.

{number}, {date}, {amount}, {left}, {due}, {days} and {company} are filled in for each invoice;
{penalty} is a sentence of what may be claimed for the delay, and nothing where none is agreed.
"""

PENALTY = "\n\n{penalty}"

DUNNING: tuple[tuple[int, str, str, str, str, bool], ...] = (
    (
        -3,
        "Счёт № {number}: срок оплаты {due}",
        "Invoice No. {number}: due on {due}",
        "Здравствуйте!\n\nНапоминаем, что срок оплаты счёта № {number} от {date} на сумму {amount} "
        "наступает {due}. Счёт приложен к письму.\n\nЕсли вы уже отправили платёж, спасибо: это "
        "письмо можно не читать.",
        "Hello,\n\nThis is a reminder that invoice No. {number} of {date} for {amount} is due on "
        "{due}. The invoice is attached.\n\nIf you have paid it already, thank you: please ignore "
        "this letter.",
        False,
    ),
    (
        1,
        "Счёт № {number}: срок оплаты прошёл",
        "Invoice No. {number} is past due",
        "Здравствуйте!\n\nСрок оплаты счёта № {number} от {date} был {due}, к оплате остаётся "
        "{left}. Возможно, платёж уже в пути. Подскажите, пожалуйста, когда его ждать.",
        "Hello,\n\nInvoice No. {number} of {date} was due on {due}; {left} is still open. The "
        "payment may be on its way already: could you tell us when to expect it?",
        False,
    ),
    (
        7,
        "Счёт № {number} не оплачен неделю",
        "Invoice No. {number} has been open for a week",
        "Здравствуйте!\n\nСчёт № {number} от {date} не оплачен уже {days} дн. после срока ({due}). "
        "К оплате остаётся {left}. Пожалуйста, сообщите дату платежа или что мешает оплате: "
        "если нужны документы, пришлём их сегодня.",
        "Hello,\n\nInvoice No. {number} of {date} is {days} days past its due date ({due}); {left} "
        "is open. Please tell us the date of payment or what stands in its way: if papers are "
        "missing, we will send them today.",
        False,
    ),
    (
        14,
        "Просрочка по счёту № {number}",
        "Overdue invoice No. {number}",
        "Здравствуйте!\n\nПросрочка по счёту № {number} от {date} составила {days} дн., долг "
        "{left}. Просим оплатить его в течение трёх рабочих дней и прислать платёжное "
        "поручение в ответ на это письмо.",
        "Hello,\n\nInvoice No. {number} of {date} is {days} days overdue and {left} is owed. "
        "Please pay within three working days and send us the payment order in reply.",
        False,
    ),
    (
        30,
        "Претензия по счёту № {number}",
        "Claim on invoice No. {number}",
        "Здравствуйте!\n\nСчёт № {number} от {date} со сроком {due} не оплачен {days} дн. Долг "
        "перед {company} составляет {left}. Просим погасить его в течение пяти рабочих дней; после "
        "этого мы будем вынуждены начислить пени по договору и приостановить работы." + PENALTY,
        "Hello,\n\nInvoice No. {number} of {date}, due on {due}, has been unpaid for {days} "
        "days. {left} is owed to {company}. Please settle it within five working days; "
        "after that we will have to charge the contractual penalty and to pause the work."
        + PENALTY,
        False,
    ),
)
