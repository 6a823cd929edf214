"""Places: the 62 municipalities (区市町村) of Tokyo that offer programs."""
