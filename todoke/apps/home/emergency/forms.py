"""Forms of the light page for disasters (非常時)."""
