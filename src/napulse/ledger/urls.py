"""Addresses of the ground of money."""

from django.urls import URLPattern

app_name = "ledger"
urlpatterns: list[URLPattern] = []
