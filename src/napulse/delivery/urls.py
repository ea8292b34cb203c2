"""Addresses of delivery."""

from django.urls import path

from napulse.delivery import views

app_name = "delivery"
urlpatterns = [
    path("", views.project_list, name="project_list"),
    path("export/", views.project_export, name="project_export"),
    path("new/", views.project_create, name="project_create"),
    path("create/", views.project_created, name="project_created"),
    path("<int:project_id>/", views.project_detail, name="project_detail"),
    path("<int:project_id>/edit/", views.project_edit, name="project_edit"),
    path("<int:project_id>/save/", views.project_edited, name="project_edited"),
    path("<int:project_id>/state/", views.project_state, name="project_state"),
    path("<int:project_id>/delete/", views.project_delete, name="project_delete"),
    path("<int:project_id>/restore/", views.project_restore, name="project_restore"),
    path("<int:project_id>/results/", views.deliverable_add, name="deliverable_add"),
    path("results/<int:deliverable_id>/", views.deliverable_row, name="deliverable_row"),
    path("results/<int:deliverable_id>/edit/", views.deliverable_edit, name="deliverable_edit"),
    path("results/<int:deliverable_id>/save/", views.deliverable_edited, name="deliverable_edited"),
    path(
        "results/<int:deliverable_id>/delete/", views.deliverable_delete, name="deliverable_delete"
    ),
    path(
        "results/<int:deliverable_id>/restore/",
        views.deliverable_restore,
        name="deliverable_restore",
    ),
]
