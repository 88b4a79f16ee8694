package sentence

import (
	"strings"

	"coresync/domain/event"

	"github.com/google/uuid"
)

// doorEntries tell who came in, and who may.
var doorEntries = []entry{
	on(func(p *event.SignedIn, _ int64) Sentence { return about(person(p.User), " ", "signed in ", by(p.By)) }),
	on(func(p *event.SignInFailed, _ int64) Sentence {
		return just(count(p.Count, "sign-in failed", "sign-ins failed"), " as ", person(p.User), ", ", by(p.By))
	}),
	on(func(p *event.SignedOut, _ int64) Sentence {
		return about(person(p.User), " ", either(p.Everywhere, "was signed out everywhere", "signed out"))
	}),
	on(func(p *event.PasswordSet, _ int64) Sentence {
		return about(person(p.User), " ", "has a new password, set ", by(p.By))
	}),
	on(func(p *event.PasswordForgotten, _ int64) Sentence {
		return about(person(p.User), " was ", "sent a link to choose a new password")
	}),
	on(func(p *event.UserAdded, _ int64) Sentence {
		return about(person(p.User), " was ", "added as ", role(p.Role))
	}),
	on(func(p *event.UserInvited, _ int64) Sentence {
		return about(person(p.User), " was ", "invited", when(p.Mailed, " by mail"))
	}),
	on(func(p *event.InvitationAccepted, _ int64) Sentence {
		return about(person(p.User), " ", "accepted the invitation")
	}),
	on(func(p *event.UserRoleSet, _ int64) Sentence {
		return about(person(p.User), " ", "became ", role(p.Role), ", and was ", role(p.Was))
	}),
	on(func(p *event.UserRemoved, _ int64) Sentence { return about(person(p.User), " was ", "removed") }),
	on(func(p *event.TokenCreated, _ int64) Sentence {
		return just("the API token ", called(KindToken, p.Token, quoted(p.Name)), " was made, as ", role(p.Role))
	}),
	on(func(p *event.TokenRevoked, _ int64) Sentence {
		return just("the API token ", thing(KindToken, p.Token), " was revoked")
	}),
}

// person is somebody who works with the program; zero: whoever tried was nobody.
func person(id uuid.UUID) any {
	if id == uuid.Nil {
		return "somebody whom nobody knows"
	}
	return thing(KindUser, id)
}

// by says by which way somebody came in.
func by(way string) string { return "by " + words(way) }

// role is what somebody may do, as people are shown it.
func role(name string) string {
	if name == "" {
		return name
	}
	return strings.ToUpper(name[:1]) + words(name[1:])
}
