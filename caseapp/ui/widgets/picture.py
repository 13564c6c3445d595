"""A picture from memory: bounded before it is decoded, shown to fit, never written anywhere."""

from concurrent.futures import Future
from threading import Thread
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QImage, QImageReader, QPixmap, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from caseapp.domain.file_kinds import FileKind

MOST_SIDE: Final = 1600
"""Pixels; a larger picture is made smaller while it is decoded."""
_MOST_PIXELS: Final = 50_000_000
_MOST_PIXELS_JPEG: Final = 120_000_000  # is made smaller before it is all there
_MOST_MEGABYTES: Final = 256


def decode(data: bytes, kind: FileKind) -> QImage | None:
    """Decode a picture.

    Args:
        data: its bytes.
        kind: as they said; no other reader is asked, whatever else they could be.

    Returns:
        The picture, its longer side at most `MOST_SIDE`; None where it is too large or damaged.
    """
    # What a few bytes claim to be large would fill the memory.
    QImageReader.setAllocationLimit(_MOST_MEGABYTES)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(kind.value.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    most = _MOST_PIXELS_JPEG if kind is FileKind.JPEG else _MOST_PIXELS
    if not size.isValid() or size.width() * size.height() > most:
        return None
    if max(size.width(), size.height()) > MOST_SIDE:
        bound = QSize(MOST_SIDE, MOST_SIDE)
        small = size.scaled(bound, Qt.AspectRatioMode.KeepAspectRatio)
        reader.setScaledSize(small.expandedTo(QSize(1, 1)))
    image = reader.read()
    return None if image.isNull() else image


def decode_aside(data: bytes, kind: FileKind) -> "Future[QImage | None]":
    """Decode on a thread of its own: a photo takes longer than the window may wait."""
    decoded: Future[QImage | None] = Future()

    def work() -> None:
        try:
            decoded.set_result(decode(data, kind))
        except BaseException as error:  # noqa: BLE001 - handed to the caller whole, nothing is swallowed
            decoded.set_exception(error)

    Thread(target=work, name="picture", daemon=True).start()
    return decoded


class Picture(QLabel):
    """Shows a picture as large as there is room, and no larger than it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: QImage | None = None
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)

    def show_image(self, image: QImage) -> None:
        """Show a picture."""
        self._image = image
        self._fit()

    def forget(self) -> None:
        """Let go of the picture."""
        self._image = None
        self.clear()

    @property
    def is_shown(self) -> bool:
        """Whether there is a picture."""
        return self._image is not None

    def _fit(self) -> None:
        if self._image is None:
            return
        ratio = self.devicePixelRatio()
        room = self.size() * ratio
        size = self._image.size()
        if size.width() > room.width() or size.height() > room.height():
            size = size.scaled(room, Qt.AspectRatioMode.KeepAspectRatio)
        image = self._image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        pixmap = QPixmap.fromImage(image)
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit again."""
        super().resizeEvent(event)
        self._fit()
