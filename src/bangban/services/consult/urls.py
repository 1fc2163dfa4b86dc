"""Which addresses has the consultation service?"""

from django.urls import path

from bangban.services.consult.views import api, chat, gaps, staff

app_name = "consult"
urlpatterns = [
    path("", chat.begin, name="begin"),
    path("widget", chat.widget, name="widget"),
    path("answers", api.answers, name="answers"),
    path("c/<str:token>", chat.conversation, name="conversation"),
    path("c/<str:token>/<int:number>/rate", chat.rate, name="rate"),
    path("staff/", staff.ask, name="staff"),
    path("gaps/", gaps.week, name="gaps"),
    path("gaps/<int:gap_id>", gaps.one, name="gap"),
]
