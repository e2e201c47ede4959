"""Mails about matches, answers and questions, as values.

Each tells one thing in a few sentences, quotes at most one text and leads to one page, so all share the three
templates of `templates/email/match_note`. No mail carries a contact: those stand on the page, behind the sign-in.
"""
