"""Which addresses does the gateway have?"""

from django.urls import path

from bangban.services.gateway.views import calls, comparisons, keys, limits, policies, providers, workload

app_name = "gateway"
urlpatterns = [
    path("", providers.provider_page, name="providers"),
    path("keys/", keys.key_list, name="keys"),
    path("keys/new", keys.issue, name="key-new"),
    path("keys/<int:pk>/revoke", keys.revoke, name="key-revoke"),
    path("limits/", limits.limit_list, name="limits"),
    path("limits/set", limits.set_one, name="limit-set"),
    path("limits/<int:pk>/remove", limits.remove, name="limit-remove"),
    path("calls/", calls.call_list, name="calls"),
    path("calls/<int:pk>", calls.call_page, name="call"),
    path("rules/", policies.policy_list, name="policies"),
    path("rules/<int:pk>", policies.edit, name="policy"),
    path("comparisons/", comparisons.comparison_list, name="comparisons"),
    path("comparisons/<int:pk>", comparisons.comparison_page, name="comparison"),
    path("workload/", workload.workload_page, name="workload"),
    path("workload/declare", workload.declare, name="workload-declare"),
    path("workload/table.<slug:kind>", workload.table_file, name="workload-file"),
]
