"""Which addresses do the sources have?"""

from __future__ import annotations

from django.urls import path

from bangban.services.sources import views, views_beside, views_reading

app_name = "sources"
urlpatterns = [
    path("", views.sources, name="list"),
    path("new", views.new, name="new"),
    path("readings/<int:pk>", views_reading.reading, name="reading"),
    path("readings/<int:pk>/do/stop", views_reading.stop, name="stop"),
    path("<int:pk>", views.source, name="source"),
    path("<int:pk>/do/share", views.share, name="share"),
    path("<int:pk>/do/repeal", views.repeal, name="repeal"),
    path("<int:pk>/beside", views_beside.beside, name="beside"),
    path("<int:pk>/original", views_beside.original, name="original"),
    path("<int:pk>/original/pages/<int:page>", views_beside.picture, name="picture"),
    path("<int:pk>/passages/<int:passage>", views.passage, name="passage"),
]
