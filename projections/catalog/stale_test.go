package catalog_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	rule "coresync/domain/asset"
	"coresync/domain/event"
	"coresync/domain/rules"
	"coresync/projections"
	"coresync/projections/asset"
	"coresync/projections/catalog"
	"coresync/projections/mapping"
	"coresync/projections/projectiontest"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// changedRules draws a set that differs from another in some rules.
func changedRules(t *rapid.T, base *rules.Set) *rules.Set {
	category := rapid.SampledFrom([]string{"Mac", "Server", "Other", "Workstation"})
	members := map[string]any{}
	for _, name := range rapid.SliceOfNDistinct(rapid.SampledFrom([]string{
		"categories", "junk_serials", "status_follows_connectivity", "show_pending", "identity", "precedence"}), 0, 3, rapid.ID[string]).Draw(t, "members") {
		switch name {
		case "categories":
			all := map[string]string{"UNMANAGED_DEVICE": category.Draw(t, "unmanaged")}
			for class, c := range base.Asset.Categories {
				all[class] = string(c)
			}
			all[rapid.SampledFrom([]string{"MAC", "WINDOWS_SERVER", "NEVER_HEARD_OF"}).Draw(t, "class")] = category.Draw(t, "category")
			members[name] = all
		case "junk_serials":
			members[name] = rapid.SliceOfDistinct(rapid.SampledFrom([]string{"5CD1234", "BIOS77", "TOBEFILLEDBYOEM", "EP1"}), rapid.ID[string]).Draw(t, "junk")
		case "identity":
			i := base.Asset.Identity
			i.Serial = rapid.SampledFrom([]rule.Mode{rule.ModeLink, rule.ModeReview, rule.ModeOff}).Draw(t, "mode")
			i.VirtualCards = rapid.SliceOfDistinct(rapid.SampledFrom([]string{"005056", "0A"}), rapid.ID[string]).Draw(t, "cards")
			members[name] = i
		case "precedence":
			members[name] = map[string][]string{rapid.SampledFrom([]string{"name", "category", "status"}).Draw(t, "field"): {"ninjaone", "hand", "kept"}}
		default:
			members[name] = rapid.Bool().Draw(t, name)
		}
	}
	document := map[string]any{"asset": members}
	if rapid.Bool().Draw(t, "matching too") {
		document["matching"] = map[string]any{"legal_forms": []string{}}
	}
	raw, err := json.Marshal(document)
	require.NoError(t, err)
	set, err := rules.Parse(raw, base)
	require.NoError(t, err)
	return set
}

// Rows that are taken over and those that are folded are together what a whole
// replay makes, under any change of rules.
func TestARebuildOfStaleRowsAloneMakesWhatAWholeOneMakes(t *testing.T) {
	t.Parallel()
	b := projectiontest.New(t, catalog.Models()...)
	partial := 0
	rapid.Check(t, func(rt *rapid.T) {
		ctx := context.Background()
		w := b.NewWorld(rt)
		e := b.NewEngine(rt, catalog.Models())
		w.Live(rt, rapid.IntRange(5, 40).Draw(rt, "steps"))
		require.NoError(rt, e.CatchUp(ctx, w.Tenant()))
		set := rules.Default()
		for n := range rapid.IntRange(1, 3).Draw(rt, "adoptions") {
			set = changedRules(rt, set)
			b.AppendTo(w.Tenant(), event.New{Stream: event.RulesStream, Payload: &event.RuleSetAdopted{
				Version: rules.VersionOf(int64(n) + 1), Digest: set.Digest(), Reason: "a test", Rules: set.JSON(),
			}})
			require.NoError(rt, e.CatchUp(ctx, w.Tenant()))
			for _, model := range []string{asset.Name, mapping.Name} {
				p, err := e.Plan(ctx, projections.Order{Model: model, Tenant: w.Tenant()})
				require.NoError(rt, err)
				if p.Partial {
					partial++
				}
				_, err = e.Rebuild(ctx, projections.RebuildOptions{Model: model, Tenant: w.Tenant()})
				require.NoError(rt, err)
			}
			w.Live(rt, rapid.IntRange(0, 10).Draw(rt, "later steps"))
			require.NoError(rt, e.CatchUp(ctx, w.Tenant()))
			b.Agree(rt, e, w.Tenant())
		}
	})
	require.Positive(t, partial, "some were partial")
}

