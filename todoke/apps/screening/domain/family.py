"""The kinds of relatives a person counts when telling who is in the family (家族構成)."""

RELATIONS_BY_KIND = {
    "children": "child",
    "parents": "parent",
    "grandparents": "grandparent",
    "grandchildren": "grandchild",
    "siblings": "sibling",
    "others": "other",
}
"""What is counted on the screen, and the relation of each such member to the applicant."""

MOST_OF_A_KIND = 12
"""How many relatives of one kind can be told."""
