"""People: residents with their households (住民・世帯), as rows that can be changed and a snapshot that follows."""
