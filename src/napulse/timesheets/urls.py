"""Addresses of time and expenses."""

from napulse.timesheets import urls_expenses, urls_time

app_name = "timesheets"
urlpatterns = [*urls_time.urlpatterns, *urls_expenses.urlpatterns]
