"""Addresses of audit."""

from django.urls import path

from napulse.ui.soon import soon

app_name = "audit"
urlpatterns = [
    path("", soon, name="history"),
]
