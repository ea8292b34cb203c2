"""Addresses of time and expenses."""

from django.urls import URLPattern

app_name = "timesheets"
urlpatterns: list[URLPattern] = []
