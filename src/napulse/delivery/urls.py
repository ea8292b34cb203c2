"""Addresses of delivery."""

from django.urls import path

from napulse.delivery.views import projects, register, team

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
    path("<int:project_id>/team/", team.project_team, name="project_team"),
    path("<int:project_id>/charter/", team.charter_edit, name="charter_edit"),
    path("<int:project_id>/charter/save/", team.charter_edited, name="charter_edited"),
    path("charters/<int:charter_id>/read/", team.charter_read, name="charter_read"),
    path("<int:project_id>/members/", team.member_add, name="member_add"),
    path(
        "<int:project_id>/members/<int:user_id>/remove/", team.member_remove, name="member_remove"
    ),
    path(
        "<int:project_id>/members/<int:user_id>/return/", team.member_return, name="member_return"
    ),
    path("<int:project_id>/duties/", team.duties_edit, name="duties_edit"),
    path("<int:project_id>/duties/save/", team.duties_edited, name="duties_edited"),
    path("<int:project_id>/risks/", register.project_risks, name="project_risks"),
    path("risks/", register.concern_list, name="concern_list"),
    path("risks/export/", register.concern_export, name="concern_export"),
    path("risks/new/", register.concern_new, name="concern_new"),
    path("risks/add/", register.concern_add, name="concern_add"),
    path("risks/<int:concern_id>/edit/", register.concern_edit, name="concern_edit"),
    path("risks/<int:concern_id>/save/", register.concern_edited, name="concern_edited"),
    path("risks/<int:concern_id>/state/", register.concern_state, name="concern_state"),
    path("risks/<int:concern_id>/delete/", register.concern_delete, name="concern_delete"),
    path("risks/<int:concern_id>/restore/", register.concern_restore, name="concern_restore"),
]
