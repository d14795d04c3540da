"""Writers: one document as a picture, PDF, OFD, office file or plain text, each the same every time."""
