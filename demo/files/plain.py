"""A document as text, and as the text files an office kept: GB18030 notes, web pages, RTF and mail."""

from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from demo.model import Doc


def lines_of(doc: Doc) -> list[str]:
    """Every line of the document from head to foot; a form gives `label：value` pairs, a list its rows."""
    lines = [doc.masthead, doc.number, doc.title, doc.subtitle, doc.addressee, *doc.paragraphs]
    for row in doc.form:
        lines.append("　".join(cell.text + ("：" if cell.label else "") for cell in row))
    if doc.table:
        lines += ["\t".join(row) for row in (doc.table.header, *doc.table.rows) if row]
    lines += [doc.signer, doc.date, doc.copies]
    return [line for line in lines if line]


def as_text(doc: Doc) -> bytes:
    return ("\r\n".join(lines_of(doc)) + "\r\n").encode("gb18030")


def as_html(doc: Doc) -> bytes:
    body = "\n".join(f"<p>{escape(line)}</p>" for line in lines_of(doc))
    page = (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">'
        f"<title>{escape(doc.title)}</title></head>\n<body>\n{body}\n</body></html>\n"
    )
    return page.encode("gb18030")


def as_rtf(doc: Doc) -> bytes:
    """RTF as Word wrote it, every character outside ASCII as a signed \\u escape."""
    head = r"{\rtf1\ansi\ansicpg936\deff0{\fonttbl{\f0\fnil\fcharset134 SimSun;}}\viewkind4\uc1\pard\f0\fs32 "
    return (head + "\\par\n".join(_rtf(line) for line in lines_of(doc)) + "\\par}\n").encode("ascii")


def _rtf(text: str) -> str:
    parts = []
    for char in text:
        if char in "\\{}":
            parts.append("\\" + char)
        elif char == "\t":
            parts.append(r"\tab ")
        elif ord(char) < 128:
            parts.append(char)
        else:
            # Characters beyond the first plane are written as two halves.
            pair = char.encode("utf-16-le")
            units = [int.from_bytes(pair[i : i + 2], "little", signed=True) for i in range(0, len(pair), 2)]
            parts += [rf"\u{unit}?" for unit in units]
    return "".join(parts)


def as_mail(doc: Doc, code: str) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = "区政府办公室 <office@linjiang.example>"
    message["To"] = "各部门收发员 <all@linjiang.example>"
    message["Subject"] = doc.title
    message["Date"] = "Mon, 05 Mar 2007 09:30:00 +0800"
    message["Message-ID"] = f"<{sum(code.encode())}.demo@linjiang.example>"
    message.set_content("\n".join(lines_of(doc)) + "\n", charset="utf-8", cte="base64")
    return message.as_bytes()
