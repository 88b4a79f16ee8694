package user_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"
	"coresync/http/setting"
	"coresync/http/user"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

const password = api.Secret("correct horse battery")

// bundle is a store of its own, with a clock that is moved by hand.
type bundle struct {
	*user.Store
	tenant   uuid.UUID
	settings *setting.Store

	mu   sync.Mutex
	at   time.Time
	sent map[string][]api.NewLink // by address

	said   []said // to the log
	closed error  // what the log answers
	others bool   // there are other workspaces
}

// reset stands in for the mail server.
func (b *bundle) reset(_ context.Context, _ uuid.UUID, to api.User, link api.NewLink) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.sent[to.Email] = append(b.sent[to.Email], link)
	return nil
}

// invite stands in for the mail server; it takes nothing for the last one.
func (b *bundle) invite(ctx context.Context, tenant uuid.UUID, to api.User, link api.NewLink) error {
	if to.Email == "lost@example.com" {
		return errors.New("mailbox unavailable")
	}
	return b.reset(ctx, tenant, to, link)
}

func (b *bundle) now() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.at
}

func (b *bundle) advance(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.at = b.at.Add(d)
}

func setup(t *testing.T) *bundle {
	t.Helper()
	db := pgtest.New(t)
	b := &bundle{tenant: uuid.New(), at: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC), sent: map[string][]api.NewLink{}}
	b.settings = setting.New(db.Pool(postgres.RoleApp), b.now, func(context.Context, uuid.UUID) (api.Workspace, error) {
		return api.Workspace{Name: "main", Timezone: "UTC"}, nil
	})
	b.Store = user.New(db.Pool(postgres.RoleApp), b.now, slog.New(slog.DiscardHandler), b.settings, user.Letters{Reset: b.reset, Invite: b.invite}, b)
	return b
}

// person adds somebody with a password.
func (b *bundle) person(t *testing.T, email string, role permission.Role) api.User {
	t.Helper()
	made, err := b.Add(t.Context(), b.tenant, "test", api.UserDraft{Email: email, Role: role})
	require.NoError(t, err)
	require.Equal(t, "invited", made.State)
	require.NoError(t, b.SetPassword(t.Context(), b.tenant, "test", made.ID, password, uuid.Nil))
	return made
}

func (b *bundle) signIn(t *testing.T, email string) api.NewSession {
	t.Helper()
	s, err := b.SignIn(t.Context(), api.Credentials{Email: email, Password: password, Address: "192.0.2.1"})
	require.NoError(t, err)
	return s
}

func reason(t *testing.T, err error) string {
	t.Helper()
	var known *domain.Error
	require.ErrorAs(t, err, &known)
	return known.Reason
}

func TestTheFirstPersonSetsUpAndBecomesOwner(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	nobody, err := b.NobodyYet(ctx)
	require.NoError(t, err)
	require.True(t, nobody)
	older, err := b.SetupLink(ctx, b.tenant, "cli:root")
	require.NoError(t, err)
	link, err := b.SetupLink(ctx, b.tenant, "cli:root")
	require.NoError(t, err)
	require.Equal(t, b.now().Add(time.Hour), link.ExpiresAt)
	_, err = b.OpenLink(ctx, older.Secret)
	require.Equal(t, "link_over", reason(t, err), "a new link ends the one before")

	_, err = b.SetUp(ctx, link.Secret, api.SetupForm{Email: "nobody", Password: "short", Timezone: "Mars"})
	var invalid *domain.Error
	require.ErrorAs(t, err, &invalid)
	require.Len(t, invalid.Fields, 4, "all faults at once")

	form := api.SetupForm{Name: "Jane", Email: "Jane@Example.com", Password: password, Workspace: "My MSP", Timezone: "Europe/Berlin"}
	session, err := b.SetUp(ctx, link.Secret, form)
	require.NoError(t, err)
	require.Equal(t, permission.Owner, session.Identity.Role)
	w, err := b.settings.Get(ctx, b.tenant)
	require.NoError(t, err)
	require.Equal(t, "My MSP", w.Name)
	require.Equal(t, "Europe/Berlin", w.Timezone)

	_, err = b.SetUp(ctx, link.Secret, form)
	require.Equal(t, "link_over", reason(t, err), "it is good once")
	_, err = b.SetupLink(ctx, b.tenant, "cli:root")
	require.Equal(t, "set_up_already", reason(t, err))
	nobody, err = b.NobodyYet(ctx)
	require.NoError(t, err)
	require.False(t, nobody)
	b.signIn(t, "JANE@example.COM")
}

