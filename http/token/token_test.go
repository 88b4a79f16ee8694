package token_test

import (
	"context"
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
	"coresync/http/permission"
	"coresync/http/token"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

var start = time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)

// bundle is a store of its own, with a clock that is moved by hand.
type bundle struct {
	*token.Store
	db     *pgtest.DB
	tenant uuid.UUID
	clock  *clock
	noted  *noted
}

// noted is what the log is told.
type noted struct{ said []string }

func (n *noted) Note(_ context.Context, _ uuid.UUID, actor, stream string, p event.Payload) error {
	n.said = append(n.said, fmt.Sprintf("%s %s %s", actor, p.EventType(), stream))
	return nil
}

func (n *noted) Only(context.Context) (uuid.UUID, error) { return uuid.Nil, nil }

type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.at
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

func setup(t *testing.T) *bundle {
	t.Helper()
	db, c := pgtest.New(t), &clock{at: start}
	said := &noted{}
	return &bundle{
		Store: token.New(db.Pool(postgres.RoleApp), c.now, slog.New(slog.DiscardHandler), said),
		db:    db, tenant: uuid.New(), clock: c, noted: said,
	}
}

func (b *bundle) create(t *testing.T, d api.TokenDraft) api.NewToken {
	t.Helper()
	made, err := b.Create(context.Background(), b.tenant, "cli:root", d)
	require.NoError(t, err)
	return made
}

func reason(t *testing.T, err error) string {
	t.Helper()
	var e *domain.Error
	require.ErrorAs(t, err, &e)
	return e.Reason
}

func TestATokenLetsInAsWhatItIs(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.create(t, api.TokenDraft{Name: "dashboard", Role: permission.Technician, Permissions: permission.Set{permission.AssetsView}})
	require.Regexp(t, `^coresync_[a-z2-7]{26}_[a-z2-7]{52}$`, made.Secret)
	require.True(t, strings.HasPrefix(made.Secret, strings.TrimSuffix(made.Prefix, "…")))
	who, err := b.Identify(context.Background(), made.Secret)
	require.NoError(t, err)
	require.Equal(t, api.Identity{
		Tenant: b.tenant, Actor: "token:" + made.ID.String(), Token: made.ID, Name: "dashboard",
		Role: permission.Technician, Permissions: permission.Set{permission.AssetsView},
	}, who)
}

func TestADatabaseHoldsNoSecret(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.create(t, api.TokenDraft{Name: "backup", Role: permission.Observer})
	_, secret, _ := strings.Cut(strings.TrimPrefix(made.Secret, "coresync_"), "_")
	var row string
	err := b.db.Pool("").QueryRow(context.Background(), `select t::text from web.tokens t`).Scan(&row)
	require.NoError(t, err)
	require.NotContains(t, row, secret)
	require.NotContains(t, row, made.Secret)
}

func TestWhatIsNoTokenLetsNobodyIn(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made, other := b.create(t, api.TokenDraft{Name: "a", Role: permission.Owner}), b.create(t, api.TokenDraft{Name: "b", Role: permission.Owner})
	mixed := made.Secret[:len("coresync_")+26] + other.Secret[len("coresync_")+26:]
	for _, text := range []string{
		"", "coresync_", "coresync_a_b", mixed, made.Secret[:len(made.Secret)-1], made.Secret + "a",
		strings.ToUpper(made.Secret), strings.Replace(made.Secret, "_", "-", 1), "ghp_" + made.Secret, made.Secret + "\x00",
	} {
		_, err := b.Identify(context.Background(), text)
		require.Equal(t, "token_unknown", reason(t, err), text)
		require.Equal(t, domain.CodeUnauthorized, domain.ErrorCode(err))
	}
}

func TestATokenEnds(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	end := start.Add(time.Hour)
	made := b.create(t, api.TokenDraft{Name: "short", Role: permission.Member, ExpiresAt: &end})
	b.clock.advance(time.Hour - time.Microsecond)
	_, err := b.Identify(ctx, made.Secret)
	require.NoError(t, err)
	b.clock.advance(time.Microsecond)
	_, err = b.Identify(ctx, made.Secret)
	require.Equal(t, "token_expired", reason(t, err))
	require.NoError(t, b.Revoke(ctx, b.tenant, "cli:root", made.ID))
	_, err = b.Identify(ctx, made.Secret)
	require.Equal(t, "token_revoked", reason(t, err))
	revoked, err := b.Get(ctx, b.tenant, made.ID)
	require.NoError(t, err)
	b.clock.advance(time.Hour)
	require.NoError(t, b.Revoke(ctx, b.tenant, "cli:root", made.ID), "again")
	again, err := b.Get(ctx, b.tenant, made.ID)
	require.NoError(t, err)
	require.Equal(t, revoked.RevokedAt, again.RevokedAt)
	require.Equal(t, "revoked", again.State)
}

