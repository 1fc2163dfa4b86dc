"""Which addresses does the guardian's console have?"""

from django.urls import path

from bangban.services.console.views import complaints, employees, morning, orders, refusals, stops

app_name = "console"
urlpatterns = [
    path("", morning.morning, name="morning"),
    path("employees/<str:number>", employees.employee_page, name="employee"),
    path("employees/<str:number>/accept", employees.accept, name="accept"),
    path("employees/<str:number>/decline", employees.decline, name="decline"),
    path("employees/<str:number>/status", employees.status, name="status"),
    path("orders/", orders.order_list, name="orders"),
    path("orders/new", orders.choose, name="order-choose"),
    path("orders/new/<str:number>/<str:code>", orders.sign, name="order-sign"),
    path("orders/<uuid:pk>/withdraw", orders.withdraw, name="order-withdraw"),
    path("complaints/", complaints.complaint_list, name="complaints"),
    path("complaints/<int:pk>", complaints.complaint_page, name="complaint"),
    path("refusals/", refusals.refusal_list, name="refusals"),
    path("stops/", stops.stop_list, name="stops"),
    path("stops/set", stops.pull, name="stop"),
    path("stops/<int:pk>/lift", stops.lift, name="lift"),
]
