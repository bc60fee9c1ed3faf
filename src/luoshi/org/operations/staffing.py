"""Posts and who holds them: an item binds to a post, so a successor takes over by holding it (R6-09)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from luoshi.org.access import Actor
from luoshi.org.models import Person, Post, Tenure, Unit
from luoshi.org.operations import _guard
from luoshi.org.operations._separation import faults_of_tenure
from luoshi.org.operations._spans import overlapping, ref
from luoshi.org.operations.persons import faults_of_persons, register
from luoshi.record.operations import Work
from luoshi.record.refusals import Reason, Refused


@dataclass(frozen=True, slots=True)
class PostSpec:
    """A post to be founded; a secretary's post names the leader's post that it serves."""

    unit_id: int
    title: str
    role: str
    serves_id: int | None = None


@dataclass(frozen=True, slots=True)
class StaffSpec:
    """A post to be founded together with its first holder."""

    unit_id: int
    title: str
    role: str
    name: str
    mobile: str = ""
    serves_id: int | None = None


@dataclass(frozen=True, slots=True)
class Staffed:
    """What `staff` made of one `StaffSpec`."""

    post_id: int
    person_id: int


@_guard.under_the_lock
def found_post(*, actor: Actor, at: datetime, post: PostSpec, on: date) -> int:
    """Found one post from the date `on`; returns its id. See `found_posts`."""
    return found_posts(actor=actor, at=at, posts=[post], on=on)[0]


@_guard.under_the_lock
def found_posts(*, actor: Actor, at: datetime, posts: Sequence[PostSpec], on: date) -> tuple[int, ...]:
    """Found posts from the date `on`; returns their ids in order.

    Refuses unknown roles, empty titles, dissolved units, and a secretary who serves no leader's post.
    """
    _check_posts(actor, at, posts, on, verb="org.arrange")
    with _guard.open_work(actor, at) as work:
        return tuple(row.id for row in _found(work, posts, on))


@_guard.under_the_lock
def staff(*, actor: Actor, at: datetime, posts: Sequence[StaffSpec], on: date) -> tuple[Staffed, ...]:
    """Found posts, enter their first holders and appoint them, all from `on`: how a county is set up.

    Needs the right to arrange and to staff. A few queries, however many posts; each with a mobile number costs three.
    """
    wanted = [PostSpec(one.unit_id, one.title, one.role, one.serves_id) for one in posts]
    people = [(one.name, one.mobile) for one in posts]
    _guard.require(actor, "org.staff", at)
    _check_posts(actor, at, wanted, on, verb="org.arrange", more=faults_of_persons(people))
    with _guard.open_work(actor, at) as work:
        rows, persons = _found(work, wanted, on), register(work, people)
        _begin(work, list(zip(rows, persons, strict=True)), on)
    return tuple(Staffed(row.id, person.id) for row, person in zip(rows, persons, strict=True))


def _check_posts(
    actor: Actor, at: datetime, posts: Sequence[PostSpec], on: date, *, verb: str, more: Sequence[Reason] = ()
) -> None:
    """Raise every reason why these posts cannot be founded."""
    units = _guard.found_all(Unit, [one.unit_id for one in posts])
    _guard.require(actor, verb, at, list(units.values()))
    served = Post.objects.in_bulk({one.serves_id for one in posts if one.serves_id is not None})
    reasons = list(more)
    for one in posts:
        reasons += _faults_of_post(one, units[one.unit_id], served, on)
    _guard.refuse(reasons)


def _faults_of_post(post: PostSpec, unit: Unit, served: Mapping[int, Post], on: date) -> list[Reason]:
    """Why this one post cannot be founded."""
    reasons = []
    if not post.title.strip():
        reasons.append(Reason("org.field_missing", {"field": "title"}))
    if post.role not in Post.Role.values:
        reasons.append(Reason("post.role_unknown", {"title": post.title, "post_role": post.role}))
    if unit.founded_on > on or (unit.dissolved_on is not None and unit.dissolved_on <= on):
        reasons.append(Reason("unit.not_there", {"unit": f"unit:{unit.id}", "from_on": on}))
    leader = None if post.serves_id is None else served.get(post.serves_id)
    serves_leader = leader is not None and leader.role in {Post.Role.CHIEF_LEADER, Post.Role.LEADER}
    if (post.role == Post.Role.SECRETARY) != serves_leader or (post.serves_id is not None and not serves_leader):
        reasons.append(Reason("post.serves_wrong", {"title": post.title}))
    return reasons


def _found(work: Work, posts: Sequence[PostSpec], on: date) -> list[Post]:
    """Write posts and their events."""
    rows = Post.objects.bulk_create(
        Post(unit_id=one.unit_id, title=one.title.strip(), role=one.role, serves_id=one.serves_id, valid_from=on)
        for one in posts
    )
    for row in rows:
        payload = {
            "unit": f"unit:{row.unit_id}",
            "title": row.title,
            "post_role": row.role,
            "serves": ref("post", row.serves_id),
            "from_on": on,
        }
        work.record("post.founded", stream=f"post:{row.id}", payload=payload, rows=[row])
    return rows


@_guard.under_the_lock
def abolish_post(*, actor: Actor, at: datetime, post_id: int, on: date) -> None:
    """The post ends: `on` is the first day without it. Refuses while somebody holds it then."""
    post = _post_for(actor, at, post_id, "org.arrange")
    reasons = _faults_of_life(post, on)
    if on <= post.valid_from:
        reasons.append(Reason("org.later_change", {"from_on": post.valid_from}))
    if Tenure.objects.filter(post=post).exclude(valid_to__lte=on).exists():
        reasons.append(Reason("post.still_held", {"post": f"post:{post.id}"}))
    _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        post.valid_to = on
        post.save()
        work.record("post.abolished", stream=f"post:{post.id}", payload={"from_on": on}, rows=[post])


@_guard.under_the_lock
def appoint(*, actor: Actor, at: datetime, post_id: int, person_id: int, on: date) -> None:
    """The person holds the post from `on`.

    Refuses a post that somebody holds on or after that day, one that has ended, roles that one person may not have
    together, and an appointment of oneself (R12-01).
    """
    post, person = _post_for(actor, at, post_id, "org.staff"), _guard.found(Person, person_id)
    reasons = _guard.not_to_oneself(actor, person.id, post.id) + _faults_of_life(post, on)
    _guard.refuse(reasons + _faults_of_holding(post, on) + faults_of_tenure(person.id, post, on))
    with _guard.open_work(actor, at) as work:
        _begin(work, [(post, person)], on)


@_guard.under_the_lock
def relieve(*, actor: Actor, at: datetime, post_id: int, on: date) -> None:
    """The holder gives up the post: `on` is the first day without her. Refuses a vacant post."""
    post = _post_for(actor, at, post_id, "org.staff")
    with _guard.open_work(actor, at) as work:
        _end(work, _present(post, on), on)


@_guard.under_the_lock
def succeed(*, actor: Actor, at: datetime, post_id: int, person_id: int, on: date) -> None:
    """The person takes the post over on `on`; all that the post owes is hers, without new papers (R6-09).

    Refuses a vacant post (appoint instead) and roles that one person may not have together.
    """
    post, person = _post_for(actor, at, post_id, "org.staff"), _guard.found(Person, person_id)
    present = _present(post, on)
    reasons = _guard.not_to_oneself(actor, person.id, post.id) + _faults_of_life(post, on)
    _guard.refuse(reasons + faults_of_tenure(person.id, post, on))
    with _guard.open_work(actor, at) as work:
        _end(work, present, on)
        _begin(work, [(post, person)], on)


@_guard.under_the_lock
def change_post(*, actor: Actor, at: datetime, person_id: int, from_post_id: int, to_post_id: int, on: date) -> None:
    """The person leaves one post and holds another from `on`. Refuses when she does not hold the first."""
    old, new = _post_for(actor, at, from_post_id, "org.staff"), _post_for(actor, at, to_post_id, "org.staff")
    person, present = _guard.found(Person, person_id), _present(old, on)
    reasons = _guard.not_to_oneself(actor, person.id, new.id)
    reasons += _faults_of_life(new, on) + _faults_of_holding(new, on)
    reasons += faults_of_tenure(person.id, new, on, leaving=old.id)
    if present.person_id != person.id:
        reasons.append(Reason("post.not_held_by", {"post": f"post:{old.id}", "person": f"person:{person.id}"}))
    _guard.refuse(reasons)
    with _guard.open_work(actor, at) as work:
        _end(work, present, on)
        _begin(work, [(new, person)], on)


def _post_for(actor: Actor, at: datetime, post_id: int, verb: str) -> Post:
    """The post, to whose unit the actor's right reaches. Raises NotVisible, Refused."""
    post = _guard.found(Post, post_id)
    _guard.require(actor, verb, at, [post.unit])
    return post


