"""The portal's pages, each a function with one query or action."""
