package demo_test

import (
	"net/url"
	"strconv"
	"testing"

	"coresync/adapters/export/exporttest"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// What the columns of age, warranty and end of life say is what the recommendations say of the
// same assets, now and as of an earlier moment, and a file has it too. What they leave out has no
// state.
func TestColumnsOfAssetsSayWhatRecommendationsSay(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services := d.App.Services()
	head, err := services.Positions.Head(t.Context(), d.Tenant)
	require.NoError(t, err)
	for _, scope := range []api.Scope{{Tenant: d.Tenant}, {Tenant: d.Tenant, AsOf: &api.Moment{Position: head.N - 50}}} {
		said := make(map[uuid.UUID]api.Recommendation)
		for l := (api.List{Limit: 500, Sort: api.Sort{By: "name"}}); ; {
			page, err := services.Replacements.Recommendations(t.Context(), scope, api.RecommendationFilter{}, l)
			require.NoError(t, err)
			for _, x := range page.Data.Items {
				said[x.Asset.ID] = x
			}
			if l.After = page.Data.Next; l.After == nil {
				break
			}
		}
		require.NotEmpty(t, said)
		states, without := make(map[string]bool), 0
		for l := (api.List{Limit: 300, Sort: api.Sort{By: "age"}}); ; {
			page, err := services.Assets.List(t.Context(), scope, api.AssetFilter{}, l)
			require.NoError(t, err)
			lines, err := api.AssetLines(t.Context(), scope, api.AssetColumnsOf(api.AssetColumnKeys()), page.Data.Items, services.Contacts, services.Replacements)
			require.NoError(t, err)
			for _, line := range lines {
				x, there := said[line.ID]
				require.Equal(t, x.State, line.Age.State, line.Name)
				if states[x.State] = true; !there {
					without++
					continue
				}
				require.Equal(t, x.AgeMonths, line.Age.Months, line.Name)
				require.Equal(t, x.Warranty, line.Age.Warranty, line.Name)
				require.Equal(t, line.Contact != nil, line.Holder != nil, line.Name)
			}
			if l.After = page.Data.Next; l.After == nil {
				break
			}
		}
		if scope.AsOf == nil {
			require.Greater(t, len(states), 2, "several states are to be seen")
		}
		require.Positive(t, without, "virtual machines and network devices have none")
	}
}

// A file of assets has the columns that were asked for: the age in months, estimated or not, the
// state, and who has them.
func TestAFileOfAssetsHasAgesAndContacts(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, scope := d.App.Services(), api.Scope{Tenant: d.Tenant}
	q := url.Values{"col": {"contact", "age", "warranty", "eol"}, "sort": {"-age"}}
	file, err := services.Exports.Export(t.Context(), scope, api.ExportAsk{Table: api.TableAssets, Query: q, Format: "csv"})
	require.NoError(t, err)
	rows := exporttest.Rows(t, string(bodyOf(t, file.Data)))
	require.Equal(t, []string{"Name", "Manufacturer", "Model", "Contact", "Age in months", "Age is estimated", "Warranty", "Warranty ends", "End of life", "Id"}, rows[0])
	shown, held, aged := assets(t, d), 0, 0
	for _, row := range rows[1:] {
		a := shown[uuid.MustParse(row[9])]
		if a.Contact != nil {
			held++
		}
		require.Equal(t, a.Contact != nil, row[3] != "", a.Name)
		if a.BornOn == "" {
			require.Empty(t, row[4])
			continue
		}
		months, err := strconv.Atoi(row[4])
		require.NoError(t, err)
		require.GreaterOrEqual(t, months, 0)
		require.Equal(t, map[bool]string{true: "yes", false: "no"}[a.AgeEstimated], row[5])
		aged++
	}
	require.Positive(t, aged)
	t.Logf("%d of %d assets are somebody's", held, len(rows)-1)
}
