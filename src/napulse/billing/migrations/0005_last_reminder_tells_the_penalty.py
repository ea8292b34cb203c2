from django.db import migrations

from napulse.billing.seed import DUNNING, PENALTY


def tell(apps, schema_editor):
    """The last step that ships, where the house left its words alone."""
    days, *_subjects, words_ru, words_en, _by_itself = DUNNING[-1]
    steps = apps.get_model("billing", "DunningStep").objects.filter(days=days)
    for name, words in (("words_ru", words_ru), ("words_en", words_en)):
        steps.filter(**{name: words.removesuffix(PENALTY)}).update(**{name: words})


class Migration(migrations.Migration):

    dependencies = [("billing", "0004_debts_above_limits")]

    operations = [migrations.RunPython(tell, migrations.RunPython.noop)]
