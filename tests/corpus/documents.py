"""Documents of our own writing in every format: some lie in `samples`, the others are made here."""

import io
import json
from pathlib import Path
from typing import Any

import docx
from docx.enum.text import WD_BREAK
from docx.oxml import parse_xml

SAMPLES = Path(__file__).parent / "samples"
ADDRESS = {"url": "https://press.example/release"}
NAMESPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ROWS = (
    {
        "id": "FIRE-1",
        "title": "Fire brigade opens two stations",
        "text": "The fire brigade will open two stations in May.\n\nStaff\n-----\nIt will train 40 volunteers.",
        "url": "https://fire.example/1",
        "issued": "2026-04-02T10:00:00+02:00",
        "language": "en",
        "issuer": "Fire Brigade of Wey",
    },
    {
        "id": "FIRE-1-zh",
        "title": "消防隊開設兩個分局",
        "text": "消防隊開設兩個分局\n消防隊將於五月開設兩個分局。",
        "url": "https://fire.example/1-zh",
        "issued": "2026-04-02",
        "language": None,
        "issuer": "韋伊消防隊",
        "editions": ["FIRE-1"],
        "supersedes": "FIRE-0",
    },
)


def json_lines(*rows: Any) -> bytes:
    """Rows as JSON lines."""
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()


def word_file(styled: bool = True) -> bytes:
    """A release in Word, with Word's own styles or with bold lines for headings."""
    document = docx.Document()
    document.core_properties.author = "Housing Office of Alberry"
    document.sections[0].header.paragraphs[0].text = "Housing Office - News"
    heading(document, "Alberry to build 240 flats on the old cattle market", 0 if styled else -1)
    document.add_paragraph("Published on 21 May 2026")
    paragraph = document.add_paragraph("The Housing Office of Alberry will build 240 flats")
    paragraph.add_run().add_break(WD_BREAK.LINE)
    paragraph.add_run("on the old cattle market. ").bold = True
    paragraph.add_run("A third of them are for families.")
    heading(document, "Building", 1 if styled else -1)
    document.add_paragraph("The office will begin in September and build in three parts.")
    document.add_paragraph("Keep the market hall as it is;", style="List Bullet" if styled else None)
    document.add_paragraph("plant 90 trees.", style="List Bullet" if styled else None)
    heading(document, "Rents", 1 if styled else -1)
    document.add_paragraph("The office must not raise rents for five years.")
    table = document.add_table(rows=3, cols=3)
    for row, texts in zip(table.rows, (("Flat", "Rent", ""), ("2 rooms", "410", "a"), ("", "520", "b")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    edited(document)
    return saved(document)


def heading(document: Any, text: str, level: int) -> None:
    """A heading by style, or below level 0 a bold paragraph."""
    if level < 0:
        document.add_paragraph().add_run(text).bold = True
    else:
        document.add_heading(text, level)


def edited(document: Any) -> None:
    """A paragraph with tracked changes, and one in a content control."""
    run = "<w:r><w:t xml:space='preserve'>{}</w:t></w:r>"
    deleted = "<w:del><w:r><w:delText>seven</w:delText></w:r></w:del>"
    changed = run.format("Tenants may apply from ") + deleted + f"<w:ins>{run.format('eight')}</w:ins>"
    body = document.element.body
    body.insert(len(body) - 1, parse_xml(f"<w:p {NAMESPACE}>{changed}{run.format(' o’clock.')}</w:p>"))
    control = f"<w:sdtContent><w:p>{run.format('Questions: 0800 61 62.')}</w:p></w:sdtContent>"
    body.insert(len(body) - 1, parse_xml(f"<w:sdt {NAMESPACE}>{control}</w:sdt>"))


def saved(document: Any) -> bytes:
    """A document's bytes."""
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def pdf_file(*lines: str, encrypt: bool = False) -> bytes:
    """A PDF of one page written by hand, its lines in Helvetica from the top; `encrypt` only says that it is."""
    text = "".join(f"({line}) Tj T* " for line in lines)
    content = f"BT /F1 11 Tf 14 TL 72 700 Td {text} ET"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F1 4 0 R >> >>"
        " >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
    ]
    locked = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O ({'o' * 32}) /U ({'u' * 32}) /P -4 >> /ID [(a) (b)]"
    body = "%PDF-1.4\n" + "".join(f"{n} 0 obj\n{o}\nendobj\n" for n, o in enumerate(objects, 1))
    return f"{body}trailer << /Root 1 0 R {locked if encrypt else ''} >>\n%%EOF".encode()


def documents() -> dict[str, bytes]:
    """A release in each format by the suffix of its file, and a second one where Chinese or another maker matters."""
    return {
        "library.txt": (SAMPLES / "library.txt").read_bytes(),
        "agency.html": (SAMPLES / "agency.html").read_bytes(),
        "bureau.html": (SAMPLES / "bureau.html").read_text(encoding="utf-8").encode("gb18030"),
        "harbour.md": (SAMPLES / "harbour.md").read_bytes(),
        "water.pdf": (SAMPLES / "water.pdf").read_bytes(),
        "ferries.pdf": (SAMPLES / "ferries.pdf").read_bytes(),
        "flats.docx": word_file(),
        "fire.jsonl": json_lines(*ROWS),
    }
