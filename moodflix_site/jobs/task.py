from celery import Task


class JobTask(Task):
    pass
