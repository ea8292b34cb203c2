"""What the rules of interactions and contact reports say, in the reader's words."""

from django.utils.translation import gettext_lazy as _

from napulse.ui.text import StrOrPromise

INTERACTIONS: dict[str, StrOrPromise] = {
    "row.changed": _(
        "Somebody changed this while you were editing. Both versions are shown below."
    ),
    "interaction.subject_missing": _("Say in a few words what it was about."),
    "interaction.ends_before_start": _("It ends before it starts."),
    "interaction.owner_missing": _("Somebody of us has to own it."),
    "interaction.submit_key_taken": _("This form was already sent. Open a new one."),
    "interaction.contact_of_another_client": _("One of these people belongs to another client."),
    "interaction.unknown_colleague": _("One of these colleagues does not exist."),
    "interaction.attendee_without_name": _("Somebody in the list has no name."),
    "interaction.project_of_another_client": _("One of these projects belongs to another client."),
    "interaction.has_report": _("There is a contact report on it, so it stays."),
    "interaction.taken_again": _(
        "The same meeting was taken from the calendar again meanwhile: that one stays."
    ),
    "interaction.clock_counts": _("Its report clock already counts in the figures, so it stays."),
}
CLOCKS: dict[str, StrOrPromise] = {
    "clock.reason_missing": _("Say why no report is needed."),
    "clock.already_met": _("A status report has closed this clock already."),
    "clock.already_waived": _("This clock is closed already."),
    "clock.not_waived": _("This clock is running."),
}
REPORTS: dict[str, StrOrPromise] = {
    "report.of_cancelled": _("It was cancelled: there is nothing to report on."),
    "report.no_draft": _("There is no draft: the report was issued meanwhile."),
    "report.not_held_yet": _("It is not over yet. The report can be sent when it is."),
    "report.no_recipients": _("Choose at least one recipient."),
    "report.unknown_recipient": _("One of the recipients does not belong to this client."),
    "report.recipient_without_email": _("%(name)s has no e-mail address."),
    "report.reason_missing": _("Say why the report is corrected: the client will read it."),
    "report.nothing_changed": _("Nothing differs from the version that was sent."),
    "report.not_issued": _("Only a report that was sent can be corrected."),
    "report.no_correction": _("There is no correction to drop."),
    "report.nothing_dropped": _("There is no dropped correction to go on with."),
    "report.incomplete": _("The report cannot be sent yet: see the marked lines."),
    "report.draft_conflict": _("Somebody changed the same lines. Choose which version to keep."),
    "dispute.already_resolved": _("This objection was answered already."),
    "dispute.resolution_missing": _("Write what was decided."),
    "dispute.is_open": _("This objection is open already."),
    "dispute.corrected": _("A correction has answered this objection."),
    "acknowledgement.version_outdated": _("There is a newer version of this report."),
    "acknowledgement.not_possible": _("Your answer is already recorded and stays as it is."),
    "acknowledgement.dispute_empty": _("Write what is wrong beside at least one line."),
    "acknowledgement.unknown_line": _("This line is not in the report."),
}
PROBLEMS: dict[str, StrOrPromise] = {
    "subject_missing": _(
        "Give the meeting a subject: it becomes the subject of the client's letter"
    ),
    "nothing_recorded": _("Write at least one topic, decision, action or question"),
    "text_missing": _("Write what it is, or remove the line"),
    "owner_missing": _("Choose who does it"),
    "owner_on_other_side": _("The owner is on the other side"),
    "owner_unknown": _("This person no longer belongs to the client"),
    "due_missing": _("Set the date"),
    "project_unknown": _("This project belongs to another client"),
}
ICS: dict[str, StrOrPromise] = {
    "ics.empty": _("The file is empty."),
    "ics.too_large": _("The file is larger than 1 MB: that is no invitation."),
    "ics.binary": _("This is not a calendar file: it is not text."),
    "ics.html": _("This is a web page, not a calendar file. Download the .ics file itself."),
    "ics.encoding": _("The text of the file cannot be read: save it as UTF-8."),
    "ics.not_a_calendar": _("This is not a calendar file (.ics)."),
    "ics.too_many_lines": _("The file has too many lines. Export a shorter period."),
    "ics.line_too_long": _("Line %(line)s is too long."),
    "ics.bad_line": _("Line %(line)s cannot be read."),
    "ics.bad_nesting": _("The file is damaged near line %(line)s: its parts do not match."),
    "ics.too_deep": _("The file is nested too deeply near line %(line)s."),
    "ics.no_events": _("There are no meetings in this file."),
    "ics.only_tasks": _("There are tasks in this file, but no meetings."),
    "ics.no_start": _("A meeting near line %(line)s has no start."),
    "ics.bad_date": _("The date in line %(line)s cannot be read."),
    "ics.bad_duration": _("The duration in line %(line)s cannot be read."),
    "ics.bad_number": _("The number in line %(line)s cannot be read."),
    "ics.ends_before_start": _("The meeting near line %(line)s ends before it starts."),
    "ics.too_long": _("The meeting near line %(line)s lasts longer than a year."),
    "ics.unknown_zone": _("The time zone in line %(line)s is not known."),
    "ics.bad_zone": _("The time zone near line %(line)s is described wrongly."),
    "ics.bad_recurrence": _("The rule of repetition in line %(line)s cannot be read."),
    "ics.recurrence_too_frequent": _("The meeting near line %(line)s repeats too often."),
    "ics.recurrence_too_heavy": _("The rules of repetition in this file are too heavy."),
    "ics.recurrence_unsupported": _("The rule of repetition in line %(line)s is not supported."),
    "ics.too_many_attendees": _("A meeting near line %(line)s has too many attendees."),
    "ics.no_file": _("Choose a file."),
    "ics.nothing_chosen": _("Choose at least one meeting."),
    "contact.email_taken": _("A contact person with the address %(email)s is already there."),
}
ICS_NOTICES: dict[str, StrOrPromise] = {
    "ics.zone_by_offset": _("A time zone was recognised by its offset alone: check the hours."),
    "ics.series_cut": _(
        "The series “%(summary)s” is long: the first %(limit)s meetings are shown."
    ),
    "ics.series_outside_window": _("The series “%(summary)s” has no meetings in these weeks."),
    "ics.events_cut": _("The file is long: %(kept)s meetings are shown, %(left_out)s left out."),
    "ics.following_ignored": _("A change of all following meetings in “%(summary)s” was left out."),
}
ICS_OUTCOMES: dict[str, StrOrPromise] = {
    "recorded": _("“%(subject)s” is recorded."),
    "updated": _("“%(subject)s” is updated."),
    "cancelled": _("“%(subject)s” is cancelled."),
    "older": _("“%(subject)s” was left as it is: the file holds an older version."),
    "same": _("“%(subject)s” is already recorded, nothing differs."),
    "kept": _(
        "“%(subject)s” was cancelled in the calendar, but a report or clock hangs on it: it stays."
    ),
    "not_known": _("“%(subject)s” is cancelled in the file and was never recorded: nothing to do."),
}


def told(sentences: dict[str, StrOrPromise], code: str, values: dict[str, object]) -> str:
    """The sentence of a code with its values; a missing value leaves a dash."""
    return str(sentences[code]) % {"line": "–", "limit": "–", **values}
