"""The plain baseline: search by meaning as a tutorial has it, with sentence-transformers, FAISS and FastAPI.

`python -m tests.bench.baseline MODEL INDEX build FILE...`, then `ask QUESTION` or `serve PORT`. It gives the paragraphs
nearest to a question, and never refuses. Nothing of Communiqué is in it but the folder of the model.
"""

import json
import sys
from pathlib import Path
from typing import Any

import faiss
from sentence_transformers import SentenceTransformer

TOP = 5
Found = list[dict[str, Any]]


def paragraphs(file: Path) -> list[str]:
    """The paragraphs of a file, each a line in these releases; lines without a letter only underline headings."""
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line for line in lines if any(map(str.isalnum, line))]


def build(model: SentenceTransformer, index: Path, files: list[Path]) -> int:
    """Encode the paragraphs and write the index; how many they are."""
    texts = [paragraph for file in files for paragraph in paragraphs(file)]
    vectors = model.encode([f"passage: {text}" for text in texts], normalize_embeddings=True)
    flat = faiss.IndexFlatIP(vectors.shape[1])
    flat.add(vectors)
    index.mkdir(parents=True, exist_ok=True)
    faiss.write_index(flat, str(index / "vectors.faiss"))
    (index / "texts.json").write_text(json.dumps(texts), encoding="utf-8")
    return len(texts)


class Search:
    """The index, loaded once."""

    def __init__(self, model: SentenceTransformer, index: Path) -> None:
        self.model = model
        self.flat = faiss.read_index(str(index / "vectors.faiss"))
        self.texts = json.loads((index / "texts.json").read_text(encoding="utf-8"))

    def ask(self, question: str) -> Found:
        """The nearest paragraphs, the best first."""
        query = self.model.encode([f"query: {question}"], normalize_embeddings=True)
        scores, numbers = self.flat.search(query, min(TOP, len(self.texts)))
        return [
            {"text": self.texts[number], "score": float(score)}
            for number, score in zip(numbers[0], scores[0], strict=True)
        ]


def serve(search: Search, port: int) -> None:
    """Answer `POST /ask` with `{"question": ...}`."""
    import uvicorn
    from fastapi import FastAPI
    from pydantic import BaseModel

    class Question(BaseModel):
        question: str

    app = FastAPI()

    @app.post("/ask")
    def ask(body: Question) -> Found:
        return search.ask(body.question)

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning")


if __name__ == "__main__":
    loaded, folder, command = SentenceTransformer(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
    if command == "build":
        print(build(loaded, folder, [Path(name) for name in sys.argv[4:]]))
    elif command == "ask":
        print(Search(loaded, folder).ask(sys.argv[4])[0]["text"])
    else:
        serve(Search(loaded, folder), int(sys.argv[4]))
