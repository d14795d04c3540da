"""Institutions, users, the roles users hold in institutions, and the keys programs use in a user's name."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lantai.base.accounts.access import Role
from lantai.base.common.ids import new_ulid


class Institution(models.Model):
    """An archive, an authority, an originating unit, a township … (机构). Codes never change; names may."""

    class Kind(models.TextChoices):
        AUTHORITY = "authority", _("archives authority")
        ARCHIVE = "archive", _("archive")
        UNIT = "unit", _("originating unit")
        TOWNSHIP = "township", _("township")
        VILLAGE = "village", _("village")
        SPECIAL = "special", _("special archive")

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=Kind.choices, default=Kind.ARCHIVE)

    class Meta:
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager["User"]):
    """Makes users with a usable password; nothing else."""

    def create_user(self, username: str, password: str | None = None, *, display_name: str = "") -> User:
        now = timezone.now()
        user = self.model(username=username, display_name=display_name, activated_at=now, password_set_at=now)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """A person who signs in. What they may do follows from their roles, never from a flag on this row.

    `institution` is the one that keeps the account: whose administrators see to it.
    """

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    username = models.CharField(_("user name"), max_length=80, unique=True)
    display_name = models.CharField(_("name"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, null=True, related_name="+")
    activated_at = models.DateTimeField(null=True)
    password_set_at = models.DateTimeField(null=True)
    must_change_password = models.BooleanField(default=False)
    second_factor_since = models.DateTimeField(null=True)

    STATES: ClassVar[dict[str, Any]] = {
        "proposed": _("awaits activation"),
        "active": _("active"),
        "disabled": _("disabled"),
    }

    objects = UserManager()
    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    def __str__(self) -> str:
        return self.display_name or self.username

    def get_session_auth_hash(self) -> str:
        """Sessions end with the password, and whenever a second factor is enrolled or reset."""
        own, since = super().get_session_auth_hash(), self.second_factor_since
        return f"{own}{since.timestamp()}" if since else own

    @property
    def state(self) -> str:
        """Proposed by one office, active since another activated it, or disabled; never deleted."""
        if self.is_active:
            return "active"
        return "disabled" if self.activated_at else "proposed"

    @property
    def state_label(self) -> str:
        return str(self.STATES[self.state])


class RoleAssignment(models.Model):
    """One role of one user in one institution."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="roles")
    institution = models.ForeignKey(Institution, on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=40, choices=[(role.value, role.value) for role in Role])
    granted_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "institution", "role"], name="accounts_role_once"),
        ]

    def __str__(self) -> str:
        return f"{self.user} {self.role} {self.institution.code}"

    @property
    def label(self) -> str:
        return Role(self.role).label


class SecondFactor(models.Model):
    """The secret a user's telephone shares with us, sealed, and the last step whose code was used."""

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="second_factor")
    cipher = models.BinaryField()
    last_step = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.user_id}"


class RecoveryCode(models.Model):
    """The keyed hash of a code that stands once for a telephone that is lost."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="recovery_codes")
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "hash"], name="accounts_recovery_code_once")]

    def __str__(self) -> str:
        return f"{self.user_id}"


class StaffContact(models.Model):
    """Where somebody is reminded of what is due, sealed, and how often; `language` (zh or en): in which."""

    class Pace(models.TextChoices):
        DAILY = "daily", _("once a working day, all together")
        AT_ONCE = "at_once", _("of each case at once")
        NEVER = "never", _("never")

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="contact")
    cipher = models.BinaryField(default=b"")
    pace = models.CharField(max_length=10, choices=Pace.choices, default=Pace.DAILY)
    language = models.CharField(max_length=2, default="zh")

    def __str__(self) -> str:
        return f"{self.user_id} {self.pace}"


class OldPassword(models.Model):
    """The hash of a password somebody had, so that it is not taken again."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="old_passwords")
    hash = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.user_id}"


class ApiToken(models.Model):
    """A key with which a program acts as its user. Only the hash is kept: the key itself is shown once, when made."""

    ulid = models.CharField(max_length=26, unique=True, default=new_ulid, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.user} {self.name}"
