"""Addresses of brands' public pages: short ones, for a brand to give to its customers."""

from django.urls import path

from napulse.mail.views import public

app_name = "brandpage"
urlpatterns = [
    path("<slug:slug>/", public.brand_page, name="brand_page"),
    path("<slug:slug>/check/", public.brand_check, name="brand_check"),
    path("<slug:slug>/report/", public.brand_report, name="brand_report"),
]
