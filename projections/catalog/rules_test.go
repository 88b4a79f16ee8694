package catalog_test

import (
	"testing"

	"coresync/domain"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// draft is the default set with changes.
func draft(t *testing.T, document string) *rules.Set {
	t.Helper()
	set, err := rules.Parse([]byte(document), rules.Default())
	require.NoError(t, err)
	return set
}

// adopt puts a set in force and returns its version.
func adopt(t *testing.T, b *projectiontest.Bundle, set *rules.Set) string {
	t.Helper()
	all, err := b.Engine.RuleSets(t.Context(), b.A)
	require.NoError(t, err)
	events, err := rules.Decide(rules.State{Adopted: int64(len(all) - 1), Digest: all[0].Digest()}, rules.Adopt{Set: set, Reason: "a test"})
	require.NoError(t, err)
	b.Append(event.New{Stream: event.RulesStream, Payload: events[0]})
	return events[0].(*event.RuleSetAdopted).Version
}

const noMacs = `{"asset": {"categories": {"MAC": "Other"}}}`

func TestThePastIsReadUnderTheRulesOfThenOrAnyOther(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, asset.Model()), uuid.New()
	mac := observed(conn, 1, "mac")
	mac.Payload.(*event.DeviceObserved).Device = []byte(`{"id":1,"systemName":"mac","nodeClass":"MAC"}`)
	b.Append(mac)
	version := adopt(t, b, draft(t, noMacs))
	b.Append(observed(conn, 2, "two"))
	b.Project()

	category := func(m projections.Moment) (string, string) {
		past, err := b.Engine.AsOf(t.Context(), b.A, m, asset.Name)
		require.NoError(t, err)
		for _, r := range projections.PastRows[asset.Row](past, asset.Name, "asset") {
			if r.Name == "mac" {
				return string(r.Category), past.Rules
			}
		}
		return "", past.Rules
	}
	for _, c := range []struct {
		at              projections.Moment
		category, rules string
	}{
		{projections.Moment{Position: 1}, "Mac", "1"},
		{projections.Moment{Position: 2}, "Other", version},
		{projections.Moment{Position: 3}, "Other", version},
		{projections.Moment{Position: 3, Rules: "1"}, "Mac", "1"},
		{projections.Moment{Position: 1, Rules: version}, "Other", version},
	} {
		found, under := category(c.at)
		require.Equal(t, []string{c.category, c.rules}, []string{found, under}, "%v under %q", c.at, c.at.Rules)
	}
	_, err := b.Engine.AsOf(t.Context(), b.A, projections.Moment{Position: 1, Rules: "9"}, asset.Name)
	require.Equal(t, domain.CodeNotFound, domain.ErrorCode(err))

	all, err := b.Engine.Status(t.Context(), b.A)
	require.NoError(t, err)
	require.Equal(t, "1", all[0].Rules, "a running fold keeps its rules")
	row := b.Row(`select category from rm_asset_b1.asset where name = 'mac'`)
	require.Equal(t, "Mac", row["category"])
	b.Agree(t, b.Engine, b.A)
}
