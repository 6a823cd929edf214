"""Routes of signing in, below the desk's address, where its cookie goes."""

from django.urls import path

from todoke.apps.accounts import factor_views, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("factor/", factor_views.ask, name="factor"),
    path("factor/set-up/", factor_views.set_up, name="factor_set_up"),
    path("factor/reserve/", factor_views.reserve, name="factor_reserve"),
    path("password/", views.password, name="password"),
]
