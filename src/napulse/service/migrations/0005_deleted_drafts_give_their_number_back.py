from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("service", "0004_a_dropped_correction_waits")]

    operations = [
        migrations.RemoveConstraint("contactreport", "contact_report_number_once"),
        migrations.AddConstraint(
            "contactreport",
            models.UniqueConstraint(
                condition=models.Q(deleted_at=None),
                fields=("client", "number"),
                name="contact_report_number_once",
            ),
        ),
    ]
