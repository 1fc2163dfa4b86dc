"""Which addresses do the work orders have?"""

from django.urls import path

from bangban.services.hotline.views import orders, steps

app_name = "hotline"
urlpatterns = [
    path("", orders.inbox, name="inbox"),
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
