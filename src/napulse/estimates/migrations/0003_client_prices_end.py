from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("estimates", "0002_saved_lines_can_go_back"),
    ]

    operations = [
        migrations.AddField(
            model_name="sellrate",
            name="to_on",
            field=models.DateField(blank=True, null=True, verbose_name="to, inclusive"),
        ),
        migrations.AddConstraint(
            model_name="sellrate",
            constraint=models.CheckConstraint(
                condition=models.Q(("to_on", None), models.Q(("client__isnull", False), ("to_on__gte", models.F("from_on"))), _connector="OR"),
                name="sell_rate_of_client_ends",
            ),
        ),
    ]
