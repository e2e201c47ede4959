"""Reading decisions and objections."""
