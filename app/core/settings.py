"""Everything that differs between two installations, in one class.

Each setting is read from the environment as ``JINGHE_<NAME>`` or from a file ``.env`` beside ``pyproject.toml``. The
table in README.md is held equal to this class by a test.
"""

from enum import StrEnum
from pathlib import Path

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.core.addresses import SenderText
from app.core.i18n import gettext as _

LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
DEFAULT_FROM = "景合 <no-reply@jinghe.invalid>"


class Mode(StrEnum):
    DEVELOPMENT = "development"
    PRODUCTION = "production"


class Settings(BaseSettings):
    model_config = SettingsConfigDict(env_prefix="JINGHE_", env_file=".env", extra="ignore")

    mode: Mode = Field(Mode.DEVELOPMENT, description="`development` or `production`; production refuses demo data")
    var: Path = Field(Path("var"), description="Folder of everything the site writes: database, files, model, indexes")
    database_url: str = Field("", description="SQLAlchemy URL; empty means SQLite at `<var>/jinghe.sqlite3`")
    requests_at_once: int = Field(
        8,
        ge=2,
        le=64,
        description="Requests a process works on at the same time, others queue; it holds up to twice as many database "
        "connections, and 16 more",
    )
    host: str = Field("127.0.0.1", description="Address to listen on")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on")
    public_url: str = Field(
        "", description="Address people use, such as https://jinghe.example.gov.cn; needed for mail"
    )
    trusted_proxies: str = Field("127.0.0.1", description="Proxies whose `X-Forwarded-*` headers are believed")
    site_name: str = Field("景合", description="Name of the site as people see it")
    site_code: str = Field("JH", min_length=2, max_length=8, description="Prefix of public codes and exported ids")
    language: str = Field("zh", pattern="^(zh|en)$", description="Language before a person chooses one")
    encoder: str = Field("default", description="`default`, a model name, or a folder of a sentence-transformers model")
    encoder_route: str = Field(
        "auto",
        pattern="^(auto|openvino|reference)$",
        description="How the model runs: `auto`, `openvino` or `reference`",
    )
    encoder_threads: int = Field(2, ge=1, le=64, description="Threads of the encoder in one process")
    mail: str = Field("console", pattern="^(console|smtp)$", description="`console` prints mails, `smtp` sends them")
    mail_from: SenderText = Field(DEFAULT_FROM, description="Sender of every mail")
    smtp_host: str = Field("127.0.0.1", description="Mail server")
    smtp_port: int = Field(25, ge=1, le=65535, description="Port of the mail server")
    smtp_user: str = Field("", description="Account at the mail server; empty sends without signing in")
    smtp_password: SecretStr = Field(SecretStr(""), description="Password at the mail server")
    smtp_tls: str = Field("starttls", pattern="^(none|starttls|tls)$", description="How the connection is secured")
    mail_per_minute: int = Field(
        1200, ge=0, description="Mails handed to the server within a minute, by all workers together; 0 knows no limit"
    )
    mail_per_domain: int = Field(
        300, ge=0, description="Likewise to the addresses of one domain, such as `example.com`; 0 knows no limit"
    )
    upload_limit_mb: int = Field(50, ge=1, le=50, description="Largest list that can be imported, in MB")
    attachment_limit_mb: int = Field(20, ge=1, le=200, description="Largest attachment, in MB")
    seal_key_file: str = Field(
        "",
        description="File with the key that seals bids, outside `JINGHE_VAR` and every backup; in development empty means "
        "`<var>/seal.key`, made at the first use",
    )
    session_days: int = Field(14, ge=1, le=90, description="Days a sign-in lasts without being used")
    readiness_threshold: int = Field(60, ge=0, le=100, description="Readiness score a need must reach to be submitted")
    review_days: int = Field(5, ge=1, le=30, description="Working days a review may take before the office is told")
    pilot_survey_weeks: int = Field(4, ge=1, le=26, description="Weeks between two status surveys of a running pilot")
    log_format: str = Field(
        "console", pattern="^(console|json)$", description="`console` for people, `json` for machines"
    )
    log_level: str = Field(
        "info", pattern="^(debug|info|warning|error)$", description="The least that is logged: `debug` to `error`"
    )

    @property
    def database(self) -> str:
        """The database URL, with the embedded default filled in."""
        return self.database_url or f"sqlite:///{(self.var / 'jinghe.sqlite3').absolute()}"

    @property
    def seal_keys(self) -> Path:
        """Where the sealing keys lie."""
        return Path(self.seal_key_file) if self.seal_key_file else self.var / "seal.key"

    @property
    def pool_size(self) -> int:
        """Database connections of a process: two for each request, and for the worker, the index and whoever watches."""
        return 2 * self.requests_at_once + 16

    @property
    def largest_body(self) -> int:
        """Bytes of the largest request: a file and what a form says about it."""
        return (max(self.upload_limit_mb, self.attachment_limit_mb) + 1) << 20

    @property
    def production(self) -> bool:
        return self.mode is Mode.PRODUCTION

    @property
    def origin(self) -> str:
        """Scheme, host and port under which people reach the site."""
        return (self.public_url or f"http://{self.host}:{self.port}").rstrip("/")

    @property
    def demo_allowed(self) -> bool:
        """Demo accounts have known passwords, so they exist on a developer's own machine only."""
        return not self.production and self.host in LOOPBACK

    def problems(self) -> list[str]:
        """What must be put right before this configuration may serve people; empty when all is well."""
        rules = self._wrong_in_production() if self.production else self._wrong_in_development()
        return [sentence for wrong, sentence in rules if wrong]

    def _wrong_in_production(self) -> list[tuple[bool, str]]:
        """What is meant for a developer's own machine, or lets others read along."""
        bare_password = self.mail == "smtp" and self.smtp_tls == "none" and bool(self.smtp_user)
        return [
            (
                not self.public_url.startswith("https://"),
                _("JINGHE_PUBLIC_URL 未设置或不是 https 地址：生产模式需要对外访问的 https 地址。"),
            ),
            (
                self.mail == "console",
                _("JINGHE_MAIL=console 会把登录和重设密码的链接写进日志：生产模式需要 JINGHE_MAIL=smtp。"),
            ),
            (
                self.mail_from == DEFAULT_FROM,
                _("JINGHE_MAIL_FROM 未设置：默认的发件地址不存在，邮件服务器会拒收。"),
            ),
            (
                bare_password and self.smtp_host not in LOOPBACK,
                _("JINGHE_SMTP_TLS=none 会让邮件账号的密码在网络上明文传输，请改用 starttls 或 tls。"),
            ),
            (
                "*" in self.trusted_proxies,
                _("JINGHE_TRUSTED_PROXIES 不能是 *：任何人都可以伪造来源地址，请写明反向代理的地址。"),
            ),
            (
                not self.seal_key_file or self.seal_keys.absolute().is_relative_to(self.var.absolute()),
                _(
                    "JINGHE_SEAL_KEY_FILE 未设置，或者放在了 JINGHE_VAR 里：密封用的密钥必须与数据库、文件和备份分开存放。"
                ),
            ),
            (self.encoder == "hashing", _("JINGHE_ENCODER=hashing 只用于测试，不懂文字的意思，请换一个模型。")),
        ]

    def _wrong_in_development(self) -> list[tuple[bool, str]]:
        return [
            (
                self.host not in LOOPBACK,
                _("开发模式只能监听本机地址；对外服务请设置 JINGHE_MODE=production。"),
            ),
            (
                self.public_url.startswith("https://"),
                _("JINGHE_PUBLIC_URL 是对外的地址，而开发模式只供本机使用；对外服务请设置 JINGHE_MODE=production。"),
            ),
        ]
