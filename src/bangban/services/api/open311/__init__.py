"""How do programs that speak Open311 GeoReport v2 reach the hotline? The same intake and the same tenancy as pages."""
