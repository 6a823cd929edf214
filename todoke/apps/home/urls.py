"""Addresses of a resident's own pages, below /my/; each noun has its folder (tests/pages/test_my_gate.py walks all)."""

from todoke.apps.home.calendar.urls import urlpatterns as calendar
from todoke.apps.home.connected.urls import urlpatterns as connected
from todoke.apps.home.consents.urls import urlpatterns as consents
from todoke.apps.home.contacts.urls import urlpatterns as contacts
from todoke.apps.home.data.urls import urlpatterns as data
from todoke.apps.home.family.urls import urlpatterns as family
from todoke.apps.home.inbox.urls import urlpatterns as inbox
from todoke.apps.home.programs.urls import urlpatterns as programs
from todoke.apps.home.refusals.urls import urlpatterns as refusals
from todoke.apps.home.start.urls import urlpatterns as start
from todoke.apps.home.supporters.urls import urlpatterns as supporters
from todoke.apps.home.visits.urls import urlpatterns as visits
from todoke.apps.home.wishes.urls import urlpatterns as wishes
from todoke.apps.home.wrong.urls import urlpatterns as wrong

app_name = "home"

urlpatterns = [
    *start,
    *programs,
    *family,
    *supporters,
    *consents,
    *data,
    *inbox,
    *wishes,
    *contacts,
    *calendar,
    *refusals,
    *wrong,
    *visits,
    *connected,
]