func TestALinkIsGoodOnceAlsoForTwoAtOnce(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	link, err := b.SetupLink(ctx, b.tenant, "cli:root")
	require.NoError(t, err)
	var done sync.WaitGroup
	failures := make([]error, 4)
	for i, email := range []string{"a@example.com", "b@example.com", "c@example.com", "d@example.com"} {
		done.Go(func() {
			_, failures[i] = b.SetUp(ctx, link.Secret, api.SetupForm{Email: email, Password: password, Workspace: "W", Timezone: "UTC"})
		})
	}
	done.Wait()
	users, err := b.List(ctx, b.tenant)
	require.NoError(t, err)
	require.Len(t, users, 1, "%v", failures)
}

func TestAnInvitedPersonChoosesAPassword(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	made, err := b.Add(ctx, b.tenant, "user:1", api.UserDraft{Email: "tom@example.com", Role: permission.Technician})
	require.NoError(t, err)
	_, err = b.SignIn(ctx, api.Credentials{Email: "tom@example.com", Password: ""})
	require.Equal(t, "credentials_wrong", reason(t, err), "no password is no way in")
	link, err := b.Invite(ctx, b.tenant, made.ID, "user:1")
	require.NoError(t, err)
	_, err = b.Accept(ctx, link.Secret, "Tom", "short")
	require.Error(t, err)
	session, err := b.Accept(ctx, link.Secret, "Tom", password)
	require.NoError(t, err, "a password that was refused did not use the link up")
	require.Equal(t, "Tom", session.Identity.Name)
	_, err = b.Accept(ctx, link.Secret, "Tom", password)
	require.Equal(t, "link_over", reason(t, err))

	late, err := b.Invite(ctx, b.tenant, made.ID, "user:1")
	require.NoError(t, err)
	b.advance(73 * time.Hour)
	_, err = b.OpenLink(ctx, late.Secret)
	require.Equal(t, "link_over", reason(t, err))
	_, err = b.OpenLink(ctx, "nonsense")
	require.Equal(t, "link_over", reason(t, err))
}

func TestSessionsEnd(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	who := b.person(t, "jane@example.com", permission.Owner)
	session := b.signIn(t, "jane@example.com")
	found, err := b.Identify(ctx, session.Secret)
	require.NoError(t, err)
	require.Equal(t, who.ID, found.User)
	require.Equal(t, "user:"+who.ID.String(), found.Actor)

	for range 3 { // used in time, it goes on
		b.advance(11 * time.Hour)
		_, err = b.Identify(ctx, session.Secret)
		require.NoError(t, err)
	}
	b.advance(12 * time.Hour)
	_, err = b.Identify(ctx, session.Secret)
	require.Equal(t, "session_expired", reason(t, err))

	one, two := b.signIn(t, "jane@example.com"), b.signIn(t, "jane@example.com")
	require.NoError(t, b.SignOut(ctx, one.Identity))
	_, err = b.Identify(ctx, one.Secret)
	require.Equal(t, "session_unknown", reason(t, err))
	_, err = b.Identify(ctx, two.Secret)
	require.NoError(t, err)
	require.NoError(t, b.SignOutEverywhere(ctx, b.tenant, "test", who.ID))
	_, err = b.Identify(ctx, two.Secret)
	require.Equal(t, "session_unknown", reason(t, err))

	three, four := b.signIn(t, "jane@example.com"), b.signIn(t, "jane@example.com")
	require.NoError(t, b.SetPassword(ctx, b.tenant, "test", who.ID, "another long password", three.Identity.Session))
	_, err = b.Identify(ctx, three.Secret)
	require.NoError(t, err, "the browser that changed the password stays")
	_, err = b.Identify(ctx, four.Secret)
	require.Equal(t, "session_unknown", reason(t, err))
}

