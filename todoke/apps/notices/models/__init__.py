"""Tables of notices (お知らせ), a file for each noun."""

from todoke.apps.notices.models.broadcasts import Broadcast, Seen
from todoke.apps.notices.models.mutings import Muting
from todoke.apps.notices.models.notices import Notice
from todoke.apps.notices.models.wishes import Preference, Roundup, Silence

__all__ = ["Broadcast", "Muting", "Notice", "Preference", "Roundup", "Seen", "Silence"]
