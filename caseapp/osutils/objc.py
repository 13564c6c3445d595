"""Sending messages to objects of macOS through its C library; no other package is needed for it.

Source: <objc/runtime.h>, <objc/message.h>.
"""

import ctypes
import ctypes.util
from functools import cache
from itertools import count
from typing import Final

_NUMBERS: Final = count()


@cache
def _runtime() -> ctypes.CDLL:
    library = ctypes.CDLL(ctypes.util.find_library("objc"))
    ctypes.CDLL(ctypes.util.find_library("AppKit"))
    for name in ("objc_getClass", "sel_registerName"):
        function = getattr(library, name)
        function.restype, function.argtypes = ctypes.c_void_p, (ctypes.c_char_p,)
    return library


def class_named(name: str) -> int:
    """The class of a name; 0 where there is none."""
    return int(_runtime().objc_getClass(name.encode()) or 0)


def selector(name: str) -> int:
    """The selector of a name."""
    return int(_runtime().sel_registerName(name.encode()))


def send(receiver: int, name: str, *arguments: int | bytes) -> int:
    """Send a message whose arguments and answer are pointers or whole numbers.

    Args:
        receiver: an object or a class.
        name: of the message, colons included.
        *arguments: as many as it has colons; bytes for a C string.

    Returns:
        The answer; 0 for nil.
    """
    kinds = [ctypes.c_char_p if isinstance(one, bytes) else ctypes.c_void_p for one in arguments]
    # A function of just these arguments: on Apple silicon a variadic call passes them elsewhere.
    kind = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, *kinds)
    function = kind(("objc_msgSend", _runtime()))
    return int(function(receiver, selector(name), *arguments) or 0)


def string(words: str) -> int:
    """An NSString."""
    return send(class_named("NSString"), "stringWithUTF8String:", words.encode())


def new_class(name: str, method: str, body: "ctypes._FuncPointer") -> int:
    """A class with one method that takes one object and returns nothing; made anew for each body.

    Args:
        name: how its name begins.
        method: its selector.
        body: what it does, given self, selector and the object; must outlive the class's objects.

    Returns:
        The class; 0 where it could not be made.
    """
    library = _runtime()
    library.objc_allocateClassPair.restype = ctypes.c_void_p
    library.objc_allocateClassPair.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t)
    library.class_addMethod.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)
    library.objc_registerClassPair.argtypes = (ctypes.c_void_p,)
    full = f"{name}{next(_NUMBERS)}".encode()
    made = int(library.objc_allocateClassPair(class_named("NSObject"), full, 0) or 0)
    if made:
        library.class_addMethod(made, selector(method), ctypes.cast(body, ctypes.c_void_p), b"v@:@")
        library.objc_registerClassPair(made)
    return made
