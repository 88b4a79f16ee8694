package http

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"coresync/domain"
	"coresync/http/api"
	"coresync/http/permission"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

var (
	tenant = uuid.MustParse("01935d52-0000-7000-8000-000000000001")
	epoch  = uuid.MustParse("5f0c1e1e-8d5c-4f8e-9b0a-0d7c3f4e2a11")
	noon   = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC)
)

// thing makes the id of the n-th thing of a test.
func thing(n int) uuid.UUID {
	return uuid.MustParse("01935d52-0000-7000-8000-" + strconv.FormatInt(int64(0x100000000000+n), 16)[0:12])
}

func at(n int64) api.Position { return api.Position{Epoch: epoch, N: n} }

func standing() api.Standing {
	return api.Standing{Position: at(4711), Age: 1500 * time.Millisecond, Generation: "g3", Rules: "7"}
}

func answerOf[T any](data T) api.Answer[T] { return api.Answer[T]{Standing: standing(), Data: data} }

// newServer is a server over fakes; change what a test needs before it is made.
func newServer(t *testing.T, change ...func(*Config, *Services)) *Server {
	t.Helper()
	config := Config{Log: slog.New(slog.DiscardHandler), Now: func() time.Time { return noon }}
	services := fakes()
	for _, f := range change {
		f(&config, &services)
	}
	s, err := NewServer(config, services)
	require.NoError(t, err)
	return s
}

// fakes are services in memory, all of them.
func fakes() Services {
	return Services{
		Tokens:           newFakeTokens(),
		Users:            fakeUsers{},
		Sessions:         fakeSessions{},
		AuditorLinks:     newFakeAuditorLinks(),
		Views:            &fakeViews{},
		Mail:             true,
		Positions:        &fakePositions{head: 4711},
		Connections:      newFakeConnections(),
		Runs:             &fakeRuns{},
		Organizations:    &fakeOrganizations{},
		Undos:            fakeUndos{},
		Ignores:          fakeIgnores{},
		Reports:          &fakeReports{},
		Replacements:     &fakeReplacements{},
		Customers:        fakeCustomers(),
		Contacts:         fakeContacts(),
		Contracts:        fakeContracts(),
		Tickets:          fakeTickets(),
		Warranties:       newFakeWarranties(),
		Ledgers:          fakeLedgers{},
		Movements:        fakeMovements{},
		ReportMail:       &fakeReportMail{},
		Webhooks:         &fakeWebhooks{},
		Assets:           fakeAssets(),
		Decisions:        fakeDecisions{},
		Changes:          &fakeChanges{assetsFake: fakeAssets()},
		Imports:          &fakeImports{},
		Search:           fakeSearch{},
		Associations:     &fakeAssociations{},
		ContactLinks:     &fakeContactLinks{},
		Access:           fakeAccess{},
		AccessRequests:   fakeAccessRequests{},
		Provisioning:     fakeProvisioning{},
		AccessConnectors: fakeConnectors{},
		Settings:         &fakeSettings{},
		Notifications:    fakeNotifications{},
		TicketDevices:    fakeTicketDevices{},
		Comparisons:      &fakeComparisons{},
		Exports:          &fakeExports{},
		Events:           fakeEvents{},
		Projections:      fakeProjections{},
		Rules:            fakeRules{},
		Audit:            fakeAudit{},
		AccessApps:       fakeApps{},
		AccessReviews:    fakeReviews{},
		Privacy:          fakePrivacy{},
	}
}

// only is a server of which a test uses no other way in.
func only(t *testing.T, change ...func(*Config, *Services)) http.Handler {
	t.Helper()
	return checked(t, newServer(t, change...))
}

// fakeTokens knows a token named after each role, and "expired" and "revoked".
type fakeTokens struct {
	mu   sync.Mutex
	made []api.NewToken
}

func newFakeTokens() *fakeTokens { return &fakeTokens{} }

func (f *fakeTokens) Identify(_ context.Context, text string) (api.Identity, error) {
	if text == "expired" || text == "revoked" {
		return api.Identity{}, &domain.Error{Code: domain.CodeUnauthorized, Reason: "token_" + text, Message: "Make a new one."}
	}
	role, err := permission.ParseRole(text)
	if err != nil {
		return api.Identity{}, &domain.Error{Code: domain.CodeUnauthorized, Reason: "token_unknown", Message: "Copy it again."}
	}
	return api.Identity{
		Tenant: tenant, Actor: "token:" + thing(1).String(), Token: thing(1), Name: text,
		Role: role, Permissions: role.Permissions(),
	}, nil
}

func (f *fakeTokens) List(_ context.Context, _ uuid.UUID, filter api.TokenFilter, l api.List) (api.Page[api.Token], error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	var all []api.Token
	for _, t := range f.made {
		if filter.State == "" || filter.State == t.State {
			all = append(all, t.Token)
		}
	}
	return pageBy(all, l, func(t api.Token) string { return t.Name }), nil
}

func (f *fakeTokens) Create(_ context.Context, _ uuid.UUID, actor string, d api.TokenDraft) (api.NewToken, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	made := api.NewToken{Token: api.Token{
		ID: thing(100 + len(f.made)), Name: d.Name, Prefix: "coresync_abcdefgh…", Role: d.Role,
		Permissions: d.Role.Permissions(), State: "active", CreatedBy: actor, CreatedAt: noon, ExpiresAt: d.ExpiresAt,
	}, Secret: "coresync_aaaaaaaaaaaaaaaaaaaaaaaaaa_bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"}
	if d.Permissions != nil {
		made.Permissions = d.Permissions
	}
	f.made = append(f.made, made)
	return made, nil
}

func (f *fakeTokens) Get(_ context.Context, _, id uuid.UUID) (api.Token, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.made, func(t api.NewToken) bool { return t.ID == id })
	if i < 0 {
		return api.Token{}, domain.NotFound("token")
	}
	return f.made[i].Token, nil
}

func (f *fakeTokens) Revoke(ctx context.Context, tenant uuid.UUID, _ string, id uuid.UUID) error {
	if _, err := f.Get(ctx, tenant, id); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	i := slices.IndexFunc(f.made, func(t api.NewToken) bool { return t.ID == id })
	f.made[i].State, f.made[i].RevokedAt = "revoked", &noon
	return nil
}

// pageBy pages a slice by a key, as an implementation does with SQL.
func pageBy[T any](all []T, l api.List, key func(T) string) api.Page[T] {
	all = slices.Clone(all)
	slices.SortFunc(all, func(a, b T) int {
		order := 0
		switch {
		case key(a) < key(b):
			order = -1
		case key(a) > key(b):
			order = 1
		}
		if l.Sort.Descending {
			order = -order
		}
		return order
	})
	if l.After != nil {
		i := slices.IndexFunc(all, func(v T) bool { return key(v) == l.After[0] })
		all = all[i+1:]
	}
	total := int64(len(all))
	page := api.Page[T]{Items: all, Total: &total}
	if len(all) > l.Limit {
		page.Items = all[:l.Limit]
		page.Next = []string{key(all[l.Limit-1])}
	}
	return page
}

// fakePositions stands at head; Wait for what is after it ends as if the time for it were over.
type fakePositions struct {
	head int64
	fail error
}

func (f *fakePositions) Head(context.Context, uuid.UUID) (api.Position, error) {
	return at(f.head), f.fail
}

func (f *fakePositions) Wait(_ context.Context, _ uuid.UUID, n int64) error {
	if n <= f.head {
		return nil
	}
	return fmt.Errorf("wait for the projections: %w", context.DeadlineExceeded)
}