def _faults_of_life(post: Post, on: date) -> list[Reason]:
    """Why the post cannot be held from `on`: not founded yet, or abolished."""
    if on >= post.valid_from and (post.valid_to is None or on < post.valid_to):
        return []
    return [Reason("post.not_there", {"post": f"post:{post.id}", "from_on": on})]


def _faults_of_holding(post: Post, on: date) -> list[Reason]:
    """Why the post cannot get a holder from `on`: it has one that day or later."""
    spans = Tenure.objects.filter(post=post).values_list("valid_from", "valid_to")
    return [Reason("post.held_already", {"post": f"post:{post.id}"})] if overlapping(spans, on, None) else []


def _present(post: Post, on: date) -> Tenure:
    """The open tenure of the post, begun before `on`. Raises Refused."""
    tenure = Tenure.objects.filter(post=post, valid_to=None).first()
    if tenure is None:
        raise Refused([Reason("post.vacant", {"post": f"post:{post.id}"})])
    if tenure.valid_from >= on:
        raise Refused([Reason("org.later_change", {"from_on": tenure.valid_from})])
    return tenure


def _begin(work: Work, pairs: Sequence[tuple[Post, Person]], on: date) -> None:
    """Write tenures from `on` and their events."""
    rows = Tenure.objects.bulk_create(Tenure(post=post, person=person, valid_from=on) for post, person in pairs)
    for row in rows:
        payload = {"person": f"person:{row.person_id}", "from_on": on}
        work.record("tenure.began", stream=f"post:{row.post_id}", payload=payload, rows=[row])


def _end(work: Work, tenure: Tenure, on: date) -> None:
    """Close a tenure and write its event."""
    tenure.valid_to = on
    tenure.save()
    payload = {"person": f"person:{tenure.person_id}", "from_on": on}
    work.record("tenure.ended", stream=f"post:{tenure.post_id}", payload=payload, rows=[tenure])
