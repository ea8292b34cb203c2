"""Addresses of estimates and rate cards."""

from django.urls import path

from napulse.estimates.views import estimates, guests, lines, money, paper, rates, way

app_name = "estimates"
urlpatterns = [
    path("", estimates.estimate_list, name="estimate_list"),
    path("export/", estimates.estimate_export, name="estimate_export"),
    path("new/", estimates.estimate_create, name="estimate_create"),
    path("create/", estimates.estimate_created, name="estimate_created"),
    path("<int:estimate_id>/", estimates.estimate_detail, name="estimate_detail"),
    path("<int:estimate_id>/terms/", estimates.estimate_edit, name="estimate_edit"),
    path("<int:estimate_id>/terms/save/", estimates.estimate_edited, name="estimate_edited"),
    path("<int:estimate_id>/delete/", estimates.estimate_delete, name="estimate_delete"),
    path("<int:estimate_id>/restore/", estimates.estimate_restore, name="estimate_restore"),
    path("<int:estimate_id>/lines/", lines.estimate_lines, name="estimate_lines"),
    path(
        "<int:estimate_id>/lines/<int:saved_version>/undo/",
        lines.estimate_lines_undo,
        name="estimate_lines_undo",
    ),
    path("<int:estimate_id>/reckon/", lines.estimate_reckon, name="estimate_reckon"),
    path("<int:estimate_id>/payments/", money.estimate_payments, name="estimate_payments"),
    path(
        "<int:estimate_id>/payments/save/",
        money.estimate_payments_saved,
        name="estimate_payments_saved",
    ),
    path(
        "<int:estimate_id>/payments/reached/",
        money.estimate_payment_reached,
        name="estimate_payment_reached",
    ),
    path("<int:estimate_id>/paper/", paper.estimate_paper, name="estimate_paper"),
    path("<int:estimate_id>/pdf/", paper.estimate_pdf, name="estimate_pdf"),
    path("<int:estimate_id>/xlsx/", paper.estimate_xlsx, name="estimate_xlsx"),
    path("<int:estimate_id>/versions/", paper.estimate_versions, name="estimate_versions"),
    path("<int:estimate_id>/versions/new/", way.estimate_edition, name="estimate_edition"),
    path("<int:estimate_id>/ask/", way.estimate_ask, name="estimate_ask"),
    path("<int:estimate_id>/take-back/", way.estimate_take_back, name="estimate_take_back"),
    path("<int:estimate_id>/approve/", way.estimate_approve, name="estimate_approve"),
    path("<int:estimate_id>/send/", way.estimate_send, name="estimate_send"),
    path("<int:estimate_id>/sent/", way.estimate_sent, name="estimate_sent"),
    path("<int:estimate_id>/sent-again/", way.estimate_sent_again, name="estimate_sent_again"),
    path("<int:estimate_id>/link-closed/", way.estimate_link_closed, name="estimate_link_closed"),
    path("<int:estimate_id>/hear/", way.estimate_hear, name="estimate_hear"),
    path("<int:estimate_id>/heard/", way.estimate_heard, name="estimate_heard"),
    path(
        "<int:estimate_id>/acceptance-undo/",
        way.estimate_acceptance_undo,
        name="estimate_acceptance_undo",
    ),
    path("<int:estimate_id>/copy/", way.estimate_copy, name="estimate_copy"),
    path("<int:estimate_id>/plan/", way.estimate_plan, name="estimate_plan"),
    path("<int:estimate_id>/project/", way.estimate_attach, name="estimate_attach"),
    path("rates/", rates.rate_list, name="rate_list"),
    path("rates/set/", rates.rate_set, name="rate_set"),
    path("rates/history/", rates.rate_history, name="rate_history"),
    path("rates/export/", rates.rate_export, name="rate_export"),
    path("rates/<int:sell_rate_id>/remove/", rates.rate_remove, name="rate_remove"),
    path("rates/put-back/<str:sell_rate_ticket>/", rates.rate_restore, name="rate_restore"),
    path("offer/<str:key>/", guests.guest_estimate, name="guest_estimate"),
    path("offer/<str:key>/seen/", guests.guest_seen, name="guest_seen"),
    path("offer/<str:key>/answer/", guests.guest_answer, name="guest_answer"),
    path("offer/<str:key>/pdf/", guests.guest_pdf, name="guest_pdf"),
]
