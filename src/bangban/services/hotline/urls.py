"""Which addresses do the work orders have?"""

from django.urls import path

from bangban.services.hotline.views import orders as views

app_name = "hotline"
urlpatterns = [
    path("", views.inbox, name="inbox"),
    path("<int:pk>", views.order_page, name="order"),
    path("<int:pk>/accept", views.accept, name="accept"),
    path("<int:pk>/answer", views.answer, name="answer"),
    path("<int:pk>/return", views.send_back, name="return"),
]
