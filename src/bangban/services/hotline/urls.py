"""Which addresses do the work orders have?"""

from django.urls import path

from bangban.services.hotline.views import board, figures, incidents, learning, orders, sight, steps

app_name = "hotline"
urlpatterns = [
    path("", orders.inbox, name="inbox"),
    path("board", board.board, name="board"),
    path("learning", learning.page, name="learning"),
    path("learning/train", learning.train, name="train"),
    path("learning/back", learning.roll_back, name="roll_back"),
    path("learning/settle", learning.settle, name="settle"),
    path("hot", sight.hot, name="hot"),
    path("hot/<int:pk>", sight.issue, name="issue"),
    path("alerts/", sight.alerts, name="alerts"),
    path("alerts/<int:pk>", sight.alert, name="alert"),
    path("incidents/", incidents.page, name="incidents"),
    path("incidents/<int:pk>", incidents.incident, name="incident"),
    path("incidents/<int:pk>/line", incidents.line, name="incident_line"),
    path("incidents/<int:pk>/close", incidents.close, name="incident_close"),
    path("incidents/<int:pk>/draft/<slug:form>", incidents.draft, name="incident_draft"),
    path("incidents/<int:pk>/paper/<slug:form>", incidents.paper, name="incident_paper"),
    path("figures", figures.page, name="figures"),
    path("figures/report/<slug:period>", figures.report, name="report"),
    path("figures/export/<slug:form>", figures.export, name="export"),
    path("<int:pk>", orders.order_page, name="order"),
    path("<int:pk>/accept", orders.accept, name="accept"),
    path("<int:pk>/answer", orders.answer, name="answer"),
    path("<int:pk>/draft", steps.draft, name="draft"),
    path("<int:pk>/return", orders.send_back, name="return"),
    path("<int:pk>/joint", steps.ask_joint, name="joint"),
    path("<int:pk>/joined", steps.give, name="joined"),
    path("<int:pk>/extension", steps.ask_extension, name="extension"),
    path("<int:pk>/extended", steps.decide_extension, name="extended"),
    path("<int:pk>/urge", steps.urge, name="urge"),
    path("<int:pk>/supervise", steps.supervise, name="supervise"),
    path("<int:pk>/call", steps.call, name="call"),
    path("<int:pk>/reopen", steps.reopen, name="reopen"),
    path("<int:pk>/archive", steps.archive, name="archive"),
]
