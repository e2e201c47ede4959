"""Reading people, houses, and what the back office looks at."""
