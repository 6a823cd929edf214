"""Accounts of staff (職員のアカウント): who may sign in, and in which body with which role."""
