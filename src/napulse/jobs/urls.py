"""Addresses of jobs."""

from django.urls import path

from napulse.ui.soon import soon

app_name = "jobs"
urlpatterns = [
    path("letters/", soon, name="letter_list"),
    path("work/", soon, name="work_list"),
]
