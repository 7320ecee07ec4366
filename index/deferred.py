"""An encoder that is opened when something has to be encoded, so that a build without news starts at once."""

from collections.abc import Callable, Sequence
from functools import cached_property

from index.encoder import Encoder, Floats, Progress
from index.errors import EncoderError
from index.model import Span


class DeferredEncoder:
    """Stands for an encoder whose fingerprint and dimension are known beforehand."""

    def __init__(self, fingerprint: str, dimension: int, opener: Callable[[], Encoder]) -> None:
        self.fingerprint = fingerprint
        self.dimension = dimension
        self._opener = opener

    @cached_property
    def _encoder(self) -> Encoder:
        encoder = self._opener()
        if (encoder.fingerprint, encoder.dimension) != (self.fingerprint, self.dimension):
            raise EncoderError(
                f"the encoder {self.fingerprint[:12]} cannot be opened here, only {encoder.fingerprint[:12]}: "
                "build the index with that one: policyqa index PATH --rebuild",
                zh=f"此处无法打开编码器 {self.fingerprint[:12]}，只有 {encoder.fingerprint[:12]}："
                "请用后者重建索引：policyqa index PATH --rebuild",
            )
        return encoder

    def queries(self, texts: Sequence[str]) -> Floats:
        """Vectors of questions; see `Encoder.queries`."""
        return self._encoder.queries(texts)

    def passages(
        self, texts: Sequence[str], spans: Sequence[Sequence[Span]], progress: Progress | None = None
    ) -> tuple[Floats, list[Floats]]:
        """Vectors of passages and of the spans in each; see `Encoder.passages`."""
        return self._encoder.passages(texts, spans, progress)
