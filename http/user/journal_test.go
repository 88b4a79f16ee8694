package user_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/goccy/go-json"
	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// said is what the log is told.
type said struct {
	actor, stream string
	payload       event.Payload
}

func (b *bundle) Note(_ context.Context, tenant uuid.UUID, actor, stream string, p event.Payload) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if tenant != b.tenant {
		return fmt.Errorf("tenant %s", tenant)
	}
	if b.closed == nil {
		b.said = append(b.said, said{actor, stream, p})
	}
	return b.closed
}

func (b *bundle) Only(context.Context) (uuid.UUID, error) {
	if b.others {
		return uuid.Nil, nil
	}
	return b.tenant, nil
}

// heard takes what was said since, once all of it is said.
func (b *bundle) heard() (all []said) {
	b.Sent()
	b.mu.Lock()
	defer b.mu.Unlock()
	all, b.said = b.said, nil
	return all
}

func types(all []said) (list []event.Type) {
	for _, s := range all {
		list = append(list, s.payload.EventType())
	}
	return list
}

// Who comes in and goes, and what becomes of people, stands in the log, each with who did
// it; no name, no address and no secret does.
func TestTheLogIsToldOfWhoComesInAndOfWhatBecomesOfPeople(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	link, err := b.SetupLink(ctx, b.tenant, "cli:root")
	require.NoError(t, err)
	owner, err := b.SetUp(ctx, link.Secret, api.SetupForm{Name: "Jane Roe", Email: "jane@example.com", Password: password, Workspace: "My MSP", Timezone: "UTC"})
	require.NoError(t, err)
	me := owner.Identity
	all := b.heard()
	require.Equal(t, []said{
		{me.Actor, "user/" + me.User.String(), &event.UserAdded{User: me.User, Role: "owner"}},
		{me.Actor, "user/" + me.User.String(), &event.SignedIn{User: me.User, Session: me.Session, By: event.BySetup}},
	}, all)

	joe, err := b.Add(ctx, b.tenant, me.Actor, api.UserDraft{Email: "joe@example.com", Name: "Joe Doe", Role: permission.Technician})
	require.NoError(t, err)
	invited, err := b.Invite(ctx, b.tenant, joe.ID, me.Actor)
	require.NoError(t, err)
	came, err := b.Accept(ctx, invited.Secret, "Joe Doe", password)
	require.NoError(t, err)
	require.NoError(t, b.SignOut(ctx, came.Identity))
	_, err = b.SignInBy(ctx, "JOE@example.com")
	require.NoError(t, err)
	require.NoError(t, b.SignOutEverywhere(ctx, b.tenant, me.Actor, joe.ID))
	require.NoError(t, b.SetPassword(ctx, b.tenant, "cli:root", joe.ID, "quite another password", uuid.Nil))
	require.NoError(t, b.Forgot(ctx, api.Credentials{Email: "joe@example.com", Address: "192.0.2.1"}))
	require.NoError(t, b.Forgot(ctx, api.Credentials{Email: "nobody@example.com", Address: "192.0.2.1"}))
	b.Sent() // before the person is removed, who would get no letter any more
	admin := permission.Admin
	_, err = b.Update(ctx, b.tenant, me.Actor, joe.ID, api.UserPatch{Role: &admin})
	require.NoError(t, err)
	name := "Joseph"
	_, err = b.Update(ctx, b.tenant, "user:"+joe.ID.String(), joe.ID, api.UserPatch{Name: &name})
	require.NoError(t, err)
	require.NoError(t, b.Remove(ctx, b.tenant, me.Actor, joe.ID))
	more := b.heard()
	require.ElementsMatch(t, []event.Type{ // letters are sent beside what follows
		"UserAdded", "UserInvited", "InvitationAccepted", "PasswordSet", "SignedIn", "SignedOut", "SignedIn", "SignedOut", "PasswordSet",
		"PasswordForgotten", "UserRoleSet", "UserRemoved",
	}, types(more))
	require.Equal(t, me.Actor, more[0].actor)
	require.Equal(t, "user:"+joe.ID.String(), more[2].actor, "the invitation was accepted by whom it was for")
	for _, s := range append(all, more...) {
		raw, err := json.Marshal(s.payload)
		require.NoError(t, err)
		for _, personal := range []string{"jane", "Jane", "joe", "Joe", "example", "192.0.2", string(link.Secret), string(invited.Secret), string(came.Secret)} {
			require.NotContains(t, string(raw), personal)
		}
	}
}

// Failures are counted, and told at most once a minute and person; of those whom nobody
// knows, whatever they typed, together. An attacker does not fill the log.
func TestTheLogIsToldOfFailuresOnceAMinute(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	ann := b.person(t, "ann@example.com", permission.Technician)
	b.heard()
	try := func(email string, times int) {
		for range times {
			_, err := b.SignIn(ctx, api.Credentials{Email: email, Password: "wrong", Address: "192.0.2.7"})
			require.Error(t, err)
			b.Sent()
		}
	}
	failed := func(user uuid.UUID, n int) said {
		return said{event.ActorDoor, event.UserStream(user), &event.SignInFailed{User: user, By: event.ByPassword, Count: n}}
	}
	try("ann@example.com", 10) // the last two are too many attempts
	try("bob@example.com", 3)
	try("eve@example.com", 4)
	require.Equal(t, []said{failed(ann.ID, 1), failed(uuid.Nil, 1)}, b.heard())
	require.Equal(t, "user/unknown", event.UserStream(uuid.Nil))
	require.NoError(t, b.TellRefusals(ctx, b.tenant))
	require.Empty(t, b.heard(), "not yet")
	b.advance(time.Minute)
	require.NoError(t, b.TellRefusals(ctx, b.tenant))
	require.ElementsMatch(t, []said{failed(ann.ID, 9), failed(uuid.Nil, 6)}, b.heard(), "who gave up is told of, too")
	b.advance(time.Hour)
	require.NoError(t, b.TellRefusals(ctx, b.tenant))
	require.Empty(t, b.heard())
	_, err := b.SignInBy(ctx, "stranger@example.com")
	require.Error(t, err)
	require.Equal(t, []said{{event.ActorDoor, "user/unknown", &event.SignInFailed{By: event.ByProvider, Count: 1}}}, b.heard())

	b.others = true
	b.advance(time.Hour)
	try("zoe@example.com", 1)
	require.Empty(t, b.heard(), "of several workspaces nobody knows whose door it was")
}

// Nobody is in of whom the log was not told.
func TestWhoCantBeToldOfIsNotLetIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.person(t, "ann@example.com", permission.Technician)
	b.closed = errors.New("no space left")
	_, err := b.SignIn(t.Context(), api.Credentials{Email: "ann@example.com", Password: password, Address: "192.0.2.1"})
	require.ErrorContains(t, err, "no space left")
	b.closed = nil
	b.signIn(t, "ann@example.com")
}
