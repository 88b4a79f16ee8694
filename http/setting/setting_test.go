package setting_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"coresync/adapters/postgres"
	"coresync/adapters/postgres/pgtest"
	"coresync/domain"
	"coresync/http/api"
	"coresync/http/setting"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

var known = uuid.MustParse("01935d52-0000-7000-8000-000000000001")

func setup(t *testing.T) *setting.Store {
	t.Helper()
	now := func() time.Time { return time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC) }
	return setting.New(pgtest.New(t).Pool(postgres.RoleApp), now, func(_ context.Context, tenant uuid.UUID) (api.Workspace, error) {
		if tenant != known {
			return api.Workspace{}, domain.NotFound("workspace")
		}
		return api.Workspace{Name: "main", Timezone: "Europe/Berlin"}, nil
	})
}

func text(s string) *string { return &s }

func TestSettingsAreTheDefaultsUntilTheyAreChanged(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), setup(t)
	first, err := s.Get(ctx, known)
	require.NoError(t, err)
	require.Equal(t, api.Workspace{Name: "main", Timezone: "Europe/Berlin"}, first)
	changed, err := s.Update(ctx, known, "token:1", nil, api.WorkspacePatch{Timezone: text("UTC")})
	require.NoError(t, err)
	require.Equal(t, api.Workspace{Name: "main", Timezone: "UTC", Version: 1}, changed)
	again, err := s.Get(ctx, known)
	require.NoError(t, err)
	require.Equal(t, changed, again)
}

// Costs are counted in a currency of ISO 4217, or in none.
func TestTheCurrencyIsOneOfTheWorlds(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), setup(t)
	for _, code := range []string{"EUR", "USD", ""} {
		changed, err := s.Update(ctx, known, "token:1", nil, api.WorkspacePatch{Currency: text(code)})
		require.NoError(t, err)
		require.Equal(t, code, changed.Currency)
		found, err := s.Get(ctx, known)
		require.NoError(t, err)
		require.Equal(t, changed, found)
	}
	for _, code := range []string{"eur", "€", "EURO", "QQQ"} {
		_, err := s.Update(ctx, known, "token:1", nil, api.WorkspacePatch{Currency: text(code)})
		require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err), code)
	}
}

func TestAStaleChangeOfSettingsIsRefused(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), setup(t)
	one, none := int64(1), int64(0)
	_, err := s.Update(ctx, known, "token:1", &one, api.WorkspacePatch{Name: text("Acme")})
	require.Equal(t, domain.CodeConflict, domain.ErrorCode(err))
	_, err = s.Update(ctx, known, "token:1", &none, api.WorkspacePatch{Name: text("Acme")})
	require.NoError(t, err)
	second, err := s.Update(ctx, known, "token:1", &one, api.WorkspacePatch{Name: text("Acme Ltd")})
	require.NoError(t, err)
	require.Equal(t, api.Workspace{Name: "Acme Ltd", Timezone: "Europe/Berlin", Version: 2}, second)
}

// Nobody's change is lost: of writers at once that expect the same version one wins.
func TestOfWritersAtOnceOneWins(t *testing.T) {
	t.Parallel()
	ctx, s := t.Context(), setup(t)
	none := int64(0)
	var all sync.WaitGroup
	results := make([]error, 5)
	for i := range results {
		all.Go(func() { _, results[i] = s.Update(ctx, known, "token:1", &none, api.WorkspacePatch{Name: text("x")}) })
	}
	all.Wait()
	won := 0
	for _, err := range results {
		if err == nil {
			won++
			continue
		}
		require.Equal(t, domain.CodeConflict, domain.ErrorCode(err))
	}
	require.Equal(t, 1, won)
}

func TestAnUnknownWorkspaceHasNoSettings(t *testing.T) {
	t.Parallel()
	s := setup(t)
	_, err := s.Get(t.Context(), uuid.New())
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
	_, err = s.Update(t.Context(), uuid.New(), "token:1", nil, api.WorkspacePatch{})
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))
}
