"""Addresses of the ground of money."""

from django.urls import path

from napulse.ledger.views import costs, entities, rates

app_name = "ledger"
urlpatterns = [
    path("companies/", entities.entity_list, name="entity_list"),
    path("companies/new/", entities.entity_create, name="entity_create"),
    path("companies/add/", entities.entity_add, name="entity_add"),
    path("companies/<int:own_entity_id>/", entities.entity_detail, name="entity_detail"),
    path("companies/<int:own_entity_id>/edit/", entities.entity_edit, name="entity_edit"),
    path("companies/<int:own_entity_id>/save/", entities.entity_save, name="entity_save"),
    path("companies/<int:own_entity_id>/archive/", entities.entity_archive, name="entity_archive"),
    path("companies/<int:own_entity_id>/restore/", entities.entity_restore, name="entity_restore"),
    path("companies/<int:own_entity_id>/accounts/", entities.account_add, name="account_add"),
    path("companies/<int:own_entity_id>/regime/", entities.regime_set, name="regime_set"),
    path(
        "companies/<int:own_entity_id>/regime/remove/", entities.regime_remove, name="regime_remove"
    ),
    path("companies/accounts/<int:account_id>/", entities.account_edit, name="account_edit"),
    path("companies/accounts/<int:account_id>/save/", entities.account_save, name="account_save"),
    path(
        "companies/accounts/<int:account_id>/close/", entities.account_close, name="account_close"
    ),
    path(
        "companies/accounts/<int:account_id>/reopen/",
        entities.account_reopen,
        name="account_reopen",
    ),
    path("taxes/", rates.tax_list, name="tax_list"),
    path("taxes/export/", rates.tax_export, name="tax_export"),
    path("taxes/new/", rates.tax_create, name="tax_create"),
    path("taxes/add/", rates.tax_add, name="tax_add"),
    path("taxes/put-back/", rates.tax_restore, name="tax_restore"),
    path("taxes/<int:tax_id>/", rates.tax_edit, name="tax_edit"),
    path("taxes/<int:tax_id>/save/", rates.tax_save, name="tax_save"),
    path("taxes/<int:tax_id>/remove/", rates.tax_remove, name="tax_remove"),
    path("exchange/", rates.exchange_list, name="exchange_list"),
    path("exchange/export/", rates.exchange_export, name="exchange_export"),
    path("exchange/set/", rates.exchange_set, name="exchange_set"),
    path("exchange/paste/", rates.exchange_paste, name="exchange_paste"),
    path("exchange/put-back/", rates.exchange_restore, name="exchange_restore"),
    path("exchange/<int:exchange_id>/remove/", rates.exchange_remove, name="exchange_remove"),
    path("money-rules/", rates.rules, name="rules"),
    path("money-rules/save/", rates.rules_save, name="rules_save"),
    path("costs/", costs.cost_list, name="cost_list"),
    path("costs/set/", costs.cost_set, name="cost_set"),
    path("costs/paste/", costs.cost_paste, name="cost_paste"),
    path("costs/history/", costs.cost_history, name="cost_history"),
    path("costs/export/", costs.cost_export, name="cost_export"),
    path("costs/put-back/", costs.cost_restore, name="cost_restore"),
    path("costs/<int:cost_id>/remove/", costs.cost_remove, name="cost_remove"),
]
