"""The rsync daemon, for both directions."""

from harness.process import Server, free_port

PACKAGES = ["rsync"]

CONFIGURATION = """
use chroot = no
uid = root
gid = root
[files]
path = {files}
read only = no
"""


class Rsync(Server):
    syncs = True  # its client requests it

    def url(self, file):
        return f"rsync://{self.address('rsync')}/files/{file}"


def start(workspace):
    port = free_port()
    configuration = workspace.scratch / "rsyncd.conf"
    configuration.write_text(CONFIGURATION.format(files=workspace.files))
    command = ["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}", f"--config={configuration}"]
    return Rsync("rsync", command, workspace.logs / "rsync.log", {"rsync": port})
