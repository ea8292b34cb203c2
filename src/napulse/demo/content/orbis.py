"""Fintech Orbis: a demanding client in London before a launch."""

from napulse.demo.shapes import (
    ActionEnd,
    ClientScript,
    Medium,
    ProjectScript,
    ReportState,
    StatusState,
    TalkScript,
    TeamScript,
)
from napulse.demo.wording import about, contact, keys, piece, them, us

CLIENT = ClientScript(
    key="orbis",
    name="Fintech Orbis",
    legal_name="Orbis Payments Ltd",
    industry="Payments for small business",
    about=(
        "Card readers and same-day settlement for cafés, barbers and market stalls. Growing "
        "fast, watched by the regulator, short of patience. The founder writes his own "
        "headlines and likes them."
    ),
    services=("Brand campaign", "PR", "Digital"),
    city="London",
    time_zone="Europe/London",
    language="en",
    since_months=7,
    cadence_days=5,
    talks_a_month=14,
    team=TeamScript("vorontsova", "kim", "fedorova", ("astakhov",)),
    contacts=(
        contact(
            "Oliver Renshaw | Founder and CEO",
            "renshaw@orbis.example",
            "decides 5 critic",
            "vorontsova",
            14,
        ),
        contact(
            "Priya Nandakumar | Head of Brand",
            "nandakumar@orbis.example",
            "influences 4 champion",
            "kim vorontsova",
            5,
        ),
        contact(
            "Callum Fairbrother | Growth Lead",
            "fairbrother@orbis.example",
            "works 2 neutral",
            "fedorova",
            7,
        ),
        contact(
            "Hester Whitlock | Compliance Counsel",
            "whitlock@orbis.example",
            "legal 4 critic",
            "kim",
            21,
        ),
    ),
    projects=(
        ProjectScript(
            "sameday",
            "Launch of same-day settlement",
            (
                "Tell forty thousand traders that today's takings arrive today. Show a till, "
                "not a phone. Every claim carries its cut-off time in the same size of type."
            ),
            -58,
            16,
            "rudakov",
            (
                piece("Campaign idea", "done", -56, -40),
                piece("Film, 40 seconds", "work", -35, 2, "us 2"),
                piece("Underground posters, four lines", "review", -18, -1, "client 4"),
                piece("Press kit for launch day", "work", -9, 6),
                piece("Landing page", "review", -14, 3, "client 2"),
            ),
            "Compliance has not cleared the word today; the poster sites go live in twelve days.",
        ),
    ),
    talks=(
        TalkScript(
            204,
            "13:00",
            60,
            Medium.VIDEO,
            "First meeting: how Orbis decides",
            keys("vorontsova kim"),
            keys("renshaw nandakumar"),
            (),
            (
                "Renshaw talks in headlines and dislikes decks. Nandakumar quietly translated "
                "each headline into a task."
            ),
            about(
                ("Working rhythm", "One call a week, one page a week, no decks."),
                ("Approval", "Nandakumar approves; Renshaw sees ideas only."),
            ),
            ("Everything we send fits on one page.",),
            (
                us("kim", "Send the one-page format with a filled example", 3),
                them("nandakumar", "Name the approvers in order", 5),
            ),
            (),
            7,
            1,
        ),
        TalkScript(
            55,
            "14:00",
            75,
            Medium.VIDEO,
            "The idea for same-day settlement",
            keys("vorontsova kim astakhov"),
            keys("renshaw nandakumar"),
            keys("sameday"),
            (
                "We read one page aloud: a baker closes at four and pays for flour at five. "
                "Renshaw asked for his own line to be tested beside ours."
            ),
            about(
                ("Idea", "The day is not over until you are paid for it."),
                (
                    "The founder's line",
                    "It promises instant money; settlement takes up to three hours.",
                ),
            ),
            ("Our line runs; the founder's line becomes the film's last title.",),
            (
                us("astakhov", "Write four poster lines with cut-off times", 8),
                them("whitlock", "State the permitted wording for settlement time", 7),
            ),
            ("Is a market stall a trader in the regulator's sense?",),
            7,
            2,
        ),
        TalkScript(
            23,
            "13:00",
            40,
            Medium.CALL,
            "Compliance strikes out the word today",
            keys("kim"),
            keys("nandakumar whitlock"),
            keys("sameday"),
            (
                "Whitlock is right on the facts: payments taken after four settle tomorrow. We "
                "need another way to be brief and true."
            ),
            about(
                ("Wording", "Before four, paid by seven replaces today."),
                ("Type size", "The cut-off time may not be smaller than the promise."),
            ),
            ("No line goes to print without Whitlock's initials.",),
            (
                us("astakhov", "Rewrite the four lines around four and seven o'clock", 4),
                them("whitlock", "Clear the rewritten lines", 9, ActionEnd.OPEN),
            ),
            (),
            7,
            -1,
        ),
        TalkScript(
            3,
            "15:30",
            45,
            Medium.VIDEO,
            "Film edit and poster deadline",
            keys("vorontsova kim fedorova"),
            keys("nandakumar fairbrother"),
            keys("sameday"),
            (
                "The edit is strong; the baker's shutter is the best shot. Posters are still "
                "with Compliance and the sites are paid for."
            ),
            about(
                ("Edit", "Shorten the market scene by two seconds, keep the shutter."),
                ("Posters", "The contractor takes files until Friday noon."),
            ),
            ("If nothing is cleared by Thursday, the safe line goes to print.",),
            (
                them("nandakumar", "Get the four lines cleared by Compliance", 2),
                us("rudakov", "Deliver the shortened edit", 3),
                us("kim", "Prepare the safe line in all four sizes", 1),
            ),
            (),
            3,
            0,
            status=StatusState.LATE,
        ),
        TalkScript(
            0,
            "10:30",
            20,
            Medium.CALL,
            "Renshaw wants a different last title",
            keys("vorontsova"),
            keys("renshaw"),
            keys("sameday"),
            (
                "An early call: the founder woke up with a better line. It is better, and it "
                "has the same legal problem."
            ),
            about(
                ("Last title", "The new line goes to Whitlock together with the posters."),
            ),
            (),
            (us("vorontsova", "Send the founder's new line to Compliance", 1),),
            (),
            2,
            0,
            ReportState.MISSING,
            status=StatusState.NOT_SENT,
            ended_hours_ago=1.25,
        ),
    ),
)
