"""Views of contact points (届け先)."""
