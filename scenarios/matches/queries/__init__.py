"""Reading matches and answers: what a page or a job asks for, one file per asker."""
