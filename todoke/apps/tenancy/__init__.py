"""Whose rows may be seen (見てよい範囲): scopes that every query about a person stays within."""
