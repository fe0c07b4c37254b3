"""People for staff: found by address, never more shown than is needed. Digests and password hashes stay hidden."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.email_addresses import replace_address
from accounts.models import ApiToken, Consent, Profile, User, WatchEntry
from accounts.personal_data import erase_everything


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields = ("email", "display_name")
        field_classes: ClassVar[dict[str, type[forms.Field]]] = {}


class ProfileInline(admin.StackedInline):  # type: ignore[type-arg]
    model = Profile
    can_delete = False
    readonly_fields = ("updated_at",)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False  # every user has one


@admin.register(User)
class UserAdmin(DjangoUserAdmin):  # type: ignore[type-arg]
    add_form = NewUserForm
    inlines = (ProfileInline,)
    ordering = ("email",)
    list_display = ("email", "display_name", "is_active", "is_staff", "date_joined", "last_login")
    list_filter = ("is_active", "is_staff", "is_superuser", "date_joined")
    search_fields = ("email", "display_name")
    date_hierarchy = "date_joined"
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "display_name", "password")}),
        ("May", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("When", {"fields": ("date_joined", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("email", "display_name", "usable_password", "password1", "password2")}),
    )  # fmt: skip

    def get_inlines(self, request: HttpRequest, obj: User | None) -> Any:
        return super().get_inlines(request, obj) if obj else ()

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001
        super().save_model(request, obj, form, change)
        if change and "email" in form.changed_data:
            replace_address(user=obj)

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Rows that belong to a person go with the person, also those that staff may not delete one by one."""
        to_delete, counts, _, protected = super().get_deleted_objects(objs, request)
        return to_delete, counts, set(), protected

    def delete_model(self, request: HttpRequest, obj: User) -> None:
        erase_everything(user=obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        for user in queryset:
            erase_everything(user=user)


class OwnedAdmin(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that belong to a person: staff may look, the person decides."""

    list_select_related = ("user",)
    search_fields: ClassVar[tuple[str, ...]] = ("user__email",)

    @admin.display(description="person", ordering="user__email")
    def person(self, row: Any) -> str:
        return str(row.user.email)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Consent)
class ConsentAdmin(OwnedAdmin):
    fields = list_display = ("person", "modality", "wording", "granted_at", "withdrawn_at")
    list_filter = ("modality", "wording", ("withdrawn_at", admin.EmptyFieldListFilter))
    date_hierarchy = "granted_at"

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(ApiToken)
class ApiTokenAdmin(OwnedAdmin):
    """Deleting one revokes it."""

    fields = list_display = ("person", "name", "prefix", "created_at", "last_used_at")
    search_fields = ("user__email", "name", "prefix")
    date_hierarchy = "created_at"


@admin.register(WatchEntry)
class WatchEntryAdmin(OwnedAdmin):
    fields = list_display = ("person", "title", "year", "rating", "watched_on", "created_at")
    search_fields = ("user__email", "title")
    list_filter = ("rating",)
    date_hierarchy = "created_at"
