"""A synthetic Tokyo: households of nobody, drawn from the public tables and from stated assumptions (合成の都民)."""
