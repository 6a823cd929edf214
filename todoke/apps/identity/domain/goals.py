"""Where somebody may be led after logging in (行き先): a path of this site, and nothing else."""

import re

START = "/my/"
LONGEST = 200
_PATH = re.compile(r"/(?:[A-Za-z0-9_.~-]+/)*[A-Za-z0-9_.~-]*", re.ASCII)
_NOT_BACK_TO = ("/login/", "/logout/", "/desk/", "/api/", "/static/")


def is_goal(path: str) -> bool:
    r"""Return whether one may be led there: a plain path, no question, no other host, not the login again.

    >>> [
    ...     is_goal(path)
    ...     for path in ("/my/wishes/", "/en/my/", "//evil.example/", "/\\evil.example", "/my/?a=1")
    ... ]
    [True, True, False, False, False]
    >>> (
    ...     is_goal("https://evil.example/"),
    ...     is_goal("/login/"),
    ...     is_goal("/en/login/stronger/"),
    ...     is_goal("/my/../x"),
    ... )
    (False, False, False, False)
    """
    if len(path) > LONGEST or not _PATH.fullmatch(path) or ".." in path:
        return False
    own = re.sub(r"^/(?:en|ja-easy)(?=/)", "", path)
    return not own.startswith(_NOT_BACK_TO)


def goal_of(path: str | None) -> str:
    """Return the path if one may be led there, else the start of one's own pages."""
    return path if path is not None and is_goal(path) else START
