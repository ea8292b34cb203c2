"""Addresses of expenses, of money at risk, and of imports of time."""

from django.urls import path

from napulse.timesheets.views import expense_files as files
from napulse.timesheets.views import expenses as views
from napulse.timesheets.views import extra, imports, risk

expenses = [
    path("expenses/", views.expense_list, name="expense_list"),
    path("expenses/export/", views.expense_export, name="expense_export"),
    path("expenses/new/", views.expense_new, name="expense_new"),
    path("expenses/make/", views.expense_made, name="expense_made"),
    path("expenses/lines/", views.expense_lines, name="expense_lines"),
    path("expenses/preview/", views.expense_preview, name="expense_preview"),
    path("expenses/answer/", files.expense_bulk, name="expense_bulk"),
    path("expenses/back/<str:ticket>/", files.expense_undo, name="expense_undo"),
    path("expenses/files/<int:file_id>/", files.expense_file, name="expense_file"),
    path(
        "expenses/files/<int:file_id>/remove/",
        files.expense_file_remove,
        name="expense_file_remove",
    ),
    path("expenses/<int:expense_id>/", views.expense_detail, name="expense_detail"),
    path("expenses/<int:expense_id>/edit/", views.expense_edit, name="expense_edit"),
    path("expenses/<int:expense_id>/save/", views.expense_edited, name="expense_edited"),
    path("expenses/<int:expense_id>/send/", views.expense_submit, name="expense_submit"),
    path("expenses/<int:expense_id>/withdraw/", views.expense_withdraw, name="expense_withdraw"),
    path("expenses/<int:expense_id>/approve/", views.expense_approve, name="expense_approve"),
    path("expenses/<int:expense_id>/decline/", views.expense_decline, name="expense_decline"),
    path("expenses/<int:expense_id>/again/", views.expense_take_back, name="expense_take_back"),
    path("expenses/<int:expense_id>/document/", files.expense_document, name="expense_document"),
    path("expenses/<int:expense_id>/delete/", views.expense_delete, name="expense_delete"),
    path("expenses/<int:expense_id>/restore/", views.expense_restore, name="expense_restore"),
]

at_risk = [
    path("risk/", risk.risk_list, name="risk_list"),
    path("risk/export/", risk.risk_export, name="risk_export"),
    path("risk/projects/<int:project_id>/", risk.risk_project, name="risk_project"),
    path("risk/projects/<int:project_id>/order/", risk.risk_ordered, name="risk_ordered"),
    path("risk/projects/<int:project_id>/new/", extra.extra_new, name="extra_new"),
    path("risk/projects/<int:project_id>/make/", extra.extra_made, name="extra_made"),
    path("risk/rounds/<int:deliverable_id>/", extra.round_noted, name="round_noted"),
    path("risk/extra/<int:extra_id>/drop/", extra.extra_drop, name="extra_drop"),
    path("risk/extra/<int:extra_id>/restore/", extra.extra_restore, name="extra_restore"),
]

imported = [
    path("import/", imports.time_import_list, name="time_import_list"),
    path("import/upload/", imports.time_import_upload, name="time_import_upload"),
    path("import/<int:time_import_id>/", imports.time_import_detail, name="time_import_detail"),
    path(
        "import/<int:time_import_id>/choose/",
        imports.time_import_choose,
        name="time_import_choose",
    ),
    path("import/<int:time_import_id>/undo/", imports.time_import_undo, name="time_import_undo"),
    path("import/<int:time_import_id>/drop/", imports.time_import_drop, name="time_import_drop"),
]

urlpatterns = [*expenses, *at_risk, *imported]
