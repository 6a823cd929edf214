"""Passwords of staff are kept as an instance keeps them: slowly hashed (OWASP ASVS V11.4.2)."""

from django.conf import global_settings, settings
from django.contrib.auth.hashers import get_hasher, identify_hasher, make_password


def test_passwords_are_hashed_slowly_where_no_test_says_otherwise() -> None:
    """PBKDF2 with 600,000 rounds or more, as the OWASP cheat sheet on storing passwords asks (recalled)."""
    assert settings.PASSWORD_HASHERS == global_settings.PASSWORD_HASHERS
    hasher = get_hasher()
    assert hasher.algorithm == "pbkdf2_sha256"
    assert getattr(hasher, "iterations", 0) >= 600_000
    kept = make_password("a long phrase of nobody")
    assert "phrase" not in kept
    assert identify_hasher(kept).algorithm == hasher.algorithm
