"""Which characters does a reader who goes by context take for names? It proposes; the gate decides."""
