"""Addresses of people."""

from django.urls import path

from napulse.ui.soon import soon

app_name = "people"
urlpatterns = [
    path("people/", soon, name="person_list"),
    path("people/<int:person_id>/", soon, name="person_detail"),
    path("absences/", soon, name="absence_list"),
    path("calendars/", soon, name="calendar_list"),
    path("accounts/", soon, name="account_list"),
    path("settings/agency/", soon, name="agency_settings"),
]
