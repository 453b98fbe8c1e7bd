"""The one frozen Settings class. Nothing else in the project reads the environment or `.env`."""

import re
from pathlib import Path
from typing import Annotated, Literal

from babel import localedata
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.desk.hours import Hours
from bot.mail import Server


class SettingsError(ValueError):
    """A setting that cannot be used; the message names it, quotes it and says what would do."""


def _blank_is_unset(value: object) -> object:
    return None if isinstance(value, str) and not value.strip() else value


def _loud(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _at_home(path: Path | None) -> Path | None:
    """`~` as the user's home; without a home there is no place for it."""
    try:
        return path.expanduser() if path else None
    except RuntimeError:
        return None


OptionalPath = Annotated[Path | None, BeforeValidator(_blank_is_unset)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(_blank_is_unset)]
CachePath = Annotated[Path | None, BeforeValidator(_blank_is_unset), AfterValidator(_at_home)]


class Settings(BaseSettings):
    """Every field may be set as an environment variable or a line in `.env`; `.env.example` explains each."""

    model_config = SettingsConfigDict(
        env_prefix="SHOPKEEP_",
        env_file=".env",
        env_file_encoding="utf-8",
        frozen=True,
        extra="ignore",
        populate_by_name=True,
        # An address may hold a password, which no error message shall tell.
        hide_input_in_errors=True,
    )

    database_url: str = Field(default="sqlite:///var/shop.db", validation_alias="DATABASE_URL")
    catalog: OptionalPath = None
    market: str = Field(default="DE", pattern="^[A-Z]{2}$")
    locale: str = "en"
    host: str = "127.0.0.1"
    port: int = Field(default=8080, ge=0, le=65535)
    public_url: str = Field(default="", pattern=r"^(https?://[^\s?#]+)?$")
    desk: str = "Robin"
    log_level: Annotated[Literal["DEBUG", "INFO", "WARNING", "ERROR"], BeforeValidator(_loud)] = "WARNING"
    lease_seconds: float = Field(default=30.0, gt=0)
    sweep_seconds: float = Field(default=2.0, gt=0)
    workers: int = Field(default=4, ge=1, le=64)
    mail_url: OptionalSecret = Field(default=None, validation_alias="MAIL_URL")
    mail_from: str = Field(default="shop@localhost", validation_alias="MAIL_FROM", pattern=r"^\S+@\S+$")
    cache: CachePath = Path("~/.cache/shopkeep")
    twilio_account_sid: str = Field(default="", validation_alias="TWILIO_ACCOUNT_SID", pattern="^(AC[0-9a-fA-F]{32})?$")
    twilio_auth_token: OptionalSecret = Field(default=None, validation_alias="TWILIO_AUTH_TOKEN")
    twilio_whatsapp_from: str = Field(
        default="",
        validation_alias="TWILIO_WHATSAPP_FROM",
        pattern=r"^(whatsapp:\+[1-9][0-9]{6,14}|MG[0-9a-fA-F]{32})?$",
    )
    twilio_base_url: str = Field(default="", validation_alias="TWILIO_BASE_URL", pattern=r"^(https?://\S+)?$")
    encoder: str = Field(default="", validation_alias="ENCODER")
    encoder_query_prompt: str = Field(default="", validation_alias="ENCODER_QUERY_PROMPT")
    encoder_passage_prompt: str = Field(default="", validation_alias="ENCODER_PASSAGE_PROMPT")
    data: OptionalPath = None
    conversations: OptionalPath = None
    telegram_bot_token: OptionalSecret = Field(default=None, validation_alias="TELEGRAM_BOT_TOKEN")
    telegram_base_url: str = Field(
        default="https://api.telegram.org/bot", validation_alias="TELEGRAM_BASE_URL", pattern=r"^https?://\S+$"
    )
    telegram_file_url: str = Field(
        default="https://api.telegram.org/file/bot", validation_alias="TELEGRAM_FILE_URL", pattern=r"^https?://\S+$"
    )
    rise_minutes: float = Field(default=15.0, gt=0)
    answer_hours: float = Field(default=4.0, gt=0)
    desk_hours: str = ""
    desk_locale: str = Field(default="en", pattern="^([a-z]{2}(_[A-Z]{2})?)?$")
    slack_bot_token: OptionalSecret = Field(default=None, validation_alias="SLACK_BOT_TOKEN")
    slack_signing_secret: OptionalSecret = Field(default=None, validation_alias="SLACK_SIGNING_SECRET")
    slack_app_token: OptionalSecret = Field(default=None, validation_alias="SLACK_APP_TOKEN")
    slack_channel: str = Field(default="", validation_alias="SLACK_CHANNEL", pattern="^([CG][A-Z0-9]+)?$")
    slack_staff: str = Field(default="", validation_alias="SLACK_STAFF")
    slack_base_url: str = Field(
        default="https://slack.com/api/", validation_alias="SLACK_BASE_URL", pattern=r"^https?://\S+/$"
    )
    anthropic_api_key: OptionalSecret = Field(default=None, validation_alias="ANTHROPIC_API_KEY")
    anthropic_base_url: str = Field(
        default="https://api.anthropic.com", validation_alias="ANTHROPIC_BASE_URL", pattern=r"^https?://\S+$"
    )
    claude_when: Literal["unsure", "always", "never"] = Field(default="unsure", validation_alias="CLAUDE_WHEN")
    claude_writes: Literal["all", "reasons", "advice", "nothing"] = Field(
        default="all", validation_alias="CLAUDE_WRITES"
    )
    claude_model: str = Field(default="claude-haiku-5-5", validation_alias="CLAUDE_MODEL", min_length=1)
    claude_effort: Literal["", "low", "medium", "high", "xhigh", "max"] = Field(
        default="low", validation_alias="CLAUDE_EFFORT"
    )
    claude_tokens: int = Field(default=2000, ge=200, le=16_000, validation_alias="CLAUDE_TOKENS")
    claude_day_dollars: float = Field(default=5.0, ge=0, validation_alias="CLAUDE_DAY_DOLLARS")
    claude_shopper_dollars: float = Field(default=0.25, ge=0, validation_alias="CLAUDE_SHOPPER_DOLLARS")

    @field_validator("mail_url")
    @classmethod
    def _is_a_mail_server(cls, url: SecretStr | None) -> SecretStr | None:
        if url is not None:
            Server.at(url.get_secret_value())
        return url

    @field_validator("desk_locale")
    @classmethod
    def _is_a_language(cls, code: str) -> str:
        if code and code.partition("_")[0] not in localedata.locale_identifiers():
            raise ValueError(f"SHOPKEEP_DESK_LOCALE {code!r} is no language; try en or pt_BR")
        return code

    @field_validator("desk_hours")
    @classmethod
    def _are_hours(cls, hours: str) -> str:
        Hours.read(hours)
        return hours

    @field_validator("desk")
    @classmethod
    def _names_people(cls, desk: str) -> str:
        names = [" ".join(name.split()) for name in desk.split(",")]
        if not all(names) or len({name.casefold() for name in names}) < len(names):
            raise ValueError(f"SHOPKEEP_DESK {desk!r} must name people, each once, with commas between; try Robin, Kim")
        return ", ".join(names)

    @field_validator("slack_staff")
    @classmethod
    def _lists_users(cls, staff: str) -> str:
        pairs = [each.partition(":") for each in staff.split(",") if each.strip()]
        listed = [(user.strip(), " ".join(name.split())) for user, _, name in pairs]
        users, names = {user for user, _ in listed}, {name.casefold() for _, name in listed}
        whole = all(re.fullmatch("[UW][A-Z0-9]+", user) and name for user, name in listed)
        if not whole or not len(listed) == len(users) == len(names):
            raise ValueError(
                f"SLACK_STAFF {staff!r} must list Slack's ids with the names that shoppers read, each once; "
                "try U012AB3CD:Robin, U045EF6GH:Kim"
            )
        return ", ".join(f"{user}:{name}" for user, name in listed)

    @field_validator("database_url")
    @classmethod
    def _is_a_database(cls, url: str) -> str:
        if url == ":memory:":
            return "sqlite://"
        if not url.startswith(("sqlite:", "postgresql:", "postgresql+psycopg:", "postgres:")):
            raise ValueError(f"DATABASE_URL {url!r} is not a database address; try sqlite:///var/shop.db")
        return url
