from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("contracts", "0002_retainers_change"),
    ]

    operations = [
        migrations.AlterField(
            model_name="term",
            name="key",
            field=models.CharField(choices=[('rate_discount', 'discount on rates, basis points'), ('cap', 'not-to-exceed cap, minor units'), ('payment_days', 'payment within, calendar days'), ('notice_days', 'notice of ending, days'), ('silence_hours', 'silence is consent after, working hours'), ('revision_rounds', 'rounds of revision'), ('variants', 'variants'), ('debt_limit', 'debt limit, minor units'), ('late_fee', 'penalty a day, basis points'), ('late_fee_most', 'penalty at most, basis points'), ('prepayment', 'prepayment, basis points'), ('other', 'other')], max_length=15, verbose_name="matter"),
        ),
    ]
