"""Calls the stars people give a notice by their own name."""

from django.db import migrations


class Migration(migrations.Migration):
    """Renames a table."""

    dependencies = [("responses", "0001_initial")]

    operations = [migrations.RenameModel("Rating", "Stars")]
