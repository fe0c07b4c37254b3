from django.db import migrations

from recommendations import search_index


def ensure(apps, schema_editor):
    search_index.ensure(using=schema_editor.connection.alias)


def drop(apps, schema_editor):
    search_index.drop(using=schema_editor.connection.alias)


class Migration(migrations.Migration):

    dependencies = [("recommendations", "0001_initial")]

    operations = [migrations.RunPython(ensure, drop)]
