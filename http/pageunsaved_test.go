package http

import (
	"context"
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// takenMeanwhile lists no device, as when somebody else assigned it in between; who asks
// for the device itself finds it.
type takenMeanwhile struct{ *fakeAssociations }

func (f takenMeanwhile) List(ctx context.Context, s api.Scope, filter api.AssociationFilter, l api.List) (api.Answer[api.AssociationPage], error) {
	found, err := f.fakeAssociations.List(ctx, s, filter, l)
	if len(filter.Assets) == 0 {
		found.Data.Items = nil
	}
	return found, err
}

func (f takenMeanwhile) Decide(_ context.Context, _ api.Command, rows []api.AssociationDecision) (api.AssociationsWritten, error) {
	return f.conflict(), nil
}

func (f takenMeanwhile) ApplyHigh(ctx context.Context, c api.Command, of api.AssociationFilter) (api.AssociationsWritten, error) {
	f.filters = append(f.filters, of)
	return f.conflict(), nil
}

func (takenMeanwhile) conflict() api.AssociationsWritten {
	return api.AssociationsWritten{Position: at(4712), Rows: []api.AssociationResult{
		{Asset: api.Ref{ID: thing(402), Name: "LAPTOP-1"}, Outcome: "conflict", Message: "Somebody else assigned it."},
		{Asset: api.Ref{ID: thing(9), Name: "GONE-1"}, Outcome: "refused", Message: "There is no such asset."},
		{Asset: api.Ref{ID: thing(403), Name: "TILL-1"}, Outcome: "saved"},
	}}
}

// A row that fails stays with its reason, though somebody else's decision took the device
// off the list; it is not ticked, so that nothing is taken from anybody by a second press.
func TestASG_04_AConflictIsShownThoughTheListNoLongerHasIt(t *testing.T) {
	t.Parallel()
	fake := takenMeanwhile{&fakeAssociations{}}
	s := newServer(t, func(_ *Config, has *Services) { has.Associations = fake })
	made, err := s.services.Customers.Create(t.Context(), api.Command{Tenant: tenant}, api.CustomerDraft{Name: "Acme"})
	require.NoError(t, err)
	a := thing(402).String()
	form := url.Values{"pick": {a}, "version." + a: {"3"}, "choice." + a: {"never"}}
	for _, path := range []string{associationPath(t, s) + "/contacts", "/customers/" + made.ID.String() + "/assign", associationPath(t, s) + "/contacts/high"} {
		w := browse(s, "POST", path, "technician", form)
		require.Equal(t, 409, w.Code, path)
		body := w.Body.String()
		for _, text := range []string{"LAPTOP-1", "Somebody else assigned it.", "GONE-1", "There is no such asset.", "1 device was decided about."} {
			require.Contains(t, body, text, path)
		}
		require.NotRegexp(t, `value="`+a+`" checked`, body, path)
		require.Regexp(t, `<option value="never" selected`, body, "what was chosen stays")
	}
}

// All of high confidence are those of the connection whose page counts them.
func TestCON_15_TheButtonAppliesWhatThePageCounts(t *testing.T) {
	t.Parallel()
	fake := takenMeanwhile{&fakeAssociations{}}
	s := newServer(t, func(_ *Config, has *Services) { has.Associations = fake })
	connection, customer := connectionOfFakes(t, s), uuid.New()
	browse(s, "POST", associationPath(t, s)+"/contacts/high", "technician", url.Values{"customer": {customer.String()}})
	require.Equal(t, api.AssociationFilter{Connection: connection, Customer: customer}, fake.filters[0])
}

// The association is had as a file: what is filtered, of this connection alone.
func TestCON_09_TheAssociationIsExported(t *testing.T) {
	t.Parallel()
	fake := &fakeExports{}
	s := newServer(t, func(_ *Config, has *Services) { has.Exports = fake })
	path, connection := associationPath(t, s)+"/contacts", connectionOfFakes(t, s).String()
	require.Contains(t, browse(s, "GET", path+"?state=shared", "technician", nil).Body.String(), `href="`+path+`/export?format=csv&amp;state=shared"`)
	require.Equal(t, 200, browse(s, "GET", path+"/export?format=csv&state=shared", "technician", nil).Code)
	require.Equal(t, api.ExportAsk{Table: "contact-association", Format: "csv", Query: url.Values{"state": {"shared"}, "connection": {connection}}}, fake.asked[0])
	require.Equal(t, 200, browse(s, "GET", path+"/export?format=pdf", "technician", nil).Code)
	require.Equal(t, []string{"high", "lower", "none"}, fake.asked[1].Query["state"], "as the page shows without a choice")
	require.Equal(t, 400, browse(s, "GET", path+"/export?format=doc", "technician", nil).Code)
	require.Equal(t, 403, browse(s, "GET", path+"/export?format=csv", "member", nil).Code)
}
