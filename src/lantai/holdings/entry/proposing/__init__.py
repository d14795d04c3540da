"""Reading printed forms: pieces of lines, the words printed on a form, and where values stand beside them."""
