"""Halden & Frost: kitchen appliances in London, on a clock of their own working hours."""

from napulse.demo.shapes import (
    ActionEnd,
    ClientScript,
    ClockScript,
    Medium,
    ProjectScript,
    TalkScript,
    TeamScript,
)
from napulse.demo.wording import about, contact, keys, piece, them, us

CLIENT = ClientScript(
    key="halden",
    name="Halden & Frost",
    legal_name="Halden & Frost Ltd",
    industry="Premium kitchen appliances",
    about=(
        "Ovens and cold rooms for people who cook on Sundays. Sold through forty showrooms; "
        "the showroom manager is the real customer. They hate discounts and will not be "
        "photographed with celebrities."
    ),
    services=("SMM", "Content", "Photography"),
    city="London",
    time_zone="Europe/London",
    language="en",
    since_months=13,
    cadence_days=14,
    talks_a_month=5,
    team=TeamScript("belov", "zaytsev", "lazareva", ("chernykh",)),
    clock=ClockScript(8),
    contacts=(
        contact(
            "Georgina Ashdown | Marketing Director",
            "ashdown@haldenfrost.example",
            "decides 5 supporter",
            "zaytsev belov",
            14,
        ),
        contact(
            "Tobias Marlowe | Showroom Programme Lead",
            "marlowe@haldenfrost.example",
            "influences 3 supporter",
            "zaytsev",
            30,
        ),
        contact(
            "Fenella Dray | Content Editor",
            "dray@haldenfrost.example",
            "works 2 neutral",
            "lazareva",
            14,
        ),
    ),
    projects=(
        ProjectScript(
            "sunday",
            "The Sunday series",
            (
                "Twelve short films of ordinary cooks and one oven. No music louder than the "
                "pan. Each ends with what went wrong."
            ),
            -150,
            75,
            "nikitina",
            (
                piece("Films one to eight", "done", -148, -40),
                piece("Film nine: the collapsed soufflé", "review", -18, 1, "client 3"),
                piece("Film ten: lamb for eleven", "work", -10, 14),
                piece("Recipe cards for showrooms", "work", -8, 5),
            ),
        ),
    ),
    talks=(
        TalkScript(
            146,
            "13:00",
            60,
            Medium.VIDEO,
            "Briefing the Sunday series",
            keys("zaytsev lazareva"),
            keys("ashdown dray"),
            keys("sunday"),
            (
                "Ashdown asked for films in which something fails. Dray was alarmed, then told "
                "us about her own burnt tart."
            ),
            about(
                ("Tone", "The oven never saves the dish; the cook does."),
                ("Casting", "Showroom customers, filmed in their own kitchens."),
            ),
            ("Every film ends with the mistake.",),
            (
                us("lazareva", "List fifteen dishes that fail well", 6),
                them("marlowe", "Find six households through the showrooms", 15),
            ),
            (),
            14,
            2,
        ),
        TalkScript(
            61,
            "14:30",
            40,
            Medium.CALL,
            "A showroom complains about film seven",
            keys("zaytsev"),
            keys("marlowe ashdown"),
            keys("sunday"),
            (
                "The Bath showroom says the smoke looks like a fault in the oven. It was the "
                "butter, but nobody on screen says so."
            ),
            about(
                ("Smoke", "The cook names the butter in the first ten seconds."),
                ("Preview", "Showroom managers see a film two days before the public."),
            ),
            ("Film seven is re-voiced, not withdrawn.",),
            (
                us("zaytsev", "Record the new line with the cook", 5),
                them("marlowe", "Name three managers for previews", 8),
            ),
            (),
            14,
            -1,
        ),
        TalkScript(
            17,
            "13:00",
            35,
            Medium.VIDEO,
            "Film nine and the recipe cards",
            keys("zaytsev lazareva"),
            keys("dray"),
            keys("sunday"),
            (
                "The soufflé is funny. Dray would like the card to admit that the recipe takes "
                "three attempts."
            ),
            about(
                ("Film nine", "Waiting for Ashdown, who is at a trade fair."),
                ("Cards", "Attempts are printed as stars: one, two or three."),
            ),
            ("Cards are printed on kitchen paper stock.",),
            (
                them("ashdown", "Approve film nine", 12, ActionEnd.OPEN),
                us("chernykh", "Lay out the first eight recipe cards", 9),
            ),
            (),
            14,
            1,
        ),
    ),
)
