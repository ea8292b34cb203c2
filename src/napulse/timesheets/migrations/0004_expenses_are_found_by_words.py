from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("timesheets", "0003_lines_named_by_people")]

    operations = [
        migrations.AddField(
            model_name="expense",
            name="folded",
            field=models.CharField(db_index=True, default="", editable=False, max_length=460),
            preserve_default=False,
        ),
    ]
