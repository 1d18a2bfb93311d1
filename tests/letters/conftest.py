from tests.pdf.conftest import trap

__all__ = ["trap"]
