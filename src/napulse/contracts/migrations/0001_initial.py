import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('access', '__first__'),
        ('clients', '0004_requisites_of_companies'),
        ('delivery', '0007_risks_named_once'),
        ('ledger', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='Contract',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client', verbose_name='client')),
                ('kind', models.CharField(choices=[('master', 'master contract'), ('annex', 'annex'), ('single', 'single contract')], default='single', max_length=6, verbose_name='kind')),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='annexes', to='contracts.contract', verbose_name='annex to')),
                ('number', models.CharField(max_length=60, verbose_name='number')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='subject')),
                ('folded', models.CharField(default='', editable=False, max_length=261)),
                ('entity', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='ledger.ownentity', verbose_name='our company')),
                ('client_entity', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.legalentity', verbose_name='company of the client')),
                ('currency', models.CharField(default='RUB', max_length=3, verbose_name='currency')),
                ('signed_on', models.DateField(blank=True, null=True, verbose_name='signed on')),
                ('from_on', models.DateField(verbose_name='in force from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='in force to')),
                ('state', models.CharField(choices=[('draft', 'draft'), ('signed', 'signed'), ('ended', 'ended')], default='draft', max_length=6, verbose_name='state')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answers for it')),
                ('our_signatory', models.CharField(blank=True, max_length=200, verbose_name='signs for us')),
                ('client_signatory', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.contact', verbose_name='signs for the client')),
                ('remind_days', models.PositiveSmallIntegerField(default=60, verbose_name='remind of the end, days before')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('submit_key', models.CharField(editable=False, max_length=36, null=True, unique=True)),
            ],
            options={
                'ordering': ['-from_on', 'number'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='contract_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'signed'), _negated=True), ('signed_on__isnull', False), _connector='OR'), name='contract_signed_when')],
            },
        ),
        migrations.CreateModel(
            name='Amendment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='amendments', to='contracts.contract')),
                ('number', models.CharField(max_length=60, verbose_name='number')),
                ('signed_on', models.DateField(verbose_name='signed on')),
                ('from_on', models.DateField(verbose_name='in force from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='prolongs to')),
                ('about', models.CharField(blank=True, max_length=300, verbose_name='what changes')),
                ('recorded_at', models.DateTimeField(editable=False)),
                ('revoked_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['from_on', 'id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('contract', 'number'), name='amendment_number_once')],
            },
        ),
        migrations.CreateModel(
            name='Term',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='contracts.contract')),
                ('amendment', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='terms', to='contracts.amendment')),
                ('key', models.CharField(choices=[('rate_discount', 'discount on rates, basis points'), ('cap', 'not-to-exceed cap, minor units'), ('payment_days', 'payment within, calendar days'), ('notice_days', 'notice of ending, days'), ('silence_hours', 'silence is consent after, working hours'), ('revision_rounds', 'rounds of revision'), ('variants', 'variants'), ('debt_limit', 'debt limit, minor units'), ('late_fee', 'penalty a day, basis points'), ('prepayment', 'prepayment, basis points'), ('other', 'other')], max_length=15, verbose_name='matter')),
                ('value', models.BigIntegerField(blank=True, null=True, verbose_name='value')),
                ('text', models.CharField(blank=True, max_length=500, verbose_name='words')),
                ('clause', models.CharField(max_length=60, verbose_name='clause')),
                ('from_on', models.DateField(verbose_name='from')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('text', ''), _negated=True), _connector='OR'), name='term_says_something')],
            },
        ),
        migrations.CreateModel(
            name='Remuneration',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('client', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.client', verbose_name='client')),
                ('contract', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='remunerations', to='contracts.contract')),
                ('kind', models.CharField(choices=[('retainer', 'retainer'), ('fixed', 'fixed fee'), ('time', 'time and materials'), ('commission', 'commission'), ('bonus', 'performance bonus')], max_length=10, verbose_name='kind')),
                ('title', models.CharField(max_length=200, verbose_name='what for')),
                ('clause', models.CharField(blank=True, max_length=60, verbose_name='clause')),
                ('brand', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='clients.brand', verbose_name='brand')),
                ('project', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='delivery.project', verbose_name='project')),
                ('from_on', models.DateField(verbose_name='from')),
                ('to_on', models.DateField(blank=True, null=True, verbose_name='to, inclusive')),
                ('amount_minor', models.BigIntegerField(blank=True, null=True, verbose_name='fee')),
                ('cap_minor', models.BigIntegerField(blank=True, null=True, verbose_name='cap')),
                ('percent_bp', models.PositiveIntegerField(blank=True, null=True, verbose_name='percent')),
                ('base', models.CharField(choices=[('gross', 'of gross'), ('net', 'on net')], default='gross', max_length=5, verbose_name='percent is taken')),
                ('unit', models.CharField(choices=[('hours', 'in hours'), ('money', 'in money')], default='hours', max_length=5, verbose_name='retainer')),
                ('period', models.CharField(choices=[('month', 'a month'), ('quarter', 'a quarter'), ('year', 'a year')], default='month', max_length=7, verbose_name='for')),
                ('granted', models.BigIntegerField(blank=True, null=True, verbose_name='granted for a period')),
                ('carry_cap', models.BigIntegerField(blank=True, null=True, verbose_name='carried over at most')),
                ('carry_periods', models.PositiveSmallIntegerField(blank=True, default=0, null=True, verbose_name='carried over for, periods')),
                ('debt_limit', models.BigIntegerField(default=0, verbose_name='may be overdrawn by')),
                ('overage_rate_minor', models.BigIntegerField(blank=True, null=True, verbose_name='price of an hour above')),
                ('prorate', models.BooleanField(default=True, verbose_name='first and last period by days')),
            ],
            options={
                'ordering': ['from_on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('to_on', None), ('to_on__gte', models.F('from_on')), _connector='OR'), name='remuneration_in_order'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'retainer'), _negated=True), ('granted__gt', 0), _connector='OR'), name='retainer_grants')],
            },
        ),
        migrations.CreateModel(
            name='RetainerMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.PositiveIntegerField(default=0, editable=False)),
                ('remuneration', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='contracts.remuneration')),
                ('other', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='incoming', to='contracts.remuneration')),
                ('kind', models.CharField(choices=[('transfer', 'transfer to another brand'), ('correction', 'correction')], max_length=10, verbose_name='kind')),
                ('on', models.DateField(verbose_name='date')),
                ('amount', models.BigIntegerField(verbose_name='how much')),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('made_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('recorded_at', models.DateTimeField(editable=False)),
                ('undone_at', models.DateTimeField(editable=False, null=True)),
            ],
            options={
                'ordering': ['on', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('kind', 'transfer'), _negated=True), ('other__isnull', False), _connector='OR'), name='retainer_transfer_to_whom')],
            },
        ),
    ]
