"""Floor 1: pixels: decoding and the shared arithmetic of ink."""
