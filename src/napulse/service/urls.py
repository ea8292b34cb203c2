"""Addresses of service, by noun."""

from django.urls import path

from napulse.service.views import (
    chasing,
    escalations,
    guests,
    ics,
    notices,
    promise,
    reports,
    standards,
    status_guest,
    versions,
)
from napulse.service.views import distribution as lists
from napulse.service.views import figures as numbers
from napulse.service.views import interactions as pages
from napulse.service.views import promises as actions
from napulse.service.views import status as sent
from napulse.service.views import status_edit as drafts

app_name = "service"

interactions = [
    path("interactions/", pages.interaction_list, name="interaction_list"),
    path("interactions/export/", pages.interaction_export, name="interaction_export"),
    path("interactions/new/", pages.interaction_create, name="interaction_create"),
    path("interactions/new/<int:client_id>/", pages.interaction_record, name="interaction_record"),
    path("interactions/people/<int:client_id>/", pages.attendee_options, name="attendee_options"),
    path("interactions/file/", ics.ics_upload, name="ics_upload"),
    path("interactions/file/preview/", ics.ics_preview, name="ics_preview"),
    path("interactions/file/take/", ics.ics_take, name="ics_take"),
    path("interactions/<int:interaction_id>/", pages.interaction_detail, name="interaction_detail"),
    path(
        "interactions/<int:interaction_id>/edit/", pages.interaction_edit, name="interaction_edit"
    ),
    path(
        "interactions/<int:interaction_id>/change/",
        pages.interaction_change,
        name="interaction_change",
    ),
    path(
        "interactions/<int:interaction_id>/cancel/",
        pages.interaction_cancel,
        name="interaction_cancel",
    ),
    path(
        "interactions/<int:interaction_id>/delete/",
        pages.interaction_delete,
        name="interaction_delete",
    ),
    path(
        "interactions/<int:interaction_id>/restore/",
        pages.interaction_restore,
        name="interaction_restore",
    ),
    path("interactions/<int:interaction_id>/report/", reports.report_start, name="report_start"),
    path("clocks/<int:clock_id>/waive/", pages.clock_waive, name="clock_waive"),
    path("clocks/<int:clock_id>/unwaive/", pages.clock_unwaive, name="clock_unwaive"),
    path("reports/<int:report_id>/", versions.report_detail, name="report_detail"),
    path("reports/<int:report_id>/edit/", reports.report_edit, name="report_edit"),
    path("reports/<int:report_id>/row/<str:section>/", reports.report_row, name="report_row"),
    path("reports/<int:report_id>/facts/", reports.report_facts, name="report_facts"),
    path("reports/<int:report_id>/save/", reports.report_save, name="report_save"),
    path("reports/<int:report_id>/issue/", reports.report_issue, name="report_issue"),
    path("reports/<int:report_id>/correct/", reports.report_correct, name="report_correct"),
    path("reports/<int:report_id>/drop/", reports.report_drop, name="report_drop"),
    path("reports/<int:report_id>/resume/", reports.report_resume, name="report_resume"),
    path(
        "reports/<int:report_id>/versions/<int:number>/",
        versions.report_version,
        name="report_version",
    ),
    path(
        "reports/<int:report_id>/versions/<int:number>/changes/",
        versions.report_difference,
        name="report_difference",
    ),
    path("disputes/<int:dispute_id>/resolve/", versions.dispute_resolve, name="dispute_resolve"),
    path("disputes/<int:dispute_id>/reopen/", versions.dispute_reopen, name="dispute_reopen"),
    path("g/r/<str:key>/", guests.guest_report, name="guest_report"),
    path("g/r/<str:key>/confirm/", guests.guest_confirm, name="guest_confirm"),
    path("g/r/<str:key>/dispute/", guests.guest_dispute, name="guest_dispute"),
]
status = [
    path("status/", sent.status_list, name="status_list"),
    path("status/export/", sent.status_export, name="status_export"),
    path("status/new/<int:client_id>/", drafts.status_create, name="status_create"),
    path("status/<int:status_id>/", sent.status_detail, name="status_detail"),
    path("status/<int:status_id>/report.pdf", sent.status_pdf, name="status_pdf"),
    path("status/<int:status_id>/edit/", drafts.status_edit, name="status_edit"),
    path("status/<int:status_id>/save/", drafts.status_save, name="status_save"),
    path("status/<int:status_id>/discard/", drafts.status_discard, name="status_discard"),
    path("status/<int:status_id>/restore/", drafts.status_restore, name="status_restore"),
    path("status/<int:status_id>/line/", drafts.status_line, name="status_line"),
    path("status/<int:status_id>/refresh/", drafts.status_refresh, name="status_refresh"),
    path("status/<int:status_id>/preview/", drafts.status_preview, name="status_preview"),
    path("status/<int:status_id>/letter/", drafts.status_letter, name="status_letter"),
    path("status/<int:status_id>/send/", drafts.status_send, name="status_send"),
    path(
        "status/<int:status_id>/recipients/add/",
        lists.status_recipient_add,
        name="status_recipient_add",
    ),
    path(
        "status/<int:status_id>/recipients/drop/",
        lists.status_recipient_drop,
        name="status_recipient_drop",
    ),
    path("recipients/<int:recipient_id>/again/", sent.recipient_resend, name="recipient_resend"),
    path("distribution/<int:client_id>/add/", lists.distribution_add, name="distribution_add"),
    path("distribution/<int:client_id>/team/", lists.distribution_team, name="distribution_team"),
    path("distribution/<int:client_id>/drop/", lists.distribution_drop, name="distribution_drop"),
    path(
        "distribution/<int:client_id>/restore/",
        lists.distribution_restore,
        name="distribution_restore",
    ),
    path("distribution/entry/<int:entry_id>/", lists.distribution_role, name="distribution_role"),
    path("g/s/<str:key>/", status_guest.guest_status, name="guest_status"),
    path("g/s/<str:key>/confirm/", status_guest.guest_status_confirm, name="guest_status_confirm"),
    path("g/s/<str:key>/report.pdf", status_guest.guest_status_pdf, name="guest_status_pdf"),
]
promises = [
    path("actions/", actions.action_list, name="action_list"),
    path("actions/export/", actions.action_export, name="action_export"),
    path("actions/bulk/", actions.action_bulk, name="action_bulk"),
    path("actions/undo/<str:ticket>/", actions.action_undo, name="action_undo"),
    path("actions/letters/", chasing.chase_list, name="chase_list"),
    path("actions/letters/<int:chase_id>/send/", chasing.chase_send, name="chase_send"),
    path("actions/letters/<int:chase_id>/dismiss/", chasing.chase_dismiss, name="chase_dismiss"),
    path("actions/letters/<int:chase_id>/restore/", chasing.chase_restore, name="chase_restore"),
    path("actions/<int:action_id>/", promise.action_detail, name="action_detail"),
    path("actions/<int:action_id>/done/", actions.action_done, name="action_done"),
    path("actions/<int:action_id>/due/", actions.action_due, name="action_due"),
    path("actions/<int:action_id>/move/", actions.action_move, name="action_move"),
    path("actions/<int:action_id>/give/", promise.action_reassign, name="action_reassign"),
    path("actions/<int:action_id>/cancel/", promise.action_cancel, name="action_cancel"),
    path("actions/<int:action_id>/reopen/", promise.action_reopen, name="action_reopen"),
    path("escalations/", escalations.escalation_list, name="escalation_list"),
    path("escalations/export/", escalations.escalation_export, name="escalation_export"),
    path("escalations/new/", escalations.escalation_create, name="escalation_create"),
    path("escalations/new/<int:client_id>/", escalations.escalation_raise, name="escalation_raise"),
    path(
        "escalations/<int:escalation_id>/", escalations.escalation_detail, name="escalation_detail"
    ),
    path(
        "escalations/<int:escalation_id>/resolve/",
        escalations.escalation_resolve,
        name="escalation_resolve",
    ),
    path(
        "escalations/<int:escalation_id>/climb/",
        escalations.escalation_climb,
        name="escalation_climb",
    ),
    path(
        "escalations/<int:escalation_id>/hand/",
        escalations.escalation_hand,
        name="escalation_hand",
    ),
    path(
        "escalations/<int:escalation_id>/reopen/",
        escalations.escalation_reopen,
        name="escalation_reopen",
    ),
    path("inbox/", notices.notice_list, name="notice_list"),
    path("inbox/read/", notices.notice_read, name="notice_read"),
    path("inbox/<int:notice_id>/open/", notices.notice_open, name="notice_open"),
    path("inbox/unread/<str:ticket>/", notices.notice_unread, name="notice_unread"),
]
figures = [
    path("figures/", numbers.figures_page, name="figures"),
    path("figures/records/", numbers.figures_records, name="figures_records"),
    path("figures/export/", numbers.figures_export, name="figures_export"),
    path("standards/", standards.standard, name="standard"),
    path("standards/save/", standards.standard_save, name="standard_save"),
]
urlpatterns = [*interactions, *status, *promises, *figures]
