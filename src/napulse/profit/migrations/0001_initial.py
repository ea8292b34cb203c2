import django.db.models.deletion
import django.db.models.functions.comparison
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
        ('clients', '0004_requisites_of_companies'),
        ('delivery', '0007_risks_named_once'),
        ('estimates', '0001_initial'),
        ('ledger', '0001_initial'),
        ('people', '0004_cost_of_each_person'),
    ]

    operations = [
        migrations.CreateModel(
            name='Overhead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('entity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.ownentity')),
                ('month_on', models.DateField(verbose_name='month')),
                ('title', models.CharField(max_length=120, verbose_name='what for')),
                ('amount_minor', models.BigIntegerField(verbose_name='amount')),
                ('recorded_at', models.DateTimeField(editable=False)),
            ],
            options={
                'ordering': ['-month_on', 'title'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('entity', 0), models.F('month_on'), models.F('title'), name='overhead_once')],
            },
        ),
        migrations.CreateModel(
            name='WriteOff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client', verbose_name='client')),
                ('project', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='write_offs', to='delivery.project')),
                ('on', models.DateField(verbose_name='date')),
                ('amount_minor', models.BigIntegerField(verbose_name='worth')),
                ('reason', models.CharField(choices=[('overservice', 'given beyond the fee'), ('rework', 'our own rework'), ('underestimate', 'estimated too low'), ('goodwill', 'goodwill'), ('dispute', 'dispute'), ('training', 'learning')], max_length=13, verbose_name='reason')),
                ('words', models.CharField(blank=True, max_length=300, verbose_name='words')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('made_at', models.DateTimeField()),
                ('submit_key', models.CharField(editable=False, max_length=36, null=True, unique=True)),
            ],
            options={
                'ordering': ['-on', '-id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('amount_minor__gt', 0)), name='write_off_is_something')],
            },
        ),
        migrations.CreateModel(
            name='MonthlyPack',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('month_on', models.DateField(verbose_name='month')),
                ('edition', models.PositiveSmallIntegerField(default=1)),
                ('known_at', models.DateTimeField()),
                ('content', models.JSONField()),
                ('content_hash', models.CharField(max_length=64)),
                ('made_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-month_on', '-edition'],
                'constraints': [models.UniqueConstraint(fields=('month_on', 'edition'), name='monthly_pack_once')],
            },
        ),
        migrations.CreateModel(
            name='PackReader',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='BooksCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('agrees', models.BooleanField()),
                ('checked', models.PositiveIntegerField(default=0)),
                ('faults', models.JSONField(default=list)),
            ],
            options={
                'ordering': ['-at'],
            },
        ),
        migrations.CreateModel(
            name='AlertAnswer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('alert', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='answers', to='estimates.budgetalert')),
                ('words', models.CharField(max_length=500, verbose_name='what we do')),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('at', models.DateTimeField()),
                ('submit_key', models.CharField(editable=False, max_length=36, null=True, unique=True)),
            ],
            options={
                'ordering': ['at', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='alert_answer_says_something')],
            },
        ),
        migrations.CreateModel(
            name='UtilisationTarget',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('role', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='people.workrole', verbose_name='work role')),
                ('low_bp', models.PositiveIntegerField(verbose_name='from')),
                ('high_bp', models.PositiveIntegerField(verbose_name='to')),
            ],
            options={
                'ordering': ['role__position', 'id'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('role', 0), name='utilisation_target_once'), models.CheckConstraint(condition=models.Q(('high_bp__lte', 15000), ('low_bp__lte', models.F('high_bp'))), name='utilisation_target_in_order')],
            },
        ),
    ]
