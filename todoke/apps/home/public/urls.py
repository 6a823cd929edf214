"""Addresses below /notices/, open to everybody; each noun has its folder."""

from todoke.apps.home.check.urls import urlpatterns as check
from todoke.apps.home.exceptions.urls import urlpatterns as exceptions
from todoke.apps.home.fakes.urls import urlpatterns as fakes
from todoke.apps.home.private_apps.urls import urlpatterns as private_apps
from todoke.apps.home.register.urls import urlpatterns as register
from todoke.apps.home.report.urls import urlpatterns as report
from todoke.apps.home.senders.urls import urlpatterns as senders

app_name = "notices"

urlpatterns = [
    *check,
    *senders,
    *fakes,
    *report,
    *exceptions,
    *register,
    *private_apps,
]
