from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0003_interactions_by_start")]

    operations = [migrations.AddField("contactreport", "dropped", models.JSONField(null=True))]
