"""The real sntools, run as a program that cannot reach a network."""

import os
import re
import subprocess
import sys

_CLOSED = "http://127.0.0.1:9"


def sntools(*words, module="sntools.genevts", folder):
    """Run it; return the events that it drew and those that it expected, by channel."""
    environment = os.environ | dict.fromkeys(("http_proxy", "https_proxy", "HTTPS_PROXY"), _CLOSED)
    output = folder / "events.kin"
    words = [*map(str, words), "--randomseed", "7", "--maxworkers", "2", "-o", str(output)]
    done = subprocess.run(
        [sys.executable, "-m", module, *words], capture_output=True, text=True, env=environment, check=False
    )
    assert done.returncode == 0, done.stderr
    found = re.findall(r"\[(\w+)[^\]]*\] Generated (\d+) particles \(expected: ([\d.]+)", done.stdout)
    drawn, expected = {}, {}
    for channel, number, mean in found:
        drawn[channel] = drawn.get(channel, 0) + int(number)
        expected[channel] = expected.get(channel, 0.0) + float(mean)
    assert output.read_text().count("$ begin") == sum(drawn.values())
    return drawn, expected
