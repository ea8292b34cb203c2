from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timesheets", "0002_what_nobody_agreed_to")]

    operations = [
        migrations.AddField(
            model_name="timeentry",
            name="line_named",
            field=models.BooleanField(default=False),
        ),
    ]
