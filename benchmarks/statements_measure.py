"""One statement of so many movements in this process's database: read, written, measured."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import Any

OWN, CLIENT = "40702810900000000001", "40702810200000000002"
DAY = "01.11.2026"


def main() -> None:
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0, interactive=False)
    print(json.dumps(_measured(int(sys.argv[1]))))


def _measured(movements: int) -> dict[str, Any]:
    from napulse.billing.intake import pack
    from napulse.billing.jobs.bank import read_statement, write_in
    from napulse.billing.models import BankLine
    from napulse.jobs.work import Progress

    told: list[int] = []
    _listen(Progress, told)
    packed = pack(_file(movements))
    found, order = _begun(packed)
    Path("/proc/self/clear_refs").write_text("5")  # the peak is counted from here on
    before = _memory("VmRSS")
    start = perf_counter()
    read_statement(statement_id=found.pk)
    read = perf_counter() - start
    order()
    start = perf_counter()
    write_in(statement_id=found.pk)
    return {
        "movements": movements,
        "file_mb": packed.size / 1e6,
        "read_s": read,
        "write_s": perf_counter() - start,
        "peak_mb": _memory("VmHWM") - before,
        "told": len(told),
        "written": BankLine.objects.count(),
    }


def _listen(progress: Any, told: list[int]) -> None:
    """Note every time that the work says how far it is."""
    tell = progress.tell

    def noted(self: Any, done: int, *more: Any) -> None:
        told.append(done)
        tell(self, done, *more)

    progress.tell = noted


def _begun(packed: Any) -> tuple[Any, Any]:
    """Uploaded by somebody of finance; and the order to write it, once it is read."""
    from django.utils import timezone

    from napulse.access.models import Role, User
    from napulse.access.queries import actor_of
    from napulse.audit.recording import recording
    from napulse.billing.actions.statements import (
        Upload,
        WriteChoice,
        begin_statement,
        run_statement,
    )
    from napulse.ledger.models import BankAccount, OwnEntity

    now = timezone.now()
    entity = OwnEntity(name="Агентство", inn="7700000016", is_main=True)
    with recording(OwnEntity, BankAccount):
        entity.save()
        BankAccount(entity=entity, number=OWN).save()
    user = User.objects.create(
        email="finance@bench.example", name="Финансы", role=Role.objects.get(pk="finance")
    )
    actor = actor_of(user, now=now)
    found = begin_statement(actor, upload=Upload("kl_to_1c.txt", packed, None), now=now)

    def order() -> None:
        run_statement(actor, type(found).objects.get(pk=found.pk), choice=WriteChoice())

    return found, order


def _file(movements: int) -> Iterator[bytes]:
    """A 1C statement whose control sums hold; each movement of 1.00."""
    head = f"""1CClientBankExchange
ВерсияФормата=1.03
Кодировка=Windows
РасчСчет={OWN}
СекцияРасчСчет
ДатаНачала={DAY}
РасчСчет={OWN}
НачальныйОстаток=0.00
ВсегоПоступило={movements}.00
ВсегоСписано=0.00
КонечныйОстаток={movements}.00
КонецРасчСчет
"""
    yield head.encode("cp1251")
    for number in range(movements):
        yield f"""СекцияДокумент=Платежное поручение
Номер={number}
Дата={DAY}
Сумма=1.00
ПолучательСчет={OWN}
ДатаПоступило={DAY}
ПлательщикСчет={CLIENT}
ПлательщикИНН=5000000000
Плательщик1=ООО Клиент {number % 50}
НазначениеПлатежа=Оплата по счету {number}
КонецДокумента
""".encode("cp1251")
    yield "КонецФайла\n".encode("cp1251")


def _memory(name: str) -> float:
    """Of this process, as Linux tells it: VmRSS now, VmHWM at the peak; MB."""
    told = Path("/proc/self/status").read_text().split(f"{name}:")[1]
    return int(told.split()[0]) / 1024


if __name__ == "__main__":
    main()
