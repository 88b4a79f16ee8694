package demo_test

import (
	"testing"
	"time"

	"coresync/cmd/internal/demo"
	"coresync/domain"
	"coresync/domain/event"
	"coresync/eventstore"
	"coresync/http/api"
	"coresync/projections/catalog"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
)

func syncNow(t *testing.T, d *demo.Demo) {
	t.Helper()
	_, err := d.Sync(t.Context())
	require.NoError(t, err)
	require.NoError(t, d.App.CatchUpSuggestions(t.Context(), d.Tenant))
}

// lastUsersSince are the observations of last users behind a position, by whether they tell one.
func lastUsersSince(t *testing.T, d *demo.Demo, position int64) (told, withheld map[int64]bool) {
	t.Helper()
	told, withheld = map[int64]bool{}, map[int64]bool{}
	require.NoError(t, d.App.Store.Read(t.Context(), d.Tenant, eventstore.Query{After: position, Types: []event.Type{"DeviceUserObserved"}}, func(e event.Recorded) error {
		payload, err := d.App.Store.Registry().Decode(e)
		require.NoError(t, err)
		p := payload.(*event.DeviceUserObserved)
		if p.Withheld == "" {
			told[p.DeviceID] = true
			return nil
		}
		require.True(t, p.User.Absent(), "nothing of the user is in the log")
		require.Empty(t, p.UserDomain)
		require.Nil(t, p.LogonAt)
		withheld[p.DeviceID] = true
		return nil
	}))
	return told, withheld
}

func devicesOf(t *testing.T, d *demo.Demo, f api.AssetFilter) map[int64]uuid.UUID {
	t.Helper()
	f.Source = "ninjaone"
	found, err := d.App.Services().Assets.List(t.Context(), api.Scope{Tenant: d.Tenant}, f, api.List{Limit: 500, Sort: api.Sort{By: "name"}})
	require.NoError(t, err)
	devices := map[int64]uuid.UUID{}
	for _, a := range found.Data.Items {
		devices[a.Device.ID] = a.ID
	}
	return devices
}

// Where a customer's last users are not kept, a poll writes none of them, devices say so and
// whose rule it is, nobody is suggested by them, and what was there can be forgotten.
func TestGAP_07_LastUsersOfACustomerAreNotKept(t *testing.T) {
	t.Parallel()
	d := start(t)
	syncNow(t, d)
	services, scope, command := d.App.Services(), api.Scope{Tenant: d.Tenant}, api.Command{Tenant: d.Tenant, Actor: "test"}
	row := assignedByLogon(t, d)
	customer := row.Customer.ID
	of := api.LastUserScope{Customer: &customer}
	mine := devicesOf(t, d, api.AssetFilter{Customers: []uuid.UUID{customer}})

	effect, err := services.Privacy.Effect(t.Context(), scope, of)
	require.NoError(t, err)
	require.GreaterOrEqual(t, effect.Devices, len(mine))
	require.Positive(t, effect.Known)
	require.Positive(t, effect.Users)
	done, err := services.Privacy.SetKeeping(t.Context(), command, api.KeepingDraft{LastUserScope: of, Keep: api.KeepOff})
	require.NoError(t, err)
	again, err := services.Privacy.SetKeeping(t.Context(), command, api.KeepingDraft{LastUserScope: of, Keep: api.KeepOff})
	require.NoError(t, err)
	require.Equal(t, done.Position, again.Position, "nothing more was written")
	_, err = services.Privacy.SetKeeping(t.Context(), command, api.KeepingDraft{Keep: api.KeepOff})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
	rules, err := services.Privacy.LastUsers(t.Context(), scope)
	require.NoError(t, err)
	require.Len(t, rules.Data.Customers, 1)
	require.Equal(t, row.Customer.Name, rules.Data.Customers[0].Name)

	before := head(t, d)
	known := before.Position
	d.Sim.Advance(48 * time.Hour)
	syncNow(t, d)
	told, withheld := lastUsersSince(t, d, before.Position)
	require.NotEmpty(t, withheld)
	for device := range mine {
		require.False(t, told[device], "device %d", device)
	}
	for device := range withheld {
		require.Contains(t, mine, device, "of this customer alone")
	}
	device, err := services.Assets.Get(t.Context(), scope, row.Asset.ID)
	require.NoError(t, err)
	require.Empty(t, device.Data.LastUser)
	require.Equal(t, "customer", device.Data.LastUserWithheld)
	past, err := services.Assets.Get(t.Context(), api.Scope{Tenant: d.Tenant, AsOf: &api.Moment{Position: known}}, row.Asset.ID)
	require.NoError(t, err)
	require.Equal(t, row.Username, past.Data.LastUser, "it was not forgotten yet")
	suggestions, err := services.Associations.List(t.Context(), scope, api.AssociationFilter{Assets: []uuid.UUID{row.Asset.ID}}, api.List{Limit: 1})
	require.NoError(t, err)
	require.Equal(t, "not_kept", suggestions.Data.Items[0].Kind)
	require.Contains(t, suggestions.Data.Items[0].Reason, "isn't kept for this customer")
	before = head(t, d)
	syncNow(t, d)
	_, withheld = lastUsersSince(t, d, before.Position)
	require.Empty(t, withheld, "it is said once")

	forgotten, err := services.Privacy.Forget(t.Context(), command, api.Forgetting{LastUserScope: of})
	require.NoError(t, err)
	require.Len(t, forgotten.Erased, effect.Users-effect.Elsewhere)
	past, err = services.Assets.Get(t.Context(), api.Scope{Tenant: d.Tenant, AsOf: &api.Moment{Position: known}}, row.Asset.ID)
	require.NoError(t, err)
	require.Empty(t, past.Data.LastUser, "forgotten of then, too")
	require.True(t, past.Data.LastUserErased)
	require.NoError(t, d.App.CatchUp(t.Context(), d.Tenant))
	for _, model := range catalog.Models() {
		found, err := d.App.Models.Fsck(t.Context(), d.Tenant, model.Name)
		require.NoError(t, err, model.Name)
		require.True(t, found.OK(), "%s: live = rebuilt", model.Name)
	}

	_, err = services.Privacy.SetKeeping(t.Context(), command, api.KeepingDraft{LastUserScope: of, Keep: api.KeepDefault})
	require.NoError(t, err)
	syncNow(t, d)
	device, err = services.Assets.Get(t.Context(), scope, row.Asset.ID)
	require.NoError(t, err)
	require.Equal(t, row.Username, device.Data.LastUser, "kept again")
	require.Empty(t, device.Data.LastUserWithheld)
}

