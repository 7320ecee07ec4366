"""The errors that the product raises; each message says what, where and what to do.

PolicyQAError
├── CorpusError          a path, file or seed that cannot be taken in
│   └── ReadError        one file that cannot be read (the build goes on without it and names it)
├── EncoderError         an encoder that cannot be found, loaded or used
├── IndexMissingError    no index where one is needed
├── IndexFormatError     an index of another format or another encoder
│   └── IndexDamagedError    its files are not what was written
├── IndexBusyError       another process is building this index
├── ModelError           a language model that cannot be reached or breaks off (the answer then goes without it)
├── QueryError           a question, filter or batch line that cannot be asked
├── EvalError            a data set, run or measure that cannot be used
└── ExportError          a citation or report that cannot be written or read
"""


class PolicyQAError(Exception):
    """Base of every error that is the user's to read: one sentence, no traceback.

    Attributes:
        zh: the same sentence in Chinese; the English one where none is given.
    """

    def __init__(self, message: str, *, zh: str | None = None) -> None:
        super().__init__(message)
        self.zh = zh or message


class CorpusError(PolicyQAError):
    """A path, file or seed document cannot be taken into the corpus."""


class ReadError(CorpusError):
    """One file cannot be read; the message is the reason without the file's name."""


class EncoderError(PolicyQAError):
    """An encoder cannot be found, loaded or used."""


class IndexMissingError(PolicyQAError):
    """There is no index at the place named."""


class IndexFormatError(PolicyQAError):
    """An index has another format or another encoder, or is damaged on disk."""


class IndexDamagedError(IndexFormatError):
    """The files of an index are not what was written, or do not fit together."""


class IndexBusyError(PolicyQAError):
    """Another process is building this index."""


class ModelError(PolicyQAError):
    """A language model cannot be reached, breaks off or answers with an error; the message never holds its key."""


class QueryError(PolicyQAError):
    """A question, filter or batch line cannot be asked."""


class EvalError(PolicyQAError):
    """A data set, run or measure cannot be used."""


class ExportError(PolicyQAError):
    """A citation or report cannot be written or read."""
