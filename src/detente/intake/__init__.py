"""Documents as people have them, to the text of a source; a person confirms what comes out.

>>> from detente.intake import extracted
>>> extracted("letter.txt", b"Dear all,\\r\\nwe agree.").text
'Dear all,\\nwe agree.'
"""

from .documents import Extracted, Kind, NotExtracted
from .reading import extracted

__all__ = ["Extracted", "Kind", "NotExtracted", "extracted"]
