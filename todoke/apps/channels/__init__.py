"""Ways out (届け先と発送): contact points, and the outbox everything leaves through."""
