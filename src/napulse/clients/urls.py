"""Addresses of clients, by noun."""

from django.urls import path

from napulse.clients.views import bulk, clients, contacts, entities, imports, team

app_name = "clients"

CLIENT = "<int:client_id>/"
CONTACT = "contacts/<int:contact_id>/"
MEMBER = "team/<int:member_id>/"
BRAND = "brands/<int:brand_id>/"
IMPORT = "import/<int:import_id>/"
ENTITY = "companies/<int:entity_id>/"

client_urls = [
    path("", clients.client_list, name="client_list"),
    path("download/", clients.client_export, name="client_export"),
    path("new/", clients.client_create, name="client_create"),
    path("add/", clients.client_add, name="client_add"),
    path("bulk/", bulk.client_bulk, name="client_bulk"),
    path("undo/<str:ticket>/", bulk.client_undo, name="client_undo"),
    path(CLIENT, clients.client_detail, name="client_detail"),
    path(f"{CLIENT}edit/", clients.client_edit, name="client_edit"),
    path(f"{CLIENT}save/", clients.client_save, name="client_save"),
    path(f"{CLIENT}settings/", clients.client_settings, name="client_settings"),
    path(f"{CLIENT}delete/", clients.client_delete, name="client_delete"),
    path(f"{CLIENT}restore/", clients.client_restore, name="client_restore"),
]
contact_urls = [
    path(f"{CLIENT}contacts/new/", contacts.contact_create, name="contact_create"),
    path(f"{CLIENT}contacts/add/", contacts.contact_add, name="contact_add"),
    path(f"{CLIENT}contacts/keeper/", bulk.contact_keepers, name="contact_keepers"),
    path("contacts/undo/<str:ticket>/", bulk.contact_undo, name="contact_undo"),
    path(CONTACT, contacts.contact_detail, name="contact_detail"),
    path(f"{CONTACT}edit/", contacts.contact_edit, name="contact_edit"),
    path(f"{CONTACT}save/", contacts.contact_save, name="contact_save"),
    path(f"{CONTACT}value/<slug:field>/", contacts.contact_value, name="contact_value"),
    path(
        f"{CONTACT}value/<slug:field>/save/",
        contacts.contact_value_save,
        name="contact_value_save",
    ),
    path(f"{CONTACT}left/", contacts.contact_left, name="contact_left"),
    path(f"{CONTACT}left/save/", contacts.contact_left_save, name="contact_left_save"),
    path(f"{CONTACT}returned/", contacts.contact_returned, name="contact_returned"),
    path(f"{CONTACT}delete/", contacts.contact_delete, name="contact_delete"),
    path(f"{CONTACT}restore/", contacts.contact_restore, name="contact_restore"),
    path(f"{CONTACT}export/", contacts.contact_export, name="contact_export"),
    path(f"{CONTACT}erase/", contacts.contact_erase, name="contact_erase"),
    path(f"{CONTACT}erase/save/", contacts.contact_erase_save, name="contact_erase_save"),
]
team_urls = [
    path(f"{CLIENT}team/new/", team.team_create, name="team_create"),
    path(f"{CLIENT}team/add/", team.team_add, name="team_add"),
    path(f"{MEMBER}edit/", team.team_edit, name="team_edit"),
    path(f"{MEMBER}save/", team.team_save, name="team_save"),
    path(f"{MEMBER}remove/", team.team_remove, name="team_remove"),
    path(f"{MEMBER}restore/", team.team_restore, name="team_restore"),
    path(f"{CLIENT}brands/new/", team.brand_create, name="brand_create"),
    path(f"{CLIENT}brands/add/", team.brand_add, name="brand_add"),
    path(f"{BRAND}delete/", team.brand_delete, name="brand_delete"),
    path(f"{BRAND}restore/", team.brand_restore, name="brand_restore"),
]
entity_urls = [
    path(f"{CLIENT}companies/new/", entities.entity_create, name="entity_create"),
    path(f"{CLIENT}companies/add/", entities.entity_add, name="entity_add"),
    path(f"{ENTITY}edit/", entities.entity_edit, name="entity_edit"),
    path(f"{ENTITY}save/", entities.entity_save, name="entity_save"),
    path(f"{ENTITY}delete/", entities.entity_delete, name="entity_delete"),
    path(f"{ENTITY}restore/", entities.entity_restore, name="entity_restore"),
]
import_urls = [
    path("import/", imports.import_list, name="import_list"),
    path("import/upload/", imports.import_upload, name="import_upload"),
    path(IMPORT, imports.import_detail, name="import_detail"),
    path(f"{IMPORT}map/", imports.import_map, name="import_map"),
    path(f"{IMPORT}choose/", imports.import_choose, name="import_choose"),
    path(f"{IMPORT}undo/", imports.import_undo, name="import_undo"),
    path(f"{IMPORT}drop/", imports.import_drop, name="import_drop"),
]
urlpatterns = [
    *client_urls,
    *contact_urls,
    *team_urls,
    *entity_urls,
    *import_urls,
]
