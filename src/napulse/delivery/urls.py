"""Addresses of delivery."""

from django.urls import include, path

from napulse.delivery.views import (
    bookings,
    capacity,
    exchange,
    people_requests,
    projects,
    register,
    tasks,
    team,
    templates,
    work,
)

app_name = "delivery"
urlpatterns = [
    path("", include("napulse.delivery.urls_plan")),
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
    path("<int:project_id>/work/", work.project_work, name="project_work"),
    path("<int:project_id>/work/save/", work.work_saved, name="work_saved"),
    path("<int:project_id>/work/undo/<int:edition_id>/", work.work_undo, name="work_undo"),
    path("<int:project_id>/work/export/", exchange.work_export, name="work_export"),
    path("<int:project_id>/work/import/", exchange.work_import, name="work_import"),
    path("<int:project_id>/work/read/", exchange.work_read, name="work_read"),
    path("<int:project_id>/work/take/<int:template_id>/", exchange.work_take, name="work_take"),
    path("<int:project_id>/work/new/", tasks.task_new, name="task_new"),
    path("<int:project_id>/work/add/", tasks.task_add, name="task_add"),
    path("<int:project_id>/work/<int:number>/", tasks.task_detail, name="task_detail"),
    path("<int:project_id>/work/<int:number>/save/", tasks.task_edited, name="task_edited"),
    path("<int:project_id>/work/<int:number>/state/", tasks.task_state, name="task_state"),
    path("<int:project_id>/work/<int:number>/delete/", tasks.task_delete, name="task_delete"),
    path("<int:project_id>/template/", templates.template_take, name="template_take"),
    path("<int:project_id>/template/save/", templates.template_taken, name="template_taken"),
    path("templates/", templates.template_list, name="template_list"),
    path("templates/<int:template_id>/", templates.template_detail, name="template_detail"),
    path("templates/<int:template_id>/make/", templates.template_make, name="template_make"),
    path("templates/<int:template_id>/edit/", templates.template_edit, name="template_edit"),
    path("templates/<int:template_id>/save/", templates.template_edited, name="template_edited"),
    path(
        "templates/<int:template_id>/archive/", templates.template_archive, name="template_archive"
    ),
    path(
        "templates/<int:template_id>/restore/", templates.template_restore, name="template_restore"
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
    path("resources/", capacity.capacity, name="capacity"),
    path("resources/export/", capacity.capacity_export, name="capacity_export"),
    path("resources/people/<int:person_id>/", capacity.capacity_person, name="capacity_person"),
    path("resources/roles/<int:role_id>/", capacity.capacity_role, name="capacity_role"),
    path("resources/bookings/", bookings.booking_list, name="booking_list"),
    path("resources/bookings/export/", bookings.booking_export, name="booking_export"),
    path("resources/bookings/new/", bookings.booking_new, name="booking_new"),
    path("resources/bookings/made/", bookings.booking_made, name="booking_made"),
    path("resources/bookings/check/", bookings.booking_check, name="booking_check"),
    path("resources/bookings/<int:booking_id>/", bookings.booking_edit, name="booking_edit"),
    path(
        "resources/bookings/<int:booking_id>/save/", bookings.booking_edited, name="booking_edited"
    ),
    path("resources/bookings/<int:booking_id>/firm/", bookings.booking_firm, name="booking_firm"),
    path(
        "resources/bookings/<int:booking_id>/tentative/",
        bookings.booking_tentative,
        name="booking_tentative",
    ),
    path(
        "resources/bookings/<int:booking_id>/release/",
        bookings.booking_release,
        name="booking_release",
    ),
    path("resources/requests/", people_requests.people_request_list, name="people_request_list"),
    path(
        "resources/requests/export/",
        people_requests.people_request_export,
        name="people_request_export",
    ),
    path("resources/requests/new/", people_requests.people_request_new, name="people_request_new"),
    path(
        "resources/requests/asked/",
        people_requests.people_request_asked,
        name="people_request_asked",
    ),
    path(
        "resources/requests/<int:request_id>/",
        people_requests.people_request_detail,
        name="people_request_detail",
    ),
    path(
        "resources/requests/<int:request_id>/answer/",
        people_requests.people_request_answer,
        name="people_request_answer",
    ),
    path(
        "resources/requests/<int:request_id>/take/",
        people_requests.people_request_take,
        name="people_request_take",
    ),
    path(
        "resources/requests/<int:request_id>/refuse/",
        people_requests.people_request_refuse,
        name="people_request_refuse",
    ),
    path(
        "resources/requests/<int:request_id>/withdraw/",
        people_requests.people_request_withdraw,
        name="people_request_withdraw",
    ),
    path(
        "resources/requests/<int:request_id>/reopen/",
        people_requests.people_request_reopen,
        name="people_request_reopen",
    ),
]
