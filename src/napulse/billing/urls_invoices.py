"""Addresses of invoices, acts, credit notes, debtors and reminders."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
