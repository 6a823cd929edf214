"""Reading official Japanese text into proposed conditions (文から要件を読む): rules, not a model.

What is read is *inferred* from quoted words until an official accepts it; what cannot be read stays unreadable.
"""
