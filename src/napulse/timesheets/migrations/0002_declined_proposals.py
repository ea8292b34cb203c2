import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0004_cost_of_each_person'),
        ('timesheets', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='timer',
            name='billable',
            field=models.BooleanField(default=True),
        ),
        migrations.CreateModel(
            name='DeclinedProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=80)),
                ('on', models.DateField()),
                ('at', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.person')),
            ],
        ),
        migrations.AddConstraint(
            model_name='declinedproposal',
            constraint=models.UniqueConstraint(fields=('person', 'key'), name='proposal_declined_once'),
        ),
    ]
