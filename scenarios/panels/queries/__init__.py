"""Reading panels."""
