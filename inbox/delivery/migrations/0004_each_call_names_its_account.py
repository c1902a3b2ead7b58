"""After the backfill: changing a column waits for a transaction of its own."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('delivery', '0003_paced_lanes_and_settled_outcomes'),
    ]

    operations = [
        migrations.AlterField(
            model_name='attempt',
            name='account',
            field=models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.account'),
        ),
    ]
