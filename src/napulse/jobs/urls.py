"""Addresses of jobs."""

from django.urls import path

from napulse.jobs import views

app_name = "jobs"
urlpatterns = [
    path("letters/", views.letter_list, name="letter_list"),
    path("letters/<int:letter_id>/", views.letter_detail, name="letter_detail"),
    path("letters/<int:letter_id>/html/", views.letter_html, name="letter_html"),
    path("letters/<int:letter_id>/raw/", views.letter_raw, name="letter_raw"),
    path(
        "letters/<int:letter_id>/files/<int:number>/",
        views.letter_attachment,
        name="letter_attachment",
    ),
    path("letters/<int:letter_id>/again/", views.letter_send_again, name="letter_send_again"),
    path("work/", views.work_list, name="work_list"),
    path("work/tasks/<uuid:task_id>/again/", views.task_run_again, name="task_run_again"),
    path("work/<int:work_id>/progress/", views.work_progress, name="work_progress"),
    path("work/<int:work_id>/cancel/", views.work_cancel, name="work_cancel"),
]
