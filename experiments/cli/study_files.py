"""The files of studies that Hydra reads: with a byte order mark or without, and never too large."""

from __future__ import annotations

from pathlib import Path

from hydra._internal.core_plugins.file_config_source import FileConfigSource
from hydra._internal.sources_registry import SourcesRegistry
from hydra.core.plugins import Plugins
from hydra.plugins.config_source import ConfigLoadError, ConfigResult, ConfigSource

from experiments.config import yaml_text
from simulation import SettingsError


class StudyFiles(FileConfigSource):
    """Configuration files in a folder, read by `yaml_text`."""

    def load_config(self, config_path: str) -> ConfigResult:
        """A file and its header."""
        path = Path(self.path, self._normalize_file_name(config_path))
        if not path.is_file():
            raise ConfigLoadError(f"There is no file {str(path)!r}.")
        if path.stat().st_size > 4 * yaml_text.MOST:  # no character has more bytes
            raise SettingsError(f"{path} is too large for a study: {path.stat().st_size} bytes.")
        try:
            text = path.read_text("utf-8-sig")
        except UnicodeDecodeError:
            raise SettingsError(f"{path} is no text in UTF-8.") from None
        header = ConfigSource._get_header_dict(text)
        return ConfigResult(
            self.provider,
            f"{self.scheme()}://{self.path}",
            yaml_text.parsed(text, str(path)),
            header,
        )


def read_safely() -> None:
    """Have Hydra read configuration files as `StudyFiles` does."""
    Plugins.instance()  # has registered Hydra's own
    SourcesRegistry.instance().types[StudyFiles.scheme()] = StudyFiles
