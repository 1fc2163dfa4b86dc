"""Which addresses has the chat inside a page of the city's own site? Those a resident needs, and each stays in its frame."""

from django.urls import path

from bangban.services.consult.views import chat, waiting

# The same names as those of the chat itself: a page that is framed leads to pages that are.
app_name = "consult"
urlpatterns = [
    path("widget", chat.begin, name="begin"),
    path("widget/<str:token>", chat.conversation, name="conversation"),
    path("widget/<str:token>/<int:number>/rate", chat.rate, name="rate"),
    path("widget/<str:token>/turns", waiting.turns, name="turns"),
    path("widget/<str:token>/person", waiting.person, name="person"),
    path("widget/<str:token>/number", waiting.number, name="number"),
    path("widget/<str:token>/assistant", waiting.assistant, name="assistant"),
]
