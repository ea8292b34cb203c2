import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('estimates', '0003_client_prices_end'),
    ]

    operations = [
        migrations.RenameModel('LinesBefore', 'DraftBefore'),
        migrations.AlterField(
            model_name='draftbefore',
            name='estimate',
            field=models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='before', to='estimates.estimate'),
        ),
        migrations.AddField(
            model_name='draftbefore',
            name='part',
            field=models.CharField(choices=[('lines', 'lines'), ('terms', 'terms'), ('payments', 'payments')], default='lines', max_length=8),
        ),
    ]
