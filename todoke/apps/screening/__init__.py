"""Screening: a person finds out what their household can receive, one question at a time (制度さがし)."""
