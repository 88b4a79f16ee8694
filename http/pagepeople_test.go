package http

import (
	"context"
	"net/url"
	"testing"

	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func associationPath(t *testing.T, s *Server) string {
	t.Helper()
	return "/settings/integrations/ninjaone/" + connectionOfFakes(t, s).String()
}

// The way to the association, and its words.
func TestCON_01_12_14_15_TheAssociationPage(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := associationPath(t, s)
	require.Regexp(t, `<a class="btn" href="`+path+`/contacts">Bulk Contact Association</a>`, browse(s, "GET", path, "technician", nil).Body.String())
	says(t, words(t, s, path+"/contacts"), "Bulk Contact Association", "Last user", `EXAMPLE\jdoe`, "read as jdoe", "seen 27 of 30 days", "88 % · Jane Doe</script> (jane.doe@example.com)",
		"No contact — skip for now", "Never: shared device", "Override", "Apply Selected", "Apply All High-Confidence (61)", "on 2 devices")
	body := browse(s, "GET", path+"/contacts", "technician", nil).Body.String()
	require.Contains(t, body, `data-search="contacts"`, "the override searches")
	require.NotContains(t, body, "Doe</script>", "a name is text")
	require.NotContains(t, browse(s, "GET", path, "member", nil).Body.String(), "Bulk Contact Association")
}

// What is ticked is decided; what could not be saved stays, and says why.
func TestCON_14_RowsThatFailStay(t *testing.T) {
	t.Parallel()
	fake := &fakeAssociations{}
	s := newServer(t, func(_ *Config, has *Services) { has.Associations = fake })
	a, b := thing(402).String(), thing(403).String()
	form := url.Values{
		"pick": {a, b}, "version." + a: {"3"}, "version." + b: {"1"}, "replace." + a: {"1"},
		"choice." + a: {thing(31).String()}, "choice." + b: {"never"},
	}
	w := browse(s, "POST", associationPath(t, s)+"/contacts", "technician", form)
	require.Equal(t, 409, w.Code)
	require.Contains(t, w.Body.String(), "Look at it again.")
	contact := thing(31)
	require.Equal(t, []api.AssociationDecision{
		{Asset: thing(402), Action: "assign", Contact: &contact, Replace: true, ExpectedVersion: 3}, {Asset: thing(403), Action: "never", ExpectedVersion: 1},
	}, fake.rows)

	fake.rows = nil
	other := thing(77)
	w = browse(s, "POST", associationPath(t, s)+"/contacts", "technician", url.Values{"pick": {a}, "version." + a: {"3"}, "choice." + a: {"skip"}, "other." + a: {"other:" + other.String()}})
	require.Equal(t, 303, w.Code, "the override goes before the dropdown")
	require.Equal(t, []api.AssociationDecision{{Asset: thing(402), Action: "assign", Contact: &other, OtherCustomer: true, ExpectedVersion: 3}}, fake.rows)
}

// Assign Devices is there only where some device is nobody's.
func TestASG_01_02_03_04_AssignDevices(t *testing.T) {
	t.Parallel()
	fake := &fakeAssociations{}
	s := newServer(t, func(_ *Config, has *Services) { has.Associations = fake })
	made, err := s.services.Customers.Create(t.Context(), api.Command{Tenant: tenant}, api.CustomerDraft{Name: "Acme <GmbH>"})
	require.NoError(t, err)
	customer := *made.ID
	path := "/customers/" + customer.String()
	says(t, words(t, s, path), "Assign Devices", "Assets", "Tickets", "Contracts", "Contacts")
	says(t, words(t, s, "/assets?customer="+customer.String()), "Assign Devices")
	require.Equal(t, api.AssociationFilter{Customer: customer, Unassigned: true}, fake.filters[len(fake.filters)-1])
	says(t, words(t, s, path+"/assign"), "Assign all selected to", "Confirm", "LAPTOP-1")

	none := newServer(t, func(_ *Config, has *Services) {
		has.Associations = nobodyWaits{fake}
		has.Customers = s.services.Customers
	})
	require.NotContains(t, words(t, none, path), "Assign Devices")
	require.NotContains(t, words(t, none, "/assets?customer="+customer.String()), "Assign Devices")
	require.NotContains(t, browse(s, "GET", path, "member", nil).Body.String(), "Assign Devices")

	a := thing(402).String()
	w := browse(s, "POST", path+"/assign", "technician", url.Values{"pick": {a}, "version." + a: {"3"}, "choice." + a: {"skip"}, "all": {thing(31).String()}})
	require.Equal(t, 303, w.Code, w.Body)
	require.Equal(t, thing(31), *fake.rows[len(fake.rows)-1].Contact, "one contact for all")
}

// nobodyWaits has no device without a contact.
type nobodyWaits struct{ *fakeAssociations }

func (nobodyWaits) List(_ context.Context, _ api.Scope, _ api.AssociationFilter, _ api.List) (api.Answer[api.AssociationPage], error) {
	return answerOf(api.AssociationPage{}), nil
}

// What goes and what stays is said before NinjaOne is disconnected.
func TestGAP_01_DisconnectSaysWhatGoesAndWhatStays(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, associationPath(t, s)), "Disconnect…", "The client secret, the tokens and the schedule go.", "Assets, mappings and history stay.",
		"Keep assets and history", "Keep them, marked as no longer synced", "Archive the assets that only came from here", "to confirm")
}

