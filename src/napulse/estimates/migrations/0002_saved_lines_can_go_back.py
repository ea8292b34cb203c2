import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('estimates', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinesBefore',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('after_version', models.PositiveIntegerField()),
                ('content', models.JSONField(default=list)),
                ('estimate', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='lines_before', to='estimates.estimate')),
            ],
            options={
                'abstract': False,
            },
        ),
    ]
