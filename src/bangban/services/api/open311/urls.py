"""Where are the GeoReport v2 addresses? Each ends in its format: .json or .xml."""

from django.urls import path

from bangban.services.api.open311 import views

app_name = "open311"
urlpatterns = [
    path("discovery.<slug:form>", views.discovery, name="discovery"),
    # Clients that are only told the endpoint look for it there.
    path("v2/discovery.<slug:form>", views.discovery, name="discovery_there"),
    path("v2/services.<slug:form>", views.service_list, name="services"),
    path("v2/services/<str:code>.<slug:form>", views.service, name="service"),
    path("v2/requests.<slug:form>", views.request_list, name="requests"),
    path("v2/requests/<str:number>.<slug:form>", views.one_request, name="request"),
    path("v2/tokens/<str:number>.<slug:form>", views.token_of, name="token"),
]
