"""Configuration files as editors save them: also in UTF-16, or with a mark of their encoding in front."""

import functools
import sys
from pathlib import Path

from hydra._internal.core_plugins import file_config_source
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigResult, ConfigSource

from experiments.config import yaml_text
from simulation import SettingsError
from simulation.inputs.text import read_text


class FileConfigSource(file_config_source.FileConfigSource):
    """Hydra's reader of files, which takes a mark at the beginning for text."""

    def load_config(self, config_path: str) -> ConfigResult:
        """The configuration in a file.

        Raises:
            SettingsError: it is no text, too large, or no YAML.
        """
        path = Path(self.path, self._normalize_file_name(config_path))
        if not path.is_file():
            return super().load_config(config_path)  # which says so
        if path.stat().st_size > 4 * yaml_text.MOST:  # no character has more bytes
            most = f"at most {4 * yaml_text.MOST} are allowed"
            raise SettingsError(f"{path} has {path.stat().st_size} bytes; {most}.")
        text = read_text(str(path), "YAML")
        for assumed in text.assumed:
            _tell(f"{path.name}: {assumed}.")
        return ConfigResult(
            provider=self.provider,
            path=f"{self.scheme()}://{self.path}",
            config=yaml_text.parsed(text.content, str(path)),
            header=ConfigSource._get_header_dict(text.content[:512]),
        )


@functools.cache
def _tell(line: str) -> None:
    """Print a line once, however often Hydra reads a file."""
    print(line, file=sys.stderr)


def register() -> None:
    """Make Hydra read files with this class."""
    Plugins.instance()  # registers Hydra's own
    SourcesRegistry.instance().types["file"] = FileConfigSource
