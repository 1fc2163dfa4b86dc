"""Which addresses does the officer's desk have?"""

from django.urls import path

from bangban.services.desk.views import batch, case, decide, inbox, new

app_name = "desk"
urlpatterns = [
    path("", inbox.inbox, name="inbox"),
    path("new", new.choose, name="new"),
    path("new/<str:code>", new.fill, name="fill"),
    path("batch", batch.look, name="batch"),
    path("batch/accept", batch.accept, name="batch-accept"),
    path("cases/<int:pk>", case.case_page, name="case"),
    path("cases/<int:pk>/next", case.step, {"direction": 1}, name="next"),
    path("cases/<int:pk>/previous", case.step, {"direction": -1}, name="previous"),
    path("cases/<int:pk>/do/decide", decide.decided, name="decide"),
    path("cases/<int:pk>/do/amend", decide.amend, name="amend"),
    path("cases/<int:pk>/do/alternative", decide.alternative, name="alternative"),
    path("cases/<int:pk>/do/hand", decide.by_hand, name="hand"),
    path("cases/<int:pk>/do/undo", decide.undo, name="undo"),
    path("cases/<int:pk>/do/undo-second", decide.undo_second, name="undo-second"),
    path("cases/<int:pk>/do/take-over", decide.taken_over, name="take-over"),
]
