"""Which addresses do the sources have?"""

from __future__ import annotations

from django.urls import path

from bangban.services.sources import views

app_name = "sources"
urlpatterns = [
    path("", views.sources, name="list"),
    path("new", views.new, name="new"),
    path("<int:pk>", views.source, name="source"),
    path("<int:pk>/do/share", views.share, name="share"),
    path("<int:pk>/do/repeal", views.repeal, name="repeal"),
    path("<int:pk>/passages/<int:passage>", views.passage, name="passage"),
]
