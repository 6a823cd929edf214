"""Tables of channels (届け先と発送)."""

from todoke.apps.channels.models.apps import PrivateApp
from todoke.apps.channels.models.calendars import CalendarFeed
from todoke.apps.channels.models.contacts import ContactPoint
from todoke.apps.channels.models.dispatches import Dispatch, Periodic, Try
from todoke.apps.channels.models.letters import LetterBatch

__all__ = ["CalendarFeed", "ContactPoint", "Dispatch", "LetterBatch", "Periodic", "PrivateApp", "Try"]
