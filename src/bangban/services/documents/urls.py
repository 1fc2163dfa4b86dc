"""Which addresses do the documents have?"""

from __future__ import annotations

from django.urls import path

from bangban.services.documents.views import files, judging, lists, made, review, sending

app_name = "documents"
urlpatterns = [
    path("", lists.documents, name="list"),
    path("new", sending.send, name="send"),
    path("style.css", files.style, name="style"),
    path("reviews/<int:pk>", review.review, name="review"),
    path("reviews/<int:pk>/sheets/<int:part>", review.sheets, name="sheets"),
    path("reviews/<int:pk>/original", files.original, name="original"),
    path("reviews/<int:pk>/elements", judging.elements, name="elements"),
    path("reviews/<int:pk>/do/elements", judging.corrected, name="corrected"),
    path("reviews/<int:pk>/do/judge", judging.judge, name="judge"),
    path("reviews/<int:pk>/do/finish", judging.finish, name="finish"),
    path("reviews/<int:pk>/do/correct", judging.correct, name="correct"),
    path("reviews/<int:pk>/do/again", judging.again, name="again"),
    path("reviews/<int:pk>/do/alone", judging.alone, name="alone"),
    path("cases/<int:pk>", lists.of_case, name="case"),
    path("cases/<int:pk>/sheets/<int:part>", made.sheets, name="made-sheets"),
    path("cases/<int:pk>/do/hand-out", made.hand_out, name="hand-out"),
    path("cases/<int:pk>/do/turn-down", made.turn_down, name="turn-down"),
    path("cases/<int:pk>/do/withdraw", made.withdraw, name="withdraw"),
    path("files/<int:pk>", files.release, name="release"),
]
