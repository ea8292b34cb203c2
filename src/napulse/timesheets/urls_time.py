"""Addresses of time: the week, its cells, the timer, entries, and weeks that wait."""

from django.urls import path

from napulse.timesheets.views import approval, entries, places, proposals, timer, week

urlpatterns = [
    path("", week.week, name="week"),
    path("cells/", week.cells_saved, name="cells_saved"),
    path("cell/", entries.cell_detail, name="cell_detail"),
    path("cell/fill/", entries.cell_filled, name="cell_filled"),
    path("rows/", places.place_search, name="place_search"),
    path("submit/", week.week_submit, name="week_submit"),
    path("week/<str:week>/withdraw/", week.week_withdraw, name="week_withdraw"),
    path("proposals/", proposals.proposals_accepted, name="proposals_accepted"),
    path("proposals/aside/", proposals.proposals_declined, name="proposals_declined"),
    path("proposals/<str:week>/back/", proposals.proposals_back, name="proposals_back"),
    path("proposals/undo/<str:time_ticket>/", proposals.proposals_undone, name="proposals_undone"),
    path("timer/", timer.timer, name="timer"),
    path("timer/start/", timer.timer_start, name="timer_start"),
    path("timer/stop/", timer.timer_stop, name="timer_stop"),
    path("timer/discard/", timer.timer_discard, name="timer_discard"),
    path("entries/", entries.entry_list, name="entry_list"),
    path("entries/export/", entries.entry_export, name="entry_export"),
    path("entries/<int:time_id>/", entries.entry_detail, name="entry_detail"),
    path("entries/<int:time_id>/edit/", entries.entry_edited, name="entry_edited"),
    path("entries/<int:time_id>/delete/", entries.entry_delete, name="entry_delete"),
    path("entries/<int:time_id>/restore/", entries.entry_restore, name="entry_restore"),
    path("approval/", approval.approval_list, name="approval_list"),
    path("approval/approve/", approval.approval_bulk, name="approval_bulk"),
    path("approval/undo/<str:week_ticket>/", approval.approval_undo, name="approval_undo"),
    path("weeks/<int:sheet_id>/", approval.sheet_detail, name="sheet_detail"),
    path("weeks/<int:sheet_id>/approve/", approval.sheet_approve, name="sheet_approve"),
    path("weeks/<int:sheet_id>/return/", approval.sheet_return, name="sheet_return"),
]
