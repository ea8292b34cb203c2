"""The whole demo agency, put together and typeset."""

from functools import cache

from napulse.demo.content import (
    dubovik,
    granit,
    halden,
    kestrel,
    kubometr,
    kvartal,
    lianta,
    molokino,
    nordwind,
    obmost,
    oporis,
    orbis,
    prichal,
    romashkino,
    semdorog,
    signalika,
    uralpolimet,
    yolochny,
)
from napulse.demo.content.people import ABSENCES, PEOPLE
from napulse.demo.shapes import AgencyScript
from napulse.demo.wording import mapped, typeset

_CLIENTS = (
    granit, signalika, molokino, lianta, uralpolimet, obmost, semdorog, kvartal, nordwind, orbis,
    yolochny, romashkino, prichal, dubovik, oporis, kubometr, halden, kestrel,
)  # fmt: skip


@cache
def agency() -> AgencyScript:
    """«Сфера» as it stands today."""
    return AgencyScript(
        name="Сфера",
        city="Москва",
        time_zone="Europe/Moscow",
        newcomer="vorontsova",
        people=mapped(PEOPLE, typeset),
        absences=ABSENCES,
        clients=tuple(mapped(module.CLIENT, typeset) for module in _CLIENTS),
    )
