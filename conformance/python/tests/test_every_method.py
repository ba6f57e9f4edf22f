"""That no method the SDK has for im/v1 is left out."""

import inspect
import pathlib
import re

CALL = re.compile(r"im\.v1\.(\w+\.\w+)")


def test_every_method_of_the_sdk_is_called(bot):
    here = pathlib.Path(__file__).parent
    texts = [path.read_text(encoding="utf-8") for path in here.glob("test_*.py")]
    called = {name for text in texts for name in CALL.findall(text)}
    methods = set()
    for resource, value in vars(bot.sdk.im.v1).items():
        names = [name for name, _ in inspect.getmembers(value, inspect.ismethod)]
        methods |= {f"{resource}.{name}" for name in names if not name.startswith("_")}
    # `acreate` is the asynchronous twin of `create`.
    twins = {name for name in methods if name.replace(".a", ".", 1) in methods - {name}}
    assert methods - twins - called == set()
