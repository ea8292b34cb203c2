import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contracts', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='RetainerChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('from_on', models.DateField(verbose_name='from')),
                ('amount_minor', models.BigIntegerField(null=True)),
                ('granted', models.BigIntegerField()),
                ('carry_cap', models.BigIntegerField(null=True)),
                ('carry_periods', models.PositiveSmallIntegerField(default=0, null=True)),
                ('debt_limit', models.BigIntegerField(default=0)),
                ('overage_rate_minor', models.BigIntegerField(null=True)),
                ('recorded_at', models.DateTimeField(editable=False)),
                ('remuneration', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='contracts.remuneration')),
            ],
            options={
                'ordering': ['from_on'],
                'constraints': [models.UniqueConstraint(fields=('remuneration', 'from_on'), name='retainer_changes_once_a_day')],
            },
        ),
    ]
