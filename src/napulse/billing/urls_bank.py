"""Addresses of bank statements and payments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
