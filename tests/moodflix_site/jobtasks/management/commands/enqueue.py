"""What a view does, from outside the server: `enqueue TASK:ARGS-AS-JSON …`."""

import json

from django.core.management.base import BaseCommand

from tests.moodflix_site.jobtasks import tasks


class Command(BaseCommand):
    def add_arguments(self, parser):
        parser.add_argument("calls", nargs="+")

    def handle(self, *args, **options):
        for call in options["calls"]:
            name, arguments = call.split(":", maxsplit=1)
            self.stdout.write(getattr(tasks, name).apply_async(args=json.loads(arguments)).id)
