"""Which addresses do the documents have?"""

from __future__ import annotations

from django.urls import path

from bangban.services.documents.views import (
    batches,
    drafting,
    files,
    judging,
    lettering,
    lists,
    made,
    review,
    rules,
    sending,
)

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
    path("cases/<int:pk>/all.zip", files.everything, name="everything"),
    path("batches/new", batches.new, name="new-batch"),
    path("batches/<int:pk>", batches.batch, name="batch"),
    path("batches/<int:pk>/do/add", batches.add, name="batch-add"),
    path("batches/<int:pk>/do/start", batches.start, name="batch-start"),
    path("batches/<int:pk>/do/stop", batches.stop, name="batch-stop"),
    path("drafts/new", drafting.choose, name="drafts"),
    path("drafts/like", drafting.like, name="like"),
    path("drafts/notes", drafting.notes, name="notes"),
    path("drafts/like/<int:pk>", drafting.alike, name="alike"),
    path("drafts/new/<slug:kind>", drafting.fill, name="draft"),
    path("drafts/preview/<slug:kind>", drafting.preview, name="preview"),
    path("cases/<int:pk>/draft", drafting.again, name="redraft"),
    path("letters/new", lettering.new, name="new-letters"),
    path("letters/<int:pk>", lettering.words, name="letters"),
    path("letters/<int:pk>/preview", lettering.preview, name="letters-preview"),
    path("rules", rules.rules, name="rules"),
]