// What is older than last users are kept can't be read, is said once, and stands in the report.
func TestGAP_07_LastUsersAreReadableForSomeTime(t *testing.T) {
	t.Parallel()
	d := start(t)
	syncNow(t, d)
	services, scope, command := d.App.Services(), api.Scope{Tenant: d.Tenant}, api.Command{Tenant: d.Tenant, Actor: "test"}
	row := assignedByLogon(t, d)
	_, err := services.Privacy.SetRetention(t.Context(), command, api.RetentionDraft{Days: 27})
	require.Equal(t, domain.CodeInvalid, domain.ErrorCode(err))
	_, err = services.Privacy.SetRetention(t.Context(), command, api.RetentionDraft{Days: 28})
	require.NoError(t, err)
	shown := func() api.Asset {
		t.Helper()
		found, err := services.Assets.Get(t.Context(), scope, row.Asset.ID)
		require.NoError(t, err)
		return found.Data
	}
	before, now := head(t, d), d.App.Store.Now()
	require.NoError(t, d.App.ExpireLastUsers(t.Context(), d.Tenant, now.AddDate(0, 0, 20)))
	require.Equal(t, row.Username, shown().LastUser, "not old enough")
	require.Equal(t, before.Position, head(t, d).Position, "nothing was written")
	for range 2 {
		require.NoError(t, d.App.ExpireLastUsers(t.Context(), d.Tenant, now.AddDate(0, 0, 36)))
	}
	require.Equal(t, before.Position+1, head(t, d).Position, "it is said once")
	require.Empty(t, shown().LastUser)
	require.True(t, shown().LastUserErased)

	report, err := services.Privacy.Report(t.Context(), scope)
	require.NoError(t, err)
	require.Equal(t, 28, report.Rules.RetentionDays)
	require.Equal(t, "expiry", report.Acts[0].What)
	require.Positive(t, report.Acts[0].Subjects)
	kinds := map[string]int64{}
	for _, k := range report.Kinds {
		kinds[k.Kind] = k.Subjects
	}
	require.Positive(t, kinds["user"]*kinds["contact"]*kinds["account"])
	contact, err := services.Contacts.Get(t.Context(), scope, row.Suggested.Contact.ID)
	require.NoError(t, err)
	require.False(t, contact.Data.Erased, "only last users expire")
}
