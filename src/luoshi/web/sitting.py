"""One sitting of a person at the office: the account, the one post chosen, on whose behalf."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import quote

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from luoshi.ledger.queries import Sight
from luoshi.org import access
from luoshi.org import queries as org
from luoshi.org.access import Actor
from luoshi.record.refusals import NotVisible
from luoshi.web import edge, entering, guard

_POST, _BEHALF, _FOUND = "post", "on_behalf_of", "luoshi.actor"
_CHOICES, _SIGHT = "luoshi.choices", "luoshi.sight"


def seated(view: guard.View) -> guard.View:
    """A person who sits on one post; the view finds the actor with `actor(request)`."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return guard.to_sign_in(request)
        first = owed_first(request)
        if first:
            return redirect(f"{reverse(first)}?next={quote(guard.wanted(request))}")
        return view(request, *args, **kwargs)

    return guard.mark(guarded, guard.SEATED)


def owed_first(request: HttpRequest) -> str:
    """The name of the page that comes before any work: a new password, a post, a second factor; "" for none."""
    if entering.owes_password(request):
        return "change_password"
    found = find_actor(request)
    if found is None:
        return "choose_post"
    return "security" if entering.owes_factor(request, found.role) else ""


def seated_for(verb: str) -> Callable[[guard.View], guard.View]:
    """As `seated`, on a post that may do `verb` somewhere; for others there is no such page (`org/access.toml`)."""

    def decorate(view: guard.View) -> guard.View:
        @wraps(view)
        def allowed(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            if not access.allows(actor(request), verb):
                raise NotVisible
            return view(request, *args, **kwargs)

        return seated(allowed)

    return decorate


def choices(request: HttpRequest) -> tuple[Actor, ...]:
    """The posts that this person may sit on now, stand-ins included."""
    if _CHOICES not in request.META:
        request.META[_CHOICES] = tuple(org.actors_for(request.user, as_of=edge.now(request)))
    found: tuple[Actor, ...] = request.META[_CHOICES]
    return found


def choose(request: HttpRequest, actor: Actor) -> None:
    """Sit on this post until the session ends or another is chosen."""
    request.session[_POST] = actor.post_id
    request.session[_BEHALF] = actor.on_behalf_of_post_id
    request.META.pop(_FOUND, None)


def find_actor(request: HttpRequest) -> Actor | None:
    """The actor of this sitting; None when no post is chosen, or the chosen one is no longer held."""
    if _FOUND not in request.META:
        wanted = (request.session.get(_POST), request.session.get(_BEHALF))
        fits = [one for one in choices(request) if (one.post_id, one.on_behalf_of_post_id) == wanted]
        request.META[_FOUND] = fits[0] if fits else None
    found: Actor | None = request.META[_FOUND]
    return found


def actor(request: HttpRequest) -> Actor:
    """The actor of this sitting, behind `seated`. Raises LookupError without one."""
    found = find_actor(request)
    if found is None:
        raise LookupError("no post chosen for this sitting")
    return found


def seats(request: HttpRequest) -> frozenset[int]:
    """The units of every post that this person may sit on now, behind `seated`."""
    return frozenset(one.unit_id for one in choices(request))


def sight(request: HttpRequest) -> Sight:
    """What the ledger is asked with on this page, behind `seated`: taken once a request. Raises edge.BadDay."""
    if _SIGHT not in request.META:
        who = actor(request)
        refs = (f"person:{who.person_id}", f"post:{who.post_id}", who.on_behalf_of or "")
        request.META[_SIGHT] = Sight.of(who, edge.as_of(request), wanted=[ref for ref in refs if ref])
    found: Sight = request.META[_SIGHT]
    return found


def find_sight(request: HttpRequest) -> Sight | None:
    """The sight that this request has taken, if it shows the present; asks nothing itself."""
    found: Sight | None = request.META.get(_SIGHT)
    return found if found is not None and found.as_of == edge.now(request) else None


def post_ref(request: HttpRequest) -> str | None:
    """`post:3` when this request has asked who sits here already; asks nothing itself. For the log: never a person."""
    found: Actor | None = request.META.get(_FOUND)
    return None if found is None or not found.post_id else f"post:{found.post_id}"
