"""A real SLURM on this machine: a controller and two nodes in a temporary folder, all on loopback."""

from __future__ import annotations

import os
import secrets
import shutil
import socket
import subprocess
import time
from pathlib import Path

PROGRAMS = ("munged", "slurmctld", "slurmd", "sbatch", "scancel", "squeue", "sinfo")
PLACES = f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin"
NODES = ("one", "two")
PATIENCE = 30.0  # seconds for the nodes to be ready
CONFIGURATION = """\
ClusterName=here
SlurmctldHost={host}(127.0.0.1)
SlurmctldPort={controller}
CommunicationParameters=NoInAddrAny,NoCtldInAddrAny
SlurmUser=root
SlurmdUser=root
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool_%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd_%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd_%n.log
ProctrackType=proctrack/pgid
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
SchedulerType=sched/builtin
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
MpiDefault=none
SwitchType=switch/none
ReturnToService=2
KillWait=2
NodeName=one NodeHostname={host} NodeAddr=127.0.0.1 Port={one} CPUs=2 RealMemory=1000
NodeName=two NodeHostname={host} NodeAddr=127.0.0.1 Port={two} CPUs=2 RealMemory=1000
PartitionName=all Nodes=one,two Default=YES MaxTime=INFINITE State=UP
"""


def why_not() -> str:
    """Why SLURM cannot be started here; empty where it can."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=PLACES) is None]
    if missing:
        return f"SLURM is not installed here (no {', '.join(missing)}): apt-get install slurm-wlm munge"
    return "" if os.geteuid() == 0 else "starting SLURM here needs to be root"


class Slurm:
    """A controller and two nodes that run as long as a `with` block.

    Attributes:
        configuration: the file that SLURM's commands find in the environment variable SLURM_CONF.
    """

    def __init__(self, folder: Path) -> None:
        self.folder, self.configuration = folder, folder / "slurm.conf"
        self.started: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Slurm:
        self._write()
        key = f"--key-file={self.folder}/munge.key"
        own = (f"--{name}-file={self.folder}/munge.{name}" for name in ("pid", "log", "seed"))
        self._start(
            "munged", "--foreground", "--force", f"--socket={self.folder}/munge.socket", key, *own
        )
        self._wait((self.folder / "munge.socket").exists)
        self._start("slurmctld", "-D")
        for node in NODES:
            self._start("slurmd", "-D", "-N", node)
        self._wait(
            lambda: self.say("sinfo", "-h", "-N", "-o", "%T").split() == ["idle"] * len(NODES)
        )
        return self

    def _write(self) -> None:
        (self.folder / "state").mkdir()
        for node in NODES:
            (self.folder / f"spool_{node}").mkdir()
        key = self.folder / "munge.key"
        key.write_bytes(secrets.token_bytes(1024))
        key.chmod(0o400)
        host = socket.gethostname().partition(".")[0]
        ports = dict(zip(("controller", *NODES), free_ports(3), strict=True))
        self.configuration.write_text(CONFIGURATION.format(folder=self.folder, host=host, **ports))

    def _start(self, program: str, *arguments: str) -> None:
        command = [shutil.which(program, path=PLACES) or program, *arguments]
        self.started.append(subprocess.Popen(
            command, env=self.environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ))  # fmt: skip

    def _wait(self, ready) -> None:
        end = time.monotonic() + PATIENCE
        while not ready():
            if time.monotonic() > end or any(one.poll() is not None for one in self.started):
                logs = {log.name: log.read_text()[-1000:] for log in self.folder.glob("*.log")}
                raise RuntimeError(f"SLURM did not start: {logs}")
            time.sleep(0.1)

    def environment(self) -> dict[str, str]:
        return os.environ | {"SLURM_CONF": str(self.configuration)}

    def say(self, *command: str) -> str:
        """What one of SLURM's commands prints."""
        return subprocess.run(
            command,
            env=self.environment(),
            capture_output=True,
            text=True,
            check=False,
            timeout=300,
        ).stdout

    def jobs(self) -> dict[str, str]:
        """The jobs that wait, run or are being ended, and the node of each."""
        return dict(
            line.split("|") for line in self.say("squeue", "-h", "-o", "%A|%N").splitlines()
        )

    def __exit__(self, *_: object) -> None:
        self.say("scancel", "--user=root")
        end = time.monotonic() + PATIENCE
        while self.jobs() and time.monotonic() < end:
            time.sleep(0.1)
        for process in reversed(self.started):
            process.terminate()
        for process in self.started:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def free_ports(number: int) -> list[int]:
    """Ports that nobody listens on."""
    taken = [socket.create_server(("127.0.0.1", 0)) for _ in range(number)]
    ports = [one.getsockname()[1] for one in taken]
    for one in taken:
        one.close()
    return ports
