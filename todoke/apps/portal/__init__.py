"""The resident's door (住民の入口): the pages on which a person finds the programs they can receive."""
