"""Floor 2: the journey of one sheet (`examine`) and of the night (`desk`), pure."""
