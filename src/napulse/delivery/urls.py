"""Addresses of delivery."""

from django.urls import path

from napulse.delivery.views import projects

app_name = "delivery"
urlpatterns = [
    path("", projects.project_list, name="project_list"),
    path("export/", projects.project_export, name="project_export"),
    path("new/", projects.project_create, name="project_create"),
    path("create/", projects.project_created, name="project_created"),
    path("<int:project_id>/", projects.project_detail, name="project_detail"),
    path("<int:project_id>/edit/", projects.project_edit, name="project_edit"),
    path("<int:project_id>/save/", projects.project_edited, name="project_edited"),
    path("<int:project_id>/state/", projects.project_state, name="project_state"),
    path("<int:project_id>/delete/", projects.project_delete, name="project_delete"),
    path("<int:project_id>/restore/", projects.project_restore, name="project_restore"),
    path("<int:project_id>/results/", projects.deliverable_add, name="deliverable_add"),
    path("results/<int:deliverable_id>/", projects.deliverable_row, name="deliverable_row"),
    path("results/<int:deliverable_id>/edit/", projects.deliverable_edit, name="deliverable_edit"),
    path(
        "results/<int:deliverable_id>/save/", projects.deliverable_edited, name="deliverable_edited"
    ),
    path(
        "results/<int:deliverable_id>/delete/",
        projects.deliverable_delete,
        name="deliverable_delete",
    ),
    path(
        "results/<int:deliverable_id>/restore/",
        projects.deliverable_restore,
        name="deliverable_restore",
    ),
]
