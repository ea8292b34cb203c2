"""Kestrelmoor Turbines: small wind turbines in Berlin, a calm account gone quiet."""

from napulse.demo.shapes import (
    ActionEnd,
    ClientScript,
    Medium,
    ProjectScript,
    TalkScript,
    TeamScript,
)
from napulse.demo.wording import about, contact, keys, piece, them, us

CLIENT = ClientScript(
    key="kestrel",
    name="Kestrelmoor Turbines",
    legal_name="Kestrelmoor Turbines GmbH",
    industry="Small wind power",
    about=(
        "Turbines for farms and harbours, up to fifty kilowatts. Engineers run the company and "
        "the marketing. They answer every letter, at length, and sign nothing quickly."
    ),
    services=("Events", "PR", "Technical content"),
    city="Berlin",
    quiet_days=25,
    time_zone="Europe/Berlin",
    language="en",
    since_months=10,
    cadence_days=14,
    talks_a_month=4,
    team=TeamScript("belov", "melnikov", "ershov"),
    contacts=(
        contact(
            "Anneke Voss | Managing Director",
            "voss@kestrelmoor.example",
            "decides 5 neutral",
            "belov",
            30,
        ),
        contact(
            "Matthias Grell | Head of Engineering",
            "grell@kestrelmoor.example",
            "influences 4 supporter",
            "melnikov",
            21,
        ),
        contact(
            "Ines Cordova | Communications",
            "cordova@kestrelmoor.example",
            "works 2 supporter",
            "melnikov ershov",
            14,
        ),
    ),
    projects=(
        ProjectScript(
            "harbour",
            "Harbour demonstration day",
            (
                "Invite sixty harbour masters to hear how quiet a turbine is. Nothing to look "
                "at except the sea and one meter reading."
            ),
            -80,
            55,
            "rudakov",
            (
                piece("Guest list and invitation", "done", -75, -35),
                piece("Noise measurement film", "work", -20, 13),
                piece("Permit of the harbour authority", "review", -44, -8, "client 17"),
                piece("Technical sheet", "review", -12, 2, "client 5"),
            ),
            "Without the permit the date moves into the ice season.",
        ),
    ),
    talks=(
        TalkScript(
            78,
            "12:30",
            70,
            Medium.VIDEO,
            "What a demonstration day should prove",
            keys("belov melnikov"),
            keys("voss grell cordova"),
            keys("harbour"),
            (
                "Grell refused music, a tent and a speech. He agreed to a microphone and a "
                "large meter."
            ),
            about(
                ("Proof", "Forty-one decibels at sixty metres, read live."),
                ("Guests", "Harbour masters only; dealers get their own day."),
            ),
            ("One meter, one microphone, no speeches.",),
            (
                us("melnikov", "Draft the invitation in two paragraphs", 5),
                them("cordova", "Apply for the harbour authority's permit", 30, ActionEnd.OPEN),
            ),
            ("What do we do if there is no wind?",),
            14,
            1,
        ),
        TalkScript(
            45,
            "13:00",
            40,
            Medium.CALL,
            "No wind: the second plan",
            keys("melnikov ershov"),
            keys("grell cordova"),
            keys("harbour"),
            (
                "Statistically one day in five is still. Grell suggests running the turbine "
                "backwards; Cordova suggests lunch."
            ),
            about(
                ("Still day", "We show the recorded measurement and keep the guests for lunch."),
                ("Permit", "The authority asked for an anchor drawing."),
            ),
            ("Lunch is booked in any weather.",),
            (
                them("grell", "Send the anchor drawing to the authority", 10),
                us("ershov", "Book lunch for seventy at the pilot house", 12),
            ),
            (),
            14,
            1,
        ),
        TalkScript(
            24,
            "11:00",
            30,
            Medium.CALL,
            "Technical sheet: eleven pages or two",
            keys("melnikov"),
            keys("grell"),
            keys("harbour"),
            "Grell sent eleven pages. We cut them to two and he restored three.",
            about(
                ("Length", "Two pages for guests, the long version for those who ask."),
            ),
            ("The guest sheet has two pages.",),
            (
                us("ershov", "Lay out the two-page sheet", 7),
                them("grell", "Check every figure on the two pages", 14, ActionEnd.OPEN),
            ),
            (),
            14,
            0,
        ),
    ),
)
