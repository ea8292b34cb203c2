from django.db import migrations

from napulse.ledger.seed import CHECKED, TAX_RATES


def ship(apps, schema_editor):
    rate = apps.get_model("ledger", "TaxRate")
    rate.objects.bulk_create(
        rate(
            country=country, regime=regime, code=code, percent_bp=bp,
            from_on=from_on, to_on=to_on, source=source, checked_on=CHECKED,
        )
        for country, regime, code, bp, from_on, to_on, source in TAX_RATES
    )
    apps.get_model("ledger", "MoneyRules").objects.get_or_create(pk=1)


class Migration(migrations.Migration):

    dependencies = [("ledger", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
