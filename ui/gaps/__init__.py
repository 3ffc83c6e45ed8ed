"""How many people are wanted yet."""
