package demo_test

import (
	"slices"
	"testing"

	"coresync/cmd/internal/demo"
	"coresync/http/api"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

// suggestions are all devices of the demo with who may use them.
func suggestions(t *testing.T, d *demo.Demo, f api.AssociationFilter) ([]api.ContactSuggestion, map[string]int64) {
	t.Helper()
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
	found, err := d.App.Services().Associations.List(t.Context(), api.Scope{Tenant: d.Tenant}, f, api.List{Limit: 500, Sort: api.Sort{By: "customer"}})
	require.NoError(t, err)
	require.Nil(t, found.Data.Next)
	return found.Data.Items, found.Data.Counts
}

func one(t *testing.T, d *demo.Demo, asset uuid.UUID) api.ContactSuggestion {
	t.Helper()
	all, _ := suggestions(t, d, api.AssociationFilter{})
	i := slices.IndexFunc(all, func(s api.ContactSuggestion) bool { return s.Asset.ID == asset })
	require.GreaterOrEqual(t, i, 0)
	return all[i]
}

func of(state string, all []api.ContactSuggestion) (some []api.ContactSuggestion) {
	for _, s := range all {
		if s.State == state {
			some = append(some, s)
		}
	}
	return some
}

// What the simulated devices' last users lead to, and that whatever is pre-selected is
// 80 % and above, and nothing else.
func TestCON_08_HighConfidenceIsPreselected(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	all, counts := suggestions(t, d, api.AssociationFilter{})
	sum := int64(0)
	for state, n := range counts {
		require.Len(t, of(state, all), int(n), state)
		sum += n
	}
	require.EqualValues(t, len(all), sum)
	for _, state := range []string{"high", "lower", "none", "shared", "no_customer"} {
		require.Positive(t, counts[state], state)
	}
	require.Zero(t, counts["pending"])
	contacts := make(map[uuid.UUID]api.Contact)
	for _, s := range all {
		require.Equal(t, s.State == "high", s.Preselected)
		if s.Username != "" {
			require.Positive(t, s.SeenOf, "screens.md: seen 27 of 30 days")
			require.Equal(t, s.SeenOf, s.SeenDays, "it is the only last user that was ever seen")
		}
		if s.State != "high" {
			continue
		}
		require.GreaterOrEqual(t, s.Suggested.Percent, 80)
		require.NotEmpty(t, s.Suggested.Contact.Name, "CON-09")
		require.NotEmpty(t, s.Suggested.Reason)
		contact, known := contacts[s.Suggested.Contact.ID]
		if !known {
			found, err := d.App.Services().Contacts.Get(t.Context(), api.Scope{Tenant: d.Tenant}, s.Suggested.Contact.ID)
			require.NoError(t, err)
			contact = found.Data
			contacts[contact.ID] = contact
		}
		require.Equal(t, s.Customer.ID, contact.Customer.ID, "only contacts of the device's own customer")
	}
}

func TestASG_02_AssetsAreAssignedWithPartialSuccess(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	associations := d.App.Services().Associations
	all, _ := suggestions(t, d, api.AssociationFilter{Unassigned: true})
	high := of("high", all)
	available := slices.IndexFunc(high, func(s api.ContactSuggestion) bool { return s.Status == "available" })
	require.GreaterOrEqual(t, available, 0)
	first := high[available]
	other := slices.IndexFunc(high, func(s api.ContactSuggestion) bool { return s.Customer.ID != first.Customer.ID })
	require.GreaterOrEqual(t, other, 0)
	second, none := high[other], of("none", all)[0]
	command := api.Command{Tenant: d.Tenant, Actor: "test", AppendID: uuid.New()}
	rows := []api.AssociationDecision{
		{Asset: first.Asset.ID, Action: "apply"},
		{Asset: second.Asset.ID, Action: "assign", Contact: &first.Suggested.Contact.ID},
		{Asset: none.Asset.ID, Action: "apply"},
		{Asset: uuid.New(), Action: "skip"},
		{Asset: high[other+1].Asset.ID, Action: "never", ExpectedVersion: 7},
	}
	done, err := associations.Decide(t.Context(), command, rows)
	require.NoError(t, err)
	type outcome struct{ outcome, code string }
	var got []outcome
	for _, r := range done.Rows {
		got = append(got, outcome{r.Outcome, r.Code})
		require.Equal(t, r.Outcome == "saved", r.Message == "", "each that was not saved says what to do")
	}
	require.Equal(t, []outcome{
		{"saved", ""}, {"refused", "other_customer"}, {"refused", "no_suggestion"}, {"refused", "asset_not_found"}, {"conflict", "version_conflict"},
	}, got)
	require.Equal(t, []string{"The asset was available; it is in use now."}, done.Rows[0].Notes)

	again, err := associations.Decide(t.Context(), command, rows[:1])
	require.NoError(t, err)
	require.True(t, again.Replayed)
	require.Equal(t, "saved", again.Rows[0].Outcome)
	require.Equal(t, done.Position, again.Position)

	now := one(t, d, first.Asset.ID)
	require.Equal(t, "assigned", now.State)
	require.Equal(t, "in_use", now.Status, "FLD-06")
	require.Equal(t, first.Suggested.Contact, *now.Assigned)
	require.EqualValues(t, 1, now.Version)

	// Somebody else looked at it before.
	command.AppendID = uuid.Nil
	late, err := associations.Decide(t.Context(), command, []api.AssociationDecision{{Asset: first.Asset.ID, Action: "assign", Contact: &second.Suggested.Contact.ID, OtherCustomer: true, Replace: true}})
	require.NoError(t, err)
	require.Equal(t, "conflict", late.Rows[0].Outcome)
	require.EqualValues(t, 1, late.Rows[0].Version)
	// And now: not silently, then with the wish, and with a warning.
	row := api.AssociationDecision{Asset: first.Asset.ID, Action: "assign", Contact: &second.Suggested.Contact.ID, OtherCustomer: true, ExpectedVersion: 1}
	late, err = associations.Decide(t.Context(), command, []api.AssociationDecision{row})
	require.NoError(t, err)
	require.Equal(t, "already_assigned", late.Rows[0].Code)
	row.Replace = true
	late, err = associations.Decide(t.Context(), command, []api.AssociationDecision{row})
	require.NoError(t, err)
	require.Equal(t, "saved", late.Rows[0].Outcome)
	require.Len(t, late.Rows[0].Notes, 1)
	require.Contains(t, late.Rows[0].Notes[0], "another customer")
	require.Equal(t, "differs", one(t, d, first.Asset.ID).State)

	view, err := d.App.Services().Assets.Get(t.Context(), api.Scope{Tenant: d.Tenant}, first.Asset.ID)
	require.NoError(t, err)
	require.Equal(t, second.Suggested.Contact.ID, *view.Data.Contact)
	history, err := d.App.Services().Assets.History(t.Context(), api.Scope{Tenant: d.Tenant}, first.Asset.ID, api.List{Limit: 2})
	require.NoError(t, err)
	require.Equal(t, "Assigned to a contact, of another customer", history.Data.Items[0].Summary)
	require.Contains(t, history.Data.Items[1].Summary, "who was suggested with")

	// Taken back: as before, available again.
	undone, err := associations.Decide(t.Context(), command, []api.AssociationDecision{{Asset: first.Asset.ID, Action: "unassign", ExpectedVersion: 2}})
	require.NoError(t, err)
	require.Equal(t, "saved", undone.Rows[0].Outcome)
	now = one(t, d, first.Asset.ID)
	require.Equal(t, "high", now.State)
	require.Equal(t, "available", now.Status)
}

func TestCON_15_AllHighConfidenceLeavesNothingHigh(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	associations, command := d.App.Services().Associations, api.Command{Tenant: d.Tenant, Actor: "test"}
	before, counts := suggestions(t, d, api.AssociationFilter{})
	customer := of("high", before)[0].Customer.ID
	done, err := associations.ApplyHigh(t.Context(), command, api.AssociationFilter{Customer: customer})
	require.NoError(t, err)
	require.NotEmpty(t, done.Rows)
	left, _ := suggestions(t, d, api.AssociationFilter{Customer: customer})
	require.Empty(t, of("high", left))
	all, err := associations.ApplyHigh(t.Context(), command, api.AssociationFilter{})
	require.NoError(t, err)
	require.EqualValues(t, counts["high"], len(done.Rows)+len(all.Rows))
	require.False(t, all.More)
	after, now := suggestions(t, d, api.AssociationFilter{})
	require.Equal(t, counts["high"], now["assigned"])
	for _, state := range []string{"lower", "none", "shared", "no_customer"} {
		require.Equal(t, counts[state], now[state], "nothing else was touched")
	}
	for _, s := range of("assigned", after) {
		require.Equal(t, s.Suggested.Contact, *s.Assigned)
	}
}

// Who removes a contact leaves no asset with somebody who is gone.
func TestARemovedContactHasNoAssets(t *testing.T) {
	t.Parallel()
	d := start(t)
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	services, command := d.App.Services(), api.Command{Tenant: d.Tenant, Actor: "test"}
	all, _ := suggestions(t, d, api.AssociationFilter{})
	high := of("high", all)
	i := slices.IndexFunc(high, func(s api.ContactSuggestion) bool { return s.Status == "available" })
	require.GreaterOrEqual(t, i, 0)
	device := high[i]
	_, err = services.Associations.Decide(t.Context(), command, []api.AssociationDecision{{Asset: device.Asset.ID, Action: "apply"}})
	require.NoError(t, err)
	require.Equal(t, "in_use", one(t, d, device.Asset.ID).Status)
	_, err = services.Contacts.Remove(t.Context(), command, device.Suggested.Contact.ID)
	require.NoError(t, err)
	after := one(t, d, device.Asset.ID)
	require.Nil(t, after.Assigned)
	require.Equal(t, "available", after.Status)
	require.NotEqual(t, "high", after.State, "nor is it suggested any more")
}
