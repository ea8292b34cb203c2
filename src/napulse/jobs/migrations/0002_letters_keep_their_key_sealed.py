from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("jobs", "0001_initial")]

    operations = [
        migrations.AddField(
            "letter", "sealed_key", models.TextField(blank=True, default=""), preserve_default=False
        ),
    ]
