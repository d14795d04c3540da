"""Questions about enquiries: lists and pages of the desk, the unit, the authority and the applicant."""
