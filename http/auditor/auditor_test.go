package auditor_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/http/api"
	"coresync/http/auditor"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

var start = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)

// bundle is a store of its own, with a clock that is moved by hand.
type bundle struct {
	*auditor.Store
	t      *testing.T
	db     *pgtest.DB
	tenant uuid.UUID

	mu   sync.Mutex
	at   time.Time
	said []string
	full bool // the log takes nothing, and says so
}

// Note implements api.Journal.
func (b *bundle) Note(_ context.Context, _ uuid.UUID, actor, stream string, p event.Payload) error {
	if b.full {
		return errors.New("the disk is full")
	}
	network := ""
	if opened, is := p.(*event.AuditorLinkOpened); is {
		network = " " + opened.Network
	}
	b.said = append(b.said, fmt.Sprintf("%s %s %s%s", actor, p.EventType(), stream, network))
	return nil
}

// Only implements api.Journal.
func (b *bundle) Only(context.Context) (uuid.UUID, error) { return uuid.Nil, nil }

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
	b := &bundle{t: t, db: pgtest.New(t), tenant: uuid.New(), at: start}
	b.Store = auditor.New(b.db.Pool(postgres.RoleApp), b.now, slog.New(slog.DiscardHandler), b)
	return b
}

func (b *bundle) make(days int) api.NewAuditorLink {
	b.t.Helper()
	made, err := b.Make(b.t.Context(), b.tenant, "user:1", api.AuditorLinkDraft{Name: " ISO 27001 ", ExpiresAt: b.now().AddDate(0, 0, days)})
	require.NoError(b.t, err)
	return made
}

func (b *bundle) open(l api.NewAuditorLink) api.AuditorSession {
	b.t.Helper()
	opened, err := b.Open(b.t.Context(), l.Secret, "203.0.113.77")
	require.NoError(b.t, err)
	return opened
}

func reason(err error) string {
	var known *domain.Error
	if errors.As(err, &known) {
		return known.Reason
	}
	return fmt.Sprint(err)
}

func (b *bundle) why(session api.AuditorSession) string {
	_, err := b.Identify(b.t.Context(), session.Secret)
	return reason(err)
}

func TestALinkLetsReadUntilItsEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.make(7)
	require.Equal(t, "https://core.example.com/auditor?link="+string(made.Secret), made.At("https://core.example.com"))
	opened := b.open(made)
	who, err := b.Identify(t.Context(), opened.Secret)
	require.NoError(t, err)
	require.Equal(t, permission.Set{permission.AssetsView, permission.ReportsView, permission.AuditView}, who.Permissions)
	require.Equal(t, []any{b.tenant, "link:" + made.ID.String(), "ISO 27001", made.ID, start.AddDate(0, 0, 7), uuid.Nil},
		[]any{who.Tenant, who.Actor, who.Name, who.Link, who.LinkUntil.UTC(), who.User})
	b.advance(2*time.Hour - time.Microsecond)
	require.Equal(t, "<nil>", b.why(opened))
	b.advance(time.Microsecond)
	require.Equal(t, "auditor_session_over", b.why(opened))
	again := b.open(made)
	require.NoError(t, b.Leave(t.Context(), again.Identity))
	require.Equal(t, "auditor_session_over", b.why(again))
	b.advance(7*24*time.Hour - 3*time.Hour)
	last := b.open(made)
	require.Equal(t, start.AddDate(0, 0, 7), last.ExpiresAt.UTC(), "no session outlives its link")
	b.advance(time.Hour)
	require.Equal(t, "auditor_link_expired", b.why(last))
	_, err = b.Open(t.Context(), made.Secret, "")
	require.Equal(t, "auditor_link_expired", reason(err))
	links, err := b.List(t.Context(), b.tenant)
	require.NoError(t, err)
	require.Equal(t, []any{int64(3), "expired"}, []any{links[0].Opened, links[0].State})
	stream := "auditor/" + made.ID.String()
	opens := "link:" + made.ID.String() + " AuditorLinkOpened " + stream + " 203.0.113.0/24"
	require.Equal(t, []string{"user:1 AuditorLinkMade " + stream, opens, opens, opens}, b.said)
}

func TestARevokedLinkIsOverAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made, other := b.make(7), b.make(7)
	opened, beside := b.open(made), b.open(other)
	for range 2 {
		require.NoError(t, b.Revoke(t.Context(), b.tenant, "user:2", made.ID))
	}
	require.Equal(t, "auditor_link_revoked", b.why(opened))
	require.Equal(t, "<nil>", b.why(beside))
	_, err := b.Open(t.Context(), made.Secret, "")
	require.Equal(t, "auditor_link_revoked", reason(err))
	require.Equal(t, "user:2 AuditorLinkRevoked auditor/"+made.ID.String(), b.said[len(b.said)-1], "once")
	require.Len(t, b.said, 5)
}

