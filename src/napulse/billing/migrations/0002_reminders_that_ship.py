from django.db import migrations

from napulse.billing.seed import DUNNING


def ship(apps, schema_editor):
    step = apps.get_model("billing", "DunningStep")
    names = ("days", "subject_ru", "subject_en", "words_ru", "words_en", "by_itself")
    step.objects.bulk_create(step(**dict(zip(names, row))) for row in DUNNING)


class Migration(migrations.Migration):

    dependencies = [("billing", "0001_initial")]

    operations = [migrations.RunPython(ship, migrations.RunPython.noop)]
