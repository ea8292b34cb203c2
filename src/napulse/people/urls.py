"""Addresses of people."""

from django.urls import path

from napulse.people.views import absences, accounts, calendars, persons, settings

app_name = "people"
urlpatterns = [
    path("people/", persons.person_list, name="person_list"),
    path("people/export/", persons.person_export, name="person_export"),
    path("people/line/", persons.person_line, name="person_line"),
    path("people/<int:person_id>/", persons.person_detail, name="person_detail"),
    path("people/<int:person_id>/edit/", persons.person_edit, name="person_edit"),
    path("people/<int:person_id>/save/", persons.person_edited, name="person_edited"),
    path("absences/", absences.absence_list, name="absence_list"),
    path("absences/export/", absences.absence_export, name="absence_export"),
    path("absences/new/", absences.absence_create, name="absence_create"),
    path("absences/plan/", absences.absence_planned, name="absence_planned"),
    path("absences/<int:absence_id>/cancel/", absences.absence_cancel, name="absence_cancel"),
    path("calendars/", calendars.calendar_list, name="calendar_list"),
    path("calendars/<int:calendar_id>/", calendars.calendar_detail, name="calendar_detail"),
    path("calendars/<int:calendar_id>/export/", calendars.calendar_export, name="calendar_export"),
    path("calendars/<int:calendar_id>/hours/", calendars.calendar_hours, name="calendar_hours"),
    path("calendars/<int:calendar_id>/day/", calendars.calendar_day, name="calendar_day"),
    path("accounts/", accounts.account_list, name="account_list"),
    path("accounts/export/", accounts.account_export, name="account_export"),
    path("accounts/invite/", accounts.account_invite, name="account_invite"),
    path("accounts/invited/", accounts.account_invited, name="account_invited"),
    path("accounts/<int:person_id>/", accounts.account_detail, name="account_detail"),
    path(
        "accounts/<int:person_id>/again/",
        accounts.account_invite_again,
        name="account_invite_again",
    ),
    path("accounts/<int:person_id>/role/", accounts.account_role, name="account_role"),
    path("accounts/<int:person_id>/close/", accounts.account_close, name="account_close"),
    path("accounts/<int:person_id>/reopen/", accounts.account_reopen, name="account_reopen"),
    path("settings/agency/", settings.agency_settings, name="agency_settings"),
    path("settings/agency/save/", settings.agency_settings_save, name="agency_settings_save"),
]
