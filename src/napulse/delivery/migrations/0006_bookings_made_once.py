from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_a_breakdown_can_go_back")]

    operations = [
        migrations.AddField(
            model_name="booking",
            name="submit_key",
            field=models.CharField(editable=False, max_length=36, null=True, unique=True),
        ),
        migrations.AddField(
            model_name="peoplerequest",
            name="submit_key",
            field=models.CharField(editable=False, max_length=36, null=True, unique=True),
        ),
    ]
