"""Pages of the registry for residents: what a record says, put in the order in which people ask."""