func TestUseIsNotedOnceAMinute(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	made := b.create(t, api.TokenDraft{Name: "busy", Role: permission.Member})
	used := func() time.Time {
		_, err := b.Identify(ctx, made.Secret)
		require.NoError(t, err)
		got, err := b.Get(ctx, b.tenant, made.ID)
		require.NoError(t, err)
		return *got.LastUsedAt
	}
	require.True(t, start.Equal(used()))
	b.clock.advance(59 * time.Second)
	require.True(t, start.Equal(used()))
	b.clock.advance(time.Second)
	require.True(t, start.Add(time.Minute).Equal(used()))
}

func TestAnotherTenantSeesNothing(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	made := b.create(t, api.TokenDraft{Name: "ours", Role: permission.Owner})
	stranger := uuid.New()
	_, err := b.Get(ctx, stranger, made.ID)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(b.Revoke(ctx, stranger, "cli:root", made.ID)))
	page, err := b.List(ctx, stranger, api.TokenFilter{}, api.List{Limit: 10, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	require.Empty(t, page.Items)
	// Row security holds even where a query forgot its condition.
	var seen int
	require.NoError(t, b.db.Pool(postgres.RoleApp).QueryRow(ctx, `select count(*) from web.tokens`).Scan(&seen))
	require.Zero(t, seen)
}

func TestDraftsThatMakeNoSenseAreRefused(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := b.Create(context.Background(), b.tenant, "cli:root", api.TokenDraft{
		Role: permission.Member, Permissions: permission.Set{permission.AssetsView, permission.UsersManage},
	})
	var e *domain.Error
	require.ErrorAs(t, err, &e)
	require.Equal(t, []string{"/name", "/permissions/1"}, []string{e.Fields[0].Pointer, e.Fields[1].Pointer})
	_, err = b.Create(context.Background(), b.tenant, "cli:root", api.TokenDraft{Name: "x", Role: "root"})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
}

func TestPagesFollowEachOther(t *testing.T) {
	t.Parallel()
	b, ctx := setup(t), context.Background()
	for _, name := range []string{"delta", "alpha", "charlie", "bravo", "bravo"} {
		b.create(t, api.TokenDraft{Name: name, Role: permission.Member})
		b.clock.advance(time.Second)
	}
	for sort, want := range map[api.Sort][]string{
		{By: "name"}:                         {"alpha", "bravo", "bravo", "charlie", "delta"},
		{By: "name", Descending: true}:       {"delta", "charlie", "bravo", "bravo", "alpha"},
		{By: "created_at"}:                   {"delta", "alpha", "charlie", "bravo", "bravo"},
		{By: "created_at", Descending: true}: {"bravo", "bravo", "charlie", "alpha", "delta"},
	} {
		for limit := 1; limit <= 6; limit++ {
			var names []string
			seen := map[uuid.UUID]bool{}
			list := api.List{Limit: limit, Sort: sort}
			for {
				page, err := b.List(ctx, b.tenant, api.TokenFilter{State: "active"}, list)
				require.NoError(t, err)
				for _, item := range page.Items {
					names = append(names, item.Name)
					seen[item.ID] = true
				}
				if list.After = page.Next; page.Next == nil {
					break
				}
			}
			require.Equal(t, want, names, "%+v by %d", sort, limit)
			require.Len(t, seen, 5)
		}
	}
}

func TestKeysOfACursorAreCheckedLikeAnyInput(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for _, keys := range [][]string{{"x"}, {"yesterday", uuid.NewString()}, {start.Format(time.RFC3339Nano), "7"}, {"a", "b", "c"}} {
		_, err := b.List(context.Background(), b.tenant, api.TokenFilter{}, api.List{Limit: 1, After: keys, Sort: api.Sort{By: "created_at"}})
		require.Equal(t, "cursor_malformed", reason(t, err), keys)
	}
}

// Who makes a token and who revokes it stands in the log; its secret does not (PRE-06).
func TestTheLogIsToldOfEachToken(t *testing.T) {
	t.Parallel()
	b := setup(t)
	made := b.create(t, api.TokenDraft{Name: "dashboard", Role: permission.Technician})
	require.NoError(t, b.Revoke(t.Context(), b.tenant, "user:1", made.ID))
	stream := "token/" + made.ID.String()
	require.Equal(t, []string{"cli:root TokenCreated " + stream, "user:1 TokenRevoked " + stream}, b.noted.said)
}
