"""Style: writes a brief's facts in the persona's voice, and says nothing that is not in them."""
