"""Addresses of residents (住民) at the desk."""

from django.urls import URLPattern, path

from todoke.apps.desk.people import correction_views, helping_views, login_views, views

urlpatterns: list[URLPattern] = [
    path("corrections/", correction_views.index, name="corrections"),
    path("corrections/<uuid:row>/", correction_views.show, name="correction"),
    path("people/", views.index, name="people"),
    path("people/logins/", login_views.logins, name="logins"),
    path("people/<str:row>/", views.show, name="person"),
    path("people/helped/<uuid:mandate>/", helping_views.helped, name="helped"),
    path("people/<str:row>/help/", helping_views.begin, name="person_help"),
    path("people/<str:row>/evidence/<str:evidence>/", views.confirm, name="person_evidence"),
    path("people/<str:row>/kinship/<uuid:kinship>/", views.settle, name="person_kinship"),
    path("people/<str:row>/death/", views.death, name="person_death"),
    path("people/<str:row>/shield/", views.shielding, name="person_shield"),
    path("people/<str:row>/shield/<int:shield_id>/end/", views.shield_ends, name="person_shield_end"),
]
