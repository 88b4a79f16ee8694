package http

import (
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// Assets of several customers are assigned from the list: it asks customer by customer, says
// beforehand what can't be, and leaves alone those for whom nobody is chosen.
func TestASG_03_TheListAsksCustomerByCustomer(t *testing.T) {
	t.Parallel()
	fake := &fakeChanges{assetsFake: fakeAssets()}
	people := fakeContacts()
	s := newServer(t, func(_ *Config, has *Services) { has.Assets, has.Changes, has.Contacts = fake, fake, people })
	jane, err := people.Create(t.Context(), api.Command{Tenant: tenant}, api.ContactDraft{Name: "Jane <b>Doe", Email: "jane@example.com"})
	require.NoError(t, err)
	made, err := fake.Create(t.Context(), api.Command{Tenant: tenant}, api.AssetDraft{Name: "Projector"}) // of no customer
	require.NoError(t, err)
	says(t, browse(s, "GET", "/assets", "technician", nil).Body.String(), `<option value="assign">Assign to contacts…</option>`)

	ticked := url.Values{"action": {"assign"}, "pick": {thing(402).String(), made.ID.String(), thing(999).String()}}
	w := browse(s, "POST", "/assets/bulk?category=Server", "technician", ticked)
	require.Equal(t, 200, w.Code, w.Body)
	page := w.Body.String()
	require.Empty(t, fake.asked, "nothing is changed before somebody chose")
	says(t, page, "2 assets were chosen. A contact is given assets of their own customer: choose one for each customer.",
		`action="/assets/bulk?category=Server"`, "Contact for the assets of ", "leave these as they are", "Jane &lt;b&gt;Doe", "(jane@example.com)", "LAPTOP-1&lt;/script&gt;", `value="`+acme().ID.String()+":"+jane.ID.String(),
		"1 has no customer and can't be assigned.", `href="/assets?category=Server"`)
	require.NotContains(t, page, `name="pick" value="`+made.ID.String())

	chosen := url.Values{"action": {"assign"}, "pick": {thing(402).String()}, "for": {acme().ID.String() + ":" + thing(31).String(), ""}, "once": {thing(5).String()}}
	w = browse(s, "POST", "/assets/bulk?category=Server", "technician", chosen)
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, "/assets?category=Server", w.Header().Get("Location"))
	require.Equal(t, api.AssetChange{
		Assets: []uuid.UUID{thing(402)}, Action: api.ChangeAssign, Contacts: []api.CustomerContact{{Customer: acme().ID, Contact: thing(31)}},
	}, fake.asked[0])

	chosen.Set("for", "")
	require.Equal(t, 303, browse(s, "POST", "/assets/bulk", "technician", chosen).Code, "nobody was chosen")
	require.Len(t, fake.asked, 1)
	chosen.Set("for", "acme:nobody")
	require.Equal(t, 400, browse(s, "POST", "/assets/bulk", "technician", chosen).Code)

	w = browse(s, "POST", "/assets/bulk?category=Server", "technician", url.Values{"action": {"assign"}, "everything": {"1-0123456789abcdef01234567"}})
	says(t, w.Body.String(), `name="everything" value="1-0123456789abcdef01234567"`)
	require.NotContains(t, w.Body.String(), `name="pick"`, "all that match are named by what was selected")
	w = browse(s, "POST", "/assets/bulk", "technician", url.Values{"action": {"assign"}, "pick": {made.ID.String()}})
	says(t, w.Body.String(), "None of them has a customer")
}
