"""Addresses of budgets, utilisation and the accuracy of estimates."""

from django.urls import path

from napulse.profit.views import budgets

urlpatterns = [
    path("budgets/", budgets.budget_list, name="budget_list"),
    path("budgets/export/", budgets.budget_export, name="budget_export"),
    path("projects/<int:project_id>/budget/", budgets.budget_detail, name="budget_detail"),
    path("projects/<int:project_id>/budget/table/", budgets.budget_table, name="budget_table"),
    path(
        "projects/<int:project_id>/budget/entries/", budgets.budget_entries, name="budget_entries"
    ),
    path(
        "projects/<int:project_id>/budget/entries/export/",
        budgets.budget_entries_export,
        name="budget_entries_export",
    ),
    path("budgets/alerts/<int:alert_id>/answer/", budgets.alert_answer, name="alert_answer"),
    path(
        "budgets/alerts/<int:alert_id>/answer/take-back/",
        budgets.alert_answer_undo,
        name="alert_answer_undo",
    ),
]
