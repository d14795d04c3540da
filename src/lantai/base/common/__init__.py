"""Words and forms common to every app: errors, findings, dates, text folding, pagination, templates.

Owns no models and knows nothing of archives. When it passes 1,500 lines, look for the missing app.
"""
