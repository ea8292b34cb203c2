"""Nordwind Logistics: an English-speaking client in Berlin, with a silence clause."""

from napulse.demo.shapes import (
    ActionEnd,
    ClientScript,
    Medium,
    ProjectScript,
    SilenceScript,
    TalkScript,
    TeamScript,
)
from napulse.demo.wording import about, contact, keys, piece, them, us

CLIENT = ClientScript(
    key="nordwind",
    name="Nordwind Logistics",
    legal_name="Nordwind Logistics GmbH",
    industry="Freight and warehousing",
    about=(
        "Road and rail freight between the Baltic ports and Central Asia. Buyers are "
        "supply-chain managers who choose once in three years. Known for being on time, "
        "unknown to anyone who has not used them."
    ),
    services=("Branding", "B2B content", "PR"),
    city="Berlin",
    time_zone="Europe/Berlin",
    language="en",
    since_months=16,
    cadence_days=7,
    talks_a_month=10,
    team=TeamScript("vorontsova", "safina", "fedorova", ("volkova",)),
    silence=SilenceScript(
        16,
        "clause 8.2 of the services agreement NL-0417",
        (
            "Unless the Client objects in writing within two working days of receiving a "
            "contact report, the decisions recorded in it are deemed to be agreed."
        ),
    ),
    contacts=(
        contact(
            "Katrin Hollweg | Chief Marketing Officer",
            "hollweg@nordwind.example",
            "decides 5 supporter",
            "vorontsova safina",
            14,
        ),
        contact(
            "Jonas Petersohn | Brand Manager",
            "petersohn@nordwind.example",
            "works 2 champion",
            "safina fedorova",
            7,
        ),
        contact(
            "Marit Solberg | Head of Sales, Nordics",
            "solberg@nordwind.example",
            "influences 3 critic",
            "safina",
            30,
        ),
        contact(
            "Udo Brenner | Procurement",
            "brenner@nordwind.example",
            "procurement 3 neutral",
            "vorontsova",
        ),
    ),
    projects=(
        ProjectScript(
            "rebrand",
            "Brand refresh",
            (
                "Keep the name and the green, lose the globe with the arrow. The mark must "
                "work on a tarpaulin at eighty kilometres an hour and on a delivery slip "
                "printed in black."
            ),
            -125,
            35,
            "rudakov",
            (
                piece("Brand strategy", "done", -123, -85),
                piece("Logo and colour", "done", -84, -45),
                piece("Truck and container livery", "review", -34, -3, "client 7"),
                piece("Brand guidelines", "work", -20, 18),
                piece("Stationery and delivery slips", "work", -15, 4, "us 1"),
            ),
            "The paint shop books lorries for the livery only until the end of the month.",
        ),
        ProjectScript(
            "voices",
            "Customer stories",
            (
                "Six stories told by warehouse and supply-chain people, not by directors. One "
                "number in each, checked with the customer."
            ),
            -75,
            60,
            "nikitina",
            (
                piece("Story: spare parts to Almaty", "done", -70, -30),
                piece("Story: vaccines in January", "review", -22, 2, "client 3"),
                piece("Story: the container that came back", "planned", 6, 26),
            ),
        ),
    ),
    talks=(
        TalkScript(
            122,
            "11:00",
            80,
            Medium.VIDEO,
            "Brand strategy: what on time really means",
            keys("vorontsova safina"),
            keys("hollweg petersohn solberg"),
            keys("rebrand"),
            (
                "Solberg challenged the word reliable: every carrier says it. The room warmed "
                "up when we showed the delivery data instead."
            ),
            about(
                (
                    "Position",
                    (
                        "Not reliable but predictable: the customer knows on Monday what "
                        "arrives on Thursday."
                    ),
                ),
                ("Evidence", "Ninety-four per cent of arrivals fall within a two-hour window."),
            ),
            ("Predictable is the word; reliable leaves every text.",),
            (
                us("safina", "Rewrite the strategy around predictability", 7),
                them("petersohn", "Release the arrival data for two corridors", 10),
            ),
            ("May we publish the two-hour figure?",),
            14,
            1,
        ),
        TalkScript(
            83,
            "12:00",
            60,
            Medium.VIDEO,
            "Logo: three routes",
            keys("safina volkova"),
            keys("hollweg petersohn"),
            keys("rebrand"),
            (
                "Route two won in four minutes. Hollweg had printed all three on a strip of "
                "tarpaulin and hung it in the yard."
            ),
            about(
                ("Route two", "Two bars that read as a road and as an equals sign."),
                ("Black print", "On the delivery slip the bars close up below six millimetres."),
            ),
            ("Route two goes forward; the globe is retired.",),
            (
                us("volkova", "Redraw the bars for small black print", 6),
                them("brenner", "Confirm the budget line for trademark search", 12),
            ),
            (),
            14,
            2,
        ),
        TalkScript(
            31,
            "12:30",
            45,
            Medium.CALL,
            "Livery: forty lorries or all of them",
            keys("safina fedorova"),
            keys("petersohn brenner"),
            keys("rebrand"),
            (
                "Brenner wants to repaint only what comes in for service. Petersohn fears two "
                "years of mixed fleets."
            ),
            about(
                ("Pace", "Forty lorries now, the rest as they come in for service."),
                ("Mixed fleet", "Old lorries get a plain door panel with the new bars."),
            ),
            ("Forty lorries in the first batch.",),
            (
                us("chernykh", "Draw the door panel for old lorries", 8),
                them("brenner", "Reserve the paint shop for forty lorries", 10),
            ),
            (),
            7,
            0,
        ),
        TalkScript(
            6,
            "11:00",
            50,
            Medium.VIDEO,
            "Livery approval and the vaccine story",
            keys("vorontsova safina"),
            keys("hollweg petersohn"),
            keys("rebrand voices"),
            (
                "Hollweg likes the livery and still has not signed: Oslo wants a say. The "
                "story is held up by the hospital's lawyer."
            ),
            about(
                ("Oslo", "Solberg asks for a larger web address on the back doors."),
                ("Vaccine story", "The hospital agrees to its city being named, not its name."),
            ),
            ("The address grows to thirty centimetres, nothing else moves.",),
            (
                them("hollweg", "Sign the livery drawings", 3, ActionEnd.OPEN),
                us("fedorova", "Send the story without the hospital's name", 1, ActionEnd.DONE),
                us("volkova", "Enlarge the address on the back doors", 3),
            ),
            (),
            7,
            0,
        ),
    ),
)
