"""Decisions of the registry as plain functions: which version holds, what may be published, who may approve."""
