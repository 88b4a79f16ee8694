package http

import (
	files "encoding/csv"
	"net/url"
	"strings"
	"testing"

	"coresync/http/api"

	"github.com/stretchr/testify/require"
)

// Exactly what is filtered goes into the file, with its columns, and no formula.
func TestGAP_04_TheListIsExportedAsItIsFiltered(t *testing.T) {
	t.Parallel()
	fake := fakeAssets()
	s := newServer(t, func(_ *Config, has *Services) { has.Assets = fake })
	_, err := fake.Create(t.Context(), api.Command{Tenant: tenant}, api.AssetDraft{Name: `=cmd|' /C calc'!A0`, Model: "+1"})
	require.NoError(t, err)
	w := browse(s, "GET", "/assets/export?format=csv&category=Server&col=serial&col=customer&sort=-name", "member", nil)
	require.Equal(t, 200, w.Code, w.Body)
	require.Contains(t, w.Header().Get("Content-Disposition"), `filename="assets-2026-03-03.csv"`)
	require.Equal(t, []string{"Server"}, fake.filters[len(fake.filters)-1].Categories)
	rows, err := files.NewReader(strings.NewReader(strings.TrimPrefix(w.Body.String(), "\ufeff"))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, []string{"Id", "Name", "Manufacturer", "Model", "Serial number", "Customer"}, rows[0])
	require.Len(t, rows, 3)
	names := rows[1][1] + rows[2][1]
	require.Contains(t, names, `'=cmd|`)
	require.Contains(t, names, "LAPTOP-1</script>")
	w = browse(s, "GET", "/assets/export?format=xlsx", "member", nil)
	require.Equal(t, 200, w.Code)
	require.True(t, strings.HasPrefix(w.Body.String(), "PK"))
	require.Equal(t, 400, browse(s, "GET", "/assets/export?format=exe", "member", nil).Code)
}

// What is ticked, or all that match, is changed; what can't be says why.
func TestAST_02_ManyAssetsAreChangedAtOnce(t *testing.T) {
	t.Parallel()
	fake := fakeAssets()
	s := newServer(t, func(_ *Config, has *Services) { has.Assets = fake })
	made, err := fake.Create(t.Context(), api.Command{Tenant: tenant}, api.AssetDraft{Name: "Projector"})
	require.NoError(t, err)
	says(t, browse(s, "GET", "/assets", "technician", nil).Body.String(), `label="Set status"`, `label="Set category"`, "Ignore in sync", "Export")
	require.NotContains(t, browse(s, "GET", "/assets", "member", nil).Body.String(), "Set category", "who may not change sees nothing to change with")

	w := browse(s, "POST", "/assets/bulk?category=Other&sort=name", "technician", url.Values{"pick": {made.ID.String()}, "action": {"status:lost"}})
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, "/assets?category=Other&sort=name", w.Header().Get("Location"), "back to the same list")
	w = browse(s, "POST", "/assets/bulk", "technician", url.Values{"everything": {"1"}, "action": {"category:Server"}})
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, "/assets", w.Header().Get("Location"))
	require.Equal(t, 400, browse(s, "POST", "/assets/bulk", "technician", url.Values{"everything": {"1"}}).Code)
	require.Equal(t, 303, browse(s, "POST", "/assets/bulk", "technician", url.Values{"action": {"ignore"}}).Code, "nothing was selected")
}
