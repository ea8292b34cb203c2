"""Addresses of service, by noun."""

from django.urls import path

from napulse.ui.soon import soon

app_name = "service"

interactions = [
    path("interactions/", soon, name="interaction_list"),
    path("interactions/<int:interaction_id>/", soon, name="interaction_detail"),
    path("reports/<int:report_id>/", soon, name="report_detail"),
    path("reports/<int:report_id>/edit/", soon, name="report_edit"),
    path("g/r/<str:key>/", soon, name="guest_report"),
]
status = [
    path("status/", soon, name="status_list"),
    path("status/<int:status_id>/", soon, name="status_detail"),
]
promises = [
    path("actions/", soon, name="action_list"),
    path("actions/<int:action_id>/", soon, name="action_detail"),
    path("escalations/", soon, name="escalation_list"),
    path("escalations/<int:escalation_id>/", soon, name="escalation_detail"),
]
figures = [
    path("figures/", soon, name="figures"),
    path("standards/", soon, name="standard"),
]
urlpatterns = [*interactions, *status, *promises, *figures]
