"""Visits of clerks who act at a counter."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="visit",
            name="account_id",
            field=models.BigIntegerField(db_index=True, null=True),
        ),
        migrations.AlterField(
            model_name="visit",
            name="login",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visits",
                to="identity.login",
            ),
        ),
        migrations.AddConstraint(
            model_name="visit",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account_id__isnull", True), ("login__isnull", False)),
                    models.Q(
                        ("account_id__isnull", False), ("login__isnull", True), ("mandate_id__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="visit_is_of_a_login_or_at_a_counter",
            ),
        ),
    ]
