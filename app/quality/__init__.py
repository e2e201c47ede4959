"""How good the matches are, by what people decided on them; and learning from it."""
