"""Routes of signing in, below the desk's address, where its cookie goes."""

from django.urls import path

from todoke.apps.accounts import factor_views, key_views, views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("factor/", factor_views.ask, name="factor"),
    path("factor/set-up/", factor_views.set_up, name="factor_set_up"),
    path("factor/reserve/", factor_views.reserve, name="factor_reserve"),
    path("factor/keys/", key_views.keys, name="factor_keys"),
    path("factor/keys/<uuid:row>/remove/", key_views.remove, name="factor_key_remove"),
    path("password/", views.password, name="password"),
]
