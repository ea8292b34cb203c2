"""Every address of the product, by app."""

from django.urls import include, path

from napulse.config.api import operations

handler403 = "napulse.ui.errors.forbidden"
handler404 = "napulse.ui.errors.not_found"
handler500 = "napulse.ui.errors.server_error"
urlpatterns = [
    path("", include("napulse.access.urls")),
    path("", include("napulse.desk.urls")),
    path("clients/", include("napulse.clients.urls")),
    path("projects/", include("napulse.delivery.urls")),
    path("money/", include("napulse.ledger.urls")),
    path("contracts/", include("napulse.contracts.urls")),
    path("estimates/", include("napulse.estimates.urls")),
    path("time/", include("napulse.timesheets.urls")),
    path("billing/", include("napulse.billing.urls")),
    path("profit/", include("napulse.profit.urls")),
    path("mail/", include("napulse.mail.urls")),
    path("is-it-us/", include("napulse.mail.public_urls")),
    path("api/v1/", include((operations(), "api"))),
    path("", include("napulse.service.urls")),
    path("", include("napulse.people.urls")),
    path("", include("napulse.jobs.urls")),
    path("history/", include("napulse.audit.urls")),
]
