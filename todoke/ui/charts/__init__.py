"""Charts (図) drawn on the server as SVG, each with its sentence and the same figures as a table; no Django."""
