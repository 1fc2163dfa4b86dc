"""Which addresses has the residents' portal?"""

from django.urls import path

from bangban.services.portal.views import ask, complaint, files, following, people, public

app_name = "portal"
urlpatterns = [
    path("", public.home, name="home"),
    path("ask/", ask.ask, name="ask"),
    path("ask/sent/<str:number>", ask.sent, name="sent"),
    path("follow/", following.lookup, name="lookup"),
    path("follow/<str:number>", following.case_page, name="case"),
    path("follow/<str:number>/person", following.person, name="case_person"),
    path("follow/<str:number>/add", following.add, name="case_add"),
    path("follow/<str:number>/rate", following.rate, name="case_rate"),
    path("person/", people.person, name="person"),
    path("employees/", public.employees, name="employees"),
    path("employees/<str:number>", public.employee, name="employee"),
    path("complain/", complaint.complain, name="complain"),
    path("attachments/<int:attachment_id>", files.attachment, name="attachment"),
]