// A secret of a session is none of a link, and what is wrong by a letter is nobody's.
func TestWhatIsNoLinkOpensNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made, other := b.make(7), b.make(7)
	opened := b.open(made)
	mixed := made.Secret[:len(made.Secret)-52] + other.Secret[len(other.Secret)-52:]
	for _, text := range []api.Secret{"", "coresync_audit_", mixed, made.Secret + "a", made.Secret[1:], opened.Secret, api.Secret(strings.ToUpper(string(made.Secret))), made.Secret + "\x00"} {
		_, err := b.Open(t.Context(), text, "198.51.100.1")
		require.Equal(t, "auditor_link_unknown", reason(err), text)
	}
	for _, text := range []api.Secret{"", made.Secret, opened.Secret[:len(opened.Secret)-1]} {
		_, err := b.Identify(t.Context(), text)
		require.Equal(t, "auditor_session_over", reason(err), text)
	}
	for range 40 {
		_, err := b.Open(t.Context(), mixed, "198.51.100.1")
		require.Error(t, err)
	}
	_, err := b.Open(t.Context(), made.Secret, "198.51.100.1")
	require.Equal(t, "too_many_attempts", reason(err), "even the right one, from where so many were tried")
	b.open(made) // from elsewhere
	b.advance(15 * time.Minute)
	_, err = b.Open(t.Context(), made.Secret, "198.51.100.1")
	require.NoError(t, err)
}

func TestALinkIsNotOpenedWithoutEnd(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.make(7)
	for range 60 {
		b.open(made)
	}
	_, err := b.Open(t.Context(), made.Secret, "")
	require.Equal(t, "too_many_attempts", reason(err))
	require.Len(t, b.said, 61, "what was refused fills no log")
	b.advance(time.Hour)
	b.open(made)
}

// A link whose opening can't be told in the log is not opened.
func TestWhatCantBeToldIsNotOpened(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.make(7)
	b.full = true
	opened, err := b.Open(t.Context(), made.Secret, "")
	require.ErrorContains(t, err, "the disk is full")
	require.Empty(t, opened.Secret)
	var sessions int
	require.NoError(t, b.db.Pool("").QueryRow(t.Context(), `select count(*) from web.auditor_sessions`).Scan(&sessions))
	require.Zero(t, sessions)
}

func TestADatabaseHoldsNoSecretOfALink(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.make(7)
	opened := b.open(made)
	var kept string
	require.NoError(t, b.db.Pool("").QueryRow(t.Context(), `select (select string_agg(l::text, '') from web.auditor_links l) || (select string_agg(s::text, '') from web.auditor_sessions s)`).Scan(&kept))
	for _, secret := range []api.Secret{made.Secret, opened.Secret} {
		require.NotContains(t, kept, string(secret))
		require.NotContains(t, kept, string(secret[len(secret)-52:]))
	}
}

func TestDraftsOfLinksThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	ahead := start.Add(time.Hour)
	for pointer, d := range map[string]api.AuditorLinkDraft{
		"/name": {Name: "  ", ExpiresAt: ahead}, "/expires_at": {Name: "x", ExpiresAt: start.AddDate(0, 0, 91)}, "/as_of": {Name: "x", ExpiresAt: ahead, AsOf: &ahead},
	} {
		_, err := b.Make(t.Context(), b.tenant, "user:1", d)
		var e *domain.Error
		require.ErrorAs(t, err, &e)
		require.Equal(t, pointer, e.Fields[0].Pointer)
	}
	for range 50 {
		b.make(1)
	}
	_, err := b.Make(t.Context(), b.tenant, "user:1", api.AuditorLinkDraft{Name: "x", ExpiresAt: ahead})
	require.Equal(t, "too_many", reason(err))
	b.advance(24 * time.Hour)
	b.make(1)
}

func TestAnotherTenantSeesNoLinks(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.make(7)
	stranger := uuid.New()
	_, err := b.Get(t.Context(), stranger, made.ID)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(b.Revoke(t.Context(), stranger, "user:1", made.ID)))
	links, err := b.List(t.Context(), stranger)
	require.NoError(t, err)
	require.Empty(t, links)
	var seen int
	require.NoError(t, b.db.Pool(postgres.RoleApp).QueryRow(t.Context(), `select count(*) from web.auditor_links`).Scan(&seen))
	require.Zero(t, seen)
}
