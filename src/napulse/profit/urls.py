"""Addresses of profit: profitability and the books here, budgets in `urls_budget`."""

from django.urls import URLPattern, path

from napulse.profit import urls_budget
from napulse.profit.views import books, money, overheads, packs, postings, profitability, unbilled

app_name = "profit"
urlpatterns: list[URLPattern] = [
    *urls_budget.urlpatterns,
    path("", profitability.profitability, name="profitability"),
    path("export/", profitability.profitability_export, name="profitability_export"),
    path("postings/", postings.posting_list, name="posting_list"),
    path("postings/export/", postings.posting_export, name="posting_export"),
    path("clients/<int:client_id>/", money.client_money, name="client_money"),
    path("clients/<int:client_id>/export/", money.client_money_export, name="client_money_export"),
    path("projects/<int:project_id>/", money.project_money, name="project_money"),
    path(
        "projects/<int:project_id>/export/",
        money.project_money_export,
        name="project_money_export",
    ),
    path("plan-and-fact/", money.plan_fact_list, name="plan_fact"),
    path("plan-and-fact/export/", money.plan_fact_export, name="plan_fact_export"),
    path("unbilled/", unbilled.unbilled_list, name="unbilled"),
    path("unbilled/export/", unbilled.unbilled_export, name="unbilled_export"),
    path("write-offs/", unbilled.write_off_list, name="write_off_list"),
    path("write-offs/export/", unbilled.write_off_export, name="write_off_export"),
    path("write-offs/new/", unbilled.write_off_create, name="write_off_create"),
    path("write-offs/made/", unbilled.write_off_made, name="write_off_made"),
    path(
        "write-offs/<int:write_off_id>/take-back/",
        unbilled.write_off_taken_back,
        name="write_off_taken_back",
    ),
    path(
        "write-offs/<int:write_off_id>/restore/",
        unbilled.write_off_restored,
        name="write_off_restored",
    ),
    path("overhead/", overheads.overhead_list, name="overhead_list"),
    path("overhead/export/", overheads.overhead_export, name="overhead_export"),
    path("overhead/set/", overheads.overhead_set, name="overhead_set"),
    path("overhead/back/", overheads.overhead_back, name="overhead_back"),
    path("overhead/<int:overhead_id>/remove/", overheads.overhead_removed, name="overhead_removed"),
    path("packs/", packs.pack_list, name="pack_list"),
    path("packs/<str:month>/make/", packs.pack_made, name="pack_made"),
    path("packs/<int:pack_id>/", packs.pack_detail, name="pack_detail"),
    path("packs/<int:pack_id>/pdf/", packs.pack_pdf, name="pack_pdf"),
    path("packs/<int:pack_id>/xlsx/", packs.pack_xlsx, name="pack_xlsx"),
    path("packs/<int:pack_id>/send/", packs.pack_sent, name="pack_sent"),
    path("packs/readers/", packs.reader_set, name="reader_set"),
    path("check/", books.books_check, name="books_check"),
    path("check/run/", books.books_checked, name="books_checked"),
]
