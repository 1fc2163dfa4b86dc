"""Which addresses has the consultation service?"""

from django.urls import path

from bangban.services.consult.views import api, chat, gaps, queue, staff, topics, waiting

app_name = "consult"
urlpatterns = [
    path("", chat.begin, name="begin"),
    path("answers", api.answers, name="answers"),
    path("c/<str:token>", chat.conversation, name="conversation"),
    path("c/<str:token>/<int:number>/rate", chat.rate, name="rate"),
    path("c/<str:token>/turns", waiting.turns, name="turns"),
    path("c/<str:token>/person", waiting.person, name="person"),
    path("c/<str:token>/number", waiting.number, name="number"),
    path("c/<str:token>/assistant", waiting.assistant, name="assistant"),
    path("queue/", queue.queue, name="queue"),
    path("queue/duty", queue.duty, name="duty"),
    path("queue/replies", queue.canned, name="canned"),
    path("queue/topics", topics.topics, name="topics"),
    path("queue/topics/<int:topic_id>", topics.topic, name="topic"),
    path("queue/<int:handover_id>", queue.talk, name="talk"),
    path("queue/<int:handover_id>/take", queue.take, name="take"),
    path("queue/<int:handover_id>/leave", queue.leave, name="leave"),
    path("staff/", staff.ask, name="staff"),
    path("gaps/", gaps.week, name="gaps"),
    path("gaps/entries/<int:entry_id>", gaps.published, name="entry"),
    path("gaps/entries/<int:entry_id>/withdraw", gaps.withdraw, name="entry_withdraw"),
    path("gaps/<int:gap_id>", gaps.one, name="gap"),
]