// What changed since a person looked is counted from the end of the visit before: an hour
// without a request ends it, in whatever browser, also by signing out.
func TestAVisitEndsAfterAnHour(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	b.person(t, "jane@example.com", permission.Owner)
	session := b.signIn(t, "jane@example.com")
	until := func(s api.NewSession) *time.Time {
		who, err := b.Identify(ctx, s.Secret)
		require.NoError(t, err)
		if who.LookedUntil == nil {
			return nil
		}
		return new(who.LookedUntil.UTC())
	}
	require.Nil(t, until(session), "the first visit has none before")
	b.advance(59 * time.Minute)
	require.Nil(t, until(session))
	ended := b.now().UTC()
	b.advance(time.Hour)
	require.Equal(t, &ended, until(session), "already of the first request of a visit")
	b.advance(59 * time.Minute)
	require.Equal(t, &ended, until(session), "for as long as the visit goes on")
	require.Equal(t, &ended, until(b.signIn(t, "jane@example.com")), "another browser is the same visit")

	left := b.now().UTC()
	require.NoError(t, b.SignOut(ctx, session.Identity))
	b.advance(15 * time.Hour)
	next := b.signIn(t, "jane@example.com")
	require.Equal(t, left, next.Identity.LookedUntil.UTC())
	require.Equal(t, &left, until(next))
}

func TestGuessingIsSlow(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	b.person(t, "jane@example.com", permission.Owner)
	b.person(t, "tom@example.com", permission.Member)
	wrong := api.Credentials{Email: "jane@example.com", Password: "wrong password", Address: "192.0.2.1"}
	for range 8 {
		_, err := b.SignIn(ctx, wrong)
		require.Equal(t, "credentials_wrong", reason(t, err))
	}
	right := wrong
	right.Password = password
	_, err := b.SignIn(ctx, right)
	require.Equal(t, "too_many_attempts", reason(t, err), "the right one doesn't help any more")
	_, err = b.SignIn(ctx, api.Credentials{Email: "tom@example.com", Password: password, Address: "192.0.2.1"})
	require.NoError(t, err, "somebody else of the same office gets in")
	b.advance(15 * time.Minute)
	_, err = b.SignIn(ctx, right)
	require.NoError(t, err)

	for i := range 40 {
		_, err := b.SignIn(ctx, api.Credentials{Email: uuid.NewString() + "@example.com", Password: "x", Address: "198.51.100.7"})
		require.Equal(t, "credentials_wrong", reason(t, err), i)
	}
	_, err = b.SignIn(ctx, api.Credentials{Email: "jane@example.com", Password: password, Address: "198.51.100.7"})
	require.Equal(t, "too_many_attempts", reason(t, err))
}

func TestTheLastOwnerStays(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	jane, admin := b.person(t, "jane@example.com", permission.Owner), permission.Admin
	_, err := b.Update(ctx, b.tenant, "test", jane.ID, api.UserPatch{Role: &admin})
	require.Equal(t, "last_owner", reason(t, err))
	require.Equal(t, "last_owner", reason(t, b.Remove(ctx, b.tenant, "test", jane.ID)))
	tom := b.person(t, "tom@example.com", permission.Owner)
	var done sync.WaitGroup
	failures := make([]error, 2)
	for i, id := range []uuid.UUID{jane.ID, tom.ID} {
		done.Go(func() { failures[i] = b.Remove(ctx, b.tenant, "test", id) })
	}
	done.Wait()
	left, err := b.List(ctx, b.tenant)
	require.NoError(t, err)
	require.Len(t, left, 1, "two who go at once can't both be let go: %v", failures)
}

func TestARemovedPersonIsForgotten(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	tom := b.person(t, "tom@example.com", permission.Member)
	session := b.signIn(t, "tom@example.com")
	require.NoError(t, b.Remove(ctx, b.tenant, "test", tom.ID))
	_, err := b.Identify(ctx, session.Secret)
	require.Equal(t, "session_unknown", reason(t, err))
	_, err = b.Get(ctx, b.tenant, tom.ID)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
	b.person(t, "tom@example.com", permission.Member) // the address is free again
}

func TestAnAddressIsOnePersons(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	b.person(t, "tom@example.com", permission.Member)
	_, err := b.Add(ctx, uuid.New(), "test", api.UserDraft{Email: "TOM@example.com", Role: permission.Member})
	require.Equal(t, "email_taken", reason(t, err))
}

func TestAnotherTenantFindsNobody(t *testing.T) {
	t.Parallel()
	ctx, b := t.Context(), setup(t)
	tom := b.person(t, "tom@example.com", permission.Member)
	other := uuid.New()
	_, err := b.Get(ctx, other, tom.ID)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(b.Remove(ctx, other, "test", tom.ID)))
	list, err := b.List(ctx, other)
	require.NoError(t, err)
	require.Empty(t, list)
}
