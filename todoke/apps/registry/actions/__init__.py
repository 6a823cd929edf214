"""Writes to the registry: numbers, publishing, proposals, tasks. Each is atomic and told who and when."""
