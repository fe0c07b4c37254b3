from django.http import HttpResponse


def about(request):
    return HttpResponse("")


def status(request):
    return HttpResponse("")
