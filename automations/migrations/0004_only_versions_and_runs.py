from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("automations", "0003_keep_what_rules_were_and_did")]

    operations = [
        migrations.RemoveField(
            model_name="rule",
            name="definition",
        ),
        migrations.AddConstraint(
            model_name="rule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("draft__isnull", False), ("live__isnull", False), _connector="OR"
                ),
                name="rule_is_drafted_or_live",
            ),
        ),
        migrations.DeleteModel(
            name="Firing",
        ),
    ]
