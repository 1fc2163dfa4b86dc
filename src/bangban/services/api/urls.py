"""Where is the API?"""

from django.urls import path

from bangban.services.api.api import api

urlpatterns = [path("", api.urls)]
