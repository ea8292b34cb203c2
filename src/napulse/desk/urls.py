"""Addresses of desk."""

from django.urls import path

from napulse.ui.soon import soon

app_name = "desk"
urlpatterns = [
    path("", soon, name="pulse"),
]
