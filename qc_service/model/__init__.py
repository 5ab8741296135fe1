"""Floor 0: the nouns. Frozen records, enums and unit types, nothing beyond their own fields."""
