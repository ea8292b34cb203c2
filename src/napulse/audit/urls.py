"""Addresses of audit."""

from django.urls import path

from napulse.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.history, name="history"),
    path("export/", views.history_export, name="history_export"),
]