// The page of the mapping has one address, whatever leads there, and the side panel is
// made of it.
func TestMAP_04_TheMappingPageHasAStableAddress(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := associationPath(t, s) + "/mappings"
	w := browse(s, "GET", "/mappings", "owner", nil)
	require.Equal(t, path, w.Header().Get("Location"))
	require.Contains(t, browse(s, "GET", path+"?status=unmatched", "owner", nil).Body.String(), `id="mapping"`)
}

// An asset's fields are set by hand, locked and unlocked from its page; only what was
// changed is sent.
func TestAST_02_AFieldIsEditedByHand(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	path := "/assets/" + thing(402).String()
	says(t, words(t, s, path), "Set by hand", "NinjaOne says LAPTOP-1", "Use it", "Edit", "Assigned to", "Erased")
	says(t, words(t, s, path+"/edit"), "syncs leave it alone until you unlock it")
	w := browse(s, "POST", path+"/edit", "technician", url.Values{"name": {"A"}, "before.name": {"A"}})
	require.Equal(t, path, w.Header().Get("Location"))
	w = browse(s, "POST", path+"/edit", "technician", url.Values{"name": {"B"}, "before.name": {"A"}})
	require.Equal(t, 422, w.Code, "the fake refuses it, and the form says so")
	require.Contains(t, w.Body.String(), "This asset is kept by hand.")
	w = browse(s, "POST", path+"/locks/name", "technician", url.Values{"unlock": {"1"}})
	require.Equal(t, path, w.Header().Get("Location"))
	member := browse(s, "GET", path, "member", nil).Body.String()
	require.NotContains(t, member, "/edit")
	require.NotContains(t, member, "Unlock")
}

// Questions are answered in a row, by buttons or keys.
func TestGAP_02_TheQueueOfDuplicates(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	says(t, words(t, s, "/assets/duplicates"), "Duplicates and conflicts", "Two live devices, one identity", "1 of 2", "A field goes to and fro")
	w := browse(s, "POST", "/assets/duplicates", "technician", url.Values{"asset": {thing(402).String(), uuid.NewString()}, "answer": {"different"}, "next": {"/assets/duplicates?at=x"}})
	require.Equal(t, "/assets/duplicates?at=x", w.Header().Get("Location"))
	w = browse(s, "POST", "/assets/duplicates", "technician", url.Values{"asset": {thing(402).String()}, "answer": {"unsure"}, "next": {"//elsewhere.example"}})
	require.Equal(t, "/", w.Header().Get("Location"), "no way out of the site")
}