func TestOnlyRowsThatRulesConcernAreFoldedAnew(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	var page []event.New
	for id := int64(1); id <= 300; id++ {
		page = append(page, machine(conn, id, []string{"MAC", "WINDOWS_SERVER", "WINDOWS_WORKSTATION"}[id%3]))
	}
	b.Append(page...)
	b.Project()
	for _, c := range []struct {
		rules          string
		model          string
		partial        bool
		stale, changed int64
	}{
		{`{"asset": {"categories": {}}}`, asset.Name, true, 300, 300},
		{`{"matching": {"legal_forms": []}}`, asset.Name, true, 0, 0},
		{`{"matching": {"legal_forms": ["inc"]}}`, mapping.Name, true, 0, 0},
		{`{"asset": {"status_follows_connectivity": false}}`, asset.Name, true, 300, 0},
		{`{"asset": {"show_pending": true}}`, asset.Name, true, 0, 0},
	} {
		version := adopt(t, b, draft(t, c.rules))
		b.Project()
		p, err := b.Engine.Plan(t.Context(), projections.Order{Model: c.model, Tenant: b.A, Rules: version})
		require.NoError(t, err)
		require.Equal(t, c.partial, p.Partial, c.rules)
		require.Equal(t, c.stale, p.Stale, c.rules)
		require.Equal(t, c.stale, p.Events, "each has one snapshot")
		require.Contains(t, p.Basis, "are taken over as they are")
		order(t, b.Engine, projections.Order{Model: c.model, Tenant: b.A, Rules: version})
		d, err := b.Engine.Diff(t.Context(), b.A, c.model, 0)
		require.NoError(t, err)
		require.Equal(t, c.changed, d.Tables[0].Changed, c.rules)
		_, err = b.Engine.Cancel(t.Context(), c.model, b.A)
		require.NoError(t, err)
	}
	var categories = strings.Replace(fmt.Sprintf(`{"asset": {"categories": %s}}`, must(t, rules.Default().Asset.Categories)), `"MAC":"Mac"`, `"MAC":"Other"`, 1)
	version := adopt(t, b, draft(t, categories))
	p, err := b.Engine.Plan(t.Context(), projections.Order{Model: asset.Name, Tenant: b.A, Rules: version})
	require.NoError(t, err)
	require.EqualValues(t, 100, p.Stale)
}

func TestRowsThatWereChangedByHandAreNotTakenOver(t *testing.T) {
	t.Parallel()
	b, conn := projectiontest.New(t, catalog.Models()...), uuid.New()
	b.Append(machine(conn, 1, "MAC"), machine(conn, 2, "WINDOWS_SERVER"))
	b.Project()
	_, err := b.Owner.Exec(t.Context(), `update rm_asset_b1.asset set name = 'forged' where name = 'PC-2'`)
	require.NoError(t, err)
	version := adopt(t, b, draft(t, noMacs))
	b.Project()
	p, err := b.Engine.Plan(t.Context(), projections.Order{Model: asset.Name, Tenant: b.A, Rules: version})
	require.NoError(t, err)
	require.False(t, p.Partial)
	order(t, b.Engine, projections.Order{Model: asset.Name, Tenant: b.A, Rules: version})
	_, err = b.Engine.Promote(t.Context(), projections.Promotion{Tenant: b.A, Accept: true})
	require.NoError(t, err)
	require.Equal(t, "Other", liveCategory(b, "PC-2"), "the forged row is gone: categories are named whole")
	b.Agree(t, b.Engine, b.A)
}

func must(t *testing.T, v any) string {
	t.Helper()
	raw, err := json.Marshal(v)
	require.NoError(t, err)
	return string(raw)
}
