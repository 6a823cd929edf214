"""Routes of signing in, below the desk's address, where its cookie goes."""

from django.urls import path

from todoke.apps.accounts import views

app_name = "accounts"
urlpatterns = [
    path("login/", views.login, name="login"),
    path("logout/", views.logout, name="logout"),
    path("password/", views.password, name="password"),
]
