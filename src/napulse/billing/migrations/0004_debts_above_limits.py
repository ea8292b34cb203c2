import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("billing", "0003_debts_are_read_from_an_index"),
        ("clients", "0004_requisites_of_companies"),
        ("contracts", "0003_penalty_ceiling"),
        ("ledger", "0002_tax_rates_that_ship"),
    ]

    operations = [
        migrations.CreateModel(
            name="DebtAlert",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField(default=0, editable=False)),
                ("deleted_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("currency", models.CharField(max_length=3)),
                ("limit_minor", models.BigIntegerField()),
                ("debt_minor", models.BigIntegerField()),
                ("raised_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("client", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="clients.client", verbose_name="client")),
                ("contract", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contracts.contract")),
                ("entity", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="ledger.ownentity")),
            ],
            options={"ordering": ["-raised_at"]},
        ),
        migrations.AddConstraint(
            model_name="debtalert",
            constraint=models.UniqueConstraint(condition=models.Q(("closed_at", None), ("deleted_at", None)), fields=("client", "entity", "currency"), name="debt_alert_open_once"),
        ),
    ]
