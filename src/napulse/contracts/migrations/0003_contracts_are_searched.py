from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies: ClassVar = [("contracts", "0002_links")]

    operations: ClassVar = [
        migrations.AddField(
            model_name="contract",
            name="folded",
            field=models.CharField(default="", editable=False, max_length=261),
        ),
    ]
