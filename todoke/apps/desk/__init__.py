"""The upkeep desk (更新デスク): where municipal staff keep the records true, at /desk/."""
