from rest_framework.pagination import PageNumberPagination
from rest_framework.views import exception_handler as drf_handler


class Pagination(PageNumberPagination):
    page_size = 24


def exception_handler(exc, context):
    return drf_handler(exc, context)
