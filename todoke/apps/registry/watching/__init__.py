"""Keeping links alive and watching official pages (リンクとページの見張り): checks, states, tasks for the owners."""
