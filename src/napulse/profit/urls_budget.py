"""Addresses of budgets, utilisation and the accuracy of estimates."""

from django.urls import path

from napulse.profit.views import accuracy, budgets, utilisation

urlpatterns = [
    path("budgets/", budgets.budget_list, name="budget_list"),
    path("budgets/export/", budgets.budget_export, name="budget_export"),
    path("budgets/<int:project_id>/", budgets.budget_detail, name="budget_detail"),
    path("budgets/<int:project_id>/table/", budgets.budget_table, name="budget_table"),
    path("budgets/<int:project_id>/entries/", budgets.budget_entries, name="budget_entries"),
    path(
        "budgets/<int:project_id>/entries/export/",
        budgets.budget_entries_export,
        name="budget_entries_export",
    ),
    path("budgets/alerts/<int:alert_id>/answer/", budgets.alert_answer, name="alert_answer"),
    path(
        "budgets/alerts/<int:alert_id>/answer/take-back/",
        budgets.alert_answer_undo,
        name="alert_answer_undo",
    ),
    path("utilisation/", utilisation.utilisation_table, name="utilisation"),
    path("utilisation/export/", utilisation.utilisation_export, name="utilisation_export"),
    path(
        "utilisation/person/<int:person_id>/",
        utilisation.utilisation_person,
        name="utilisation_person",
    ),
    path("utilisation/bands/", utilisation.utilisation_targets, name="utilisation_targets"),
    path(
        "utilisation/bands/set/",
        utilisation.utilisation_targets_set,
        name="utilisation_targets_set",
    ),
    path("accuracy/", accuracy.accuracy_page, name="accuracy"),
    path("accuracy/export/", accuracy.accuracy_export, name="accuracy_export"),
    path("accuracy/lines/export/", accuracy.accuracy_lines, name="accuracy_lines"),
]
