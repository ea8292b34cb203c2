from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0002_roles_grades_and_approval")]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="follows",
            field=models.CharField(
                blank=True,
                default="",
                editable=False,
                max_length=8,
                verbose_name="filled like",
            ),
            preserve_default=False,
        ),
    ]
