package suggestion_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"coresync/domain/event"
	"coresync/projections"
	"coresync/projections/suggestion"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

// small is a customer with all kinds of last users.
func (b *bundle) small() {
	b.Append(slices.Concat(b.customer(1), b.customer(2), []event.New{
		b.contact(1, 1, "Jane Doe", "jane.doe@acme.test"), b.contact(2, 1, "John Smith", "john.smith@acme.test"),
		b.contact(3, 1, "James Smith", "james.smith@acme.test"), b.contact(4, 2, "Kim Stone", "kim@other.test"),
		b.account(90, "TECHNICIAN", 0, "sam.carter@msp.test"),
		b.device(1, 1, ""), b.user(1, `ACME\jdoe`),
		b.device(2, 1, ""), b.user(2, `ACME\jsmith`),
		b.device(3, 1, ""), b.user(3, `ACME\reception`),
		b.device(4, 1, ""), b.user(4, `sam.carter@msp.test`),
		b.device(5, 1, ""), b.user(5, `ACME\PC-5$`),
		b.device(6, 1, ""), b.user(6, `ACME\kim.stone`),
		b.device(7, 1, `{"email":"james.smith@acme.test","firstName":"James","lastName":"Smith"}`), b.user(7, `ACME\jdoe`),
		b.device(8, 1, ""),
		b.device(9, 3, ""), b.user(9, `ACME\jdoe`),
	})...)
}

func TestCON_02_03_TheLastUserLeadsToAContactOfTheCustomer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.small()
	b.pass(t)
	type row struct {
		state   suggestion.State
		kind    string
		contact uuid.UUID
	}
	got := map[string]row{}
	for _, s := range b.list(t, suggestion.Filter{}) {
		got[s.Name] = row{s.State, s.Kind, s.Suggested}
	}
	require.Equal(t, map[string]row{
		"PC-1": {suggestion.High, "person", id("contact", 1)},
		"PC-2": {suggestion.Lower, "person", uuid.Nil}, // a tie is never suggested (CON-15 ⚠)
		"PC-3": {suggestion.Shared, "shared", uuid.Nil},
		"PC-4": {suggestion.Shared, "technician", uuid.Nil},
		"PC-5": {suggestion.Shared, "machine", uuid.Nil},
		"PC-6": {suggestion.None, "person", uuid.Nil},         // another customer's contact is not looked at
		"PC-7": {suggestion.High, "person", id("contact", 3)}, // NinjaOne's owner goes before the last user
		"PC-8": {suggestion.None, "nobody", uuid.Nil},
		"PC-9": {suggestion.NoCustomer, "", uuid.Nil},
	}, got)
	tie := b.of(t, 2)
	require.Len(t, tie.Candidates, 2, "a person chooses (CON-10)")
	for _, c := range tie.Candidates {
		require.Less(t, c.Percent, 80)
		require.NotEmpty(t, c.Reason)
	}
	require.GreaterOrEqual(t, b.of(t, 1).Percent, int64(80))
	b.read(t, func(r *projections.Reading) {
		counts, err := suggestion.Counts(t.Context(), r, b.Clock.Now(), suggestion.Filter{Customer: id("customer", 1), States: []suggestion.State{suggestion.High}})
		require.NoError(t, err)
		require.Equal(t, map[suggestion.State]int64{suggestion.High: 2, suggestion.Lower: 1, suggestion.Shared: 3, suggestion.None: 2}, counts)
	})
}

// Some accounts name nobody, and are seen on many devices.
func TestAnAccountOnManyDevicesIsShared(t *testing.T) {
	t.Parallel()
	b := setup(t)
	events := append(b.customer(1), b.contact(1, 1, "Jane Doe", "jane.doe@acme.test"))
	for n := range int64(12) {
		events = append(events, b.device(n+1, 1, ""), b.user(n+1, `ACME\jdoe`))
	}
	b.Append(events...)
	b.pass(t)
	for _, s := range b.list(t, suggestion.Filter{}) {
		require.Equal(t, suggestion.Shared, s.State)
		require.EqualValues(t, 12, s.Devices)
	}
}

func TestCON_11_ADecisionShowsAtOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.small()
	b.pass(t)
	requireState := func(n int64, want suggestion.State) {
		t.Helper()
		require.NoError(t, b.Engine.CatchUp(t.Context(), b.A))
		require.Equal(t, want, b.of(t, n).State)
	}
	one := b.of(t, 1)
	b.Append(b.decided(1, &event.AssociationSkipped{Asset: one.Asset, User: one.LastUser()}))
	requireState(1, suggestion.Skipped)
	b.Append(b.user(1, `acme\JDOE`))
	requireState(1, suggestion.Skipped)
	b.Clock.Advance(31 * 24 * time.Hour)
	b.pass(t)
	requireState(1, suggestion.High)

	one = b.of(t, 1)
	b.Append(b.decided(1, &event.AssociationSkipped{Asset: one.Asset, User: one.LastUser()}))
	requireState(1, suggestion.Skipped)
	b.Append(b.user(1, `ACME\jane.doe`))
	requireState(1, suggestion.Pending) // what was suggested for the former user is not shown for the new one
	b.pass(t)
	requireState(1, suggestion.High)

	b.Append(b.decided(1, &event.AssociationNever{Asset: one.Asset}))
	requireState(1, suggestion.Never)
	b.Append(b.decided(1, &event.AssociationReopened{Asset: one.Asset}))
	requireState(1, suggestion.High)

	b.Append(b.decided(1, &event.DeviceAssigned{Asset: one.Asset, Contact: id("contact", 2)}))
	requireState(1, suggestion.Differs)
	b.Append(b.decided(1, &event.DeviceAssigned{Asset: one.Asset, Contact: id("contact", 1)}))
	requireState(1, suggestion.Assigned)
	require.EqualValues(t, 6, b.of(t, 1).Version)
	b.Append(event.New{Stream: event.ContactStream(id("contact", 1)), Payload: &event.ContactRemoved{ID: id("contact", 1)}})
	b.pass(t)
	requireState(1, suggestion.None) // whose contact was removed is nobody's
}

func TestOnlyWhatChangedIsMatched(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.small()
	require.Equal(t, 2, b.pass(t).Customers)
	require.Zero(t, b.pass(t).Customers)
	b.Append(b.contact(4, 2, "Kim Stone", "kim.stone@other.test"))
	p := b.pass(t)
	require.Equal(t, 1, p.Customers)
	require.Zero(t, p.Written, "it has no device")
	b.Append(b.user(6, `ACME\jane.doe`))
	p = b.pass(t)
	require.Equal(t, 1, p.Customers)
	require.EqualValues(t, 1, p.Written, "the rows of the other devices are as they were")
	b.Append(b.mapped(1, 2))
	p = b.pass(t)
	require.Equal(t, 2, p.Customers)
	require.Equal(t, suggestion.None, b.of(t, 6).State, "in its new customer nobody has this name")
}

func TestAnErasedLastUserIsNotSuggestedFor(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.small()
	b.pass(t)
	one := b.of(t, 1)
	b.sealer.erased[one.LastUser()] = true
	b.pass(t)
	one = b.of(t, 1)
	require.Equal(t, suggestion.None, one.State)
	require.Equal(t, suggestion.KindErased, one.Kind)
	require.Equal(t, "the last user was erased", one.Reason)
	require.Empty(t, one.Candidates)
	require.Equal(t, id("contact", 3), b.of(t, 7).Suggested, "its owner is somebody else")
}

// Nothing that is stored holds a name, an address or an account.
func TestNothingStoredIsPersonal(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.small()
	b.Append(b.account(91, "END_USER", 1, "jane.doe@acme.test"))
	b.pass(t)
	var stored strings.Builder
	for _, table := range []string{"suggestion.assets", "suggestion.people", "suggestion.customers", "suggestion.passes", "rm_association_b1.person", "rm_association_b1.decision", "eventstore.events"} {
		rows, err := b.Pool.Query(t.Context(), "select lower(x::text) from "+table+" x")
		require.NoError(t, err)
		for rows.Next() {
			var text string
			require.NoError(t, rows.Scan(&text))
			stored.WriteString(text)
		}
		require.NoError(t, rows.Err())
	}
	require.True(t, strings.Contains(stored.String(), "initial and surname"))
	for _, personal := range []string{"jane", "smith", "acme", "reception", "kim.s", "carter", "given", "family", "\\\\jdoe"} {
		require.False(t, strings.Contains(stored.String(), personal), personal)
	}
}

func TestSCH_04_PeopleInNinjaOneAreOfferedToTheirCustomer(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.small()
	b.Append(b.account(91, "END_USER", 1, "Jane.Doe@acme.test"), b.account(92, "END_USER", 1, "new@acme.test"), b.account(93, "END_USER", 3, "nobody@acme.test"))
	b.pass(t)
	row := b.Row(`select count(*) as n, count(contact) as known from suggestion.people where tenant_id = $1`, b.A)
	require.Equal(t, map[string]any{"n": int64(2), "known": int64(1)}, row)
}

// Whatever happened in which order, and however passes were cut, what is stored is what
// a pass from nothing stores.
func TestPassesAddUpToOneFromNothing(t *testing.T) {
	t.Parallel()
	b := setup(t)
	names := []string{"Jane Doe", "John Smith", "James Smith", "Ann Lee"}
	accounts := []string{"", `ACME\jdoe`, `ACME\jsmith`, "ann.lee@acme.test", `ACME\reception`, "jane.doe@acme.test"}
	filled := 0 // rounds that left something, else nothing was compared with nothing
	rapid.Check(t, func(rt *rapid.T) {
		few := func(name string) int64 { return rapid.Int64Range(1, 4).Draw(rt, name) }
		for range rapid.IntRange(1, 12).Draw(rt, "steps") {
			n := few("n")
			var events []event.New
			switch rapid.IntRange(0, 7).Draw(rt, "step") {
			case 0:
				events = b.customer(n)
			case 1:
				events = append(events, b.mapped(n, few("customer")))
			case 2:
				name := rapid.SampledFrom(names).Draw(rt, "name")
				events = append(events, b.contact(n, few("customer"), name, strings.ReplaceAll(strings.ToLower(name), " ", ".")+"@acme.test"))
			case 3:
				events = append(events, b.device(n, few("organization"), rapid.SampledFrom([]string{"", `{"email":"ann.lee@acme.test"}`}).Draw(rt, "owner")))
			case 4:
				events = append(events, b.user(n, rapid.SampledFrom(accounts).Draw(rt, "account")))
			case 5:
				events = append(events, b.account(n, rapid.SampledFrom([]string{"END_USER", "TECHNICIAN"}).Draw(rt, "type"), few("organization"), "ann.lee@acme.test"))
			case 6:
				events = append(events, event.New{Stream: event.ContactStream(id("contact", n)), Payload: &event.ContactRemoved{ID: id("contact", n)}})
			case 7:
				events = append(events, event.New{Stream: event.CustomerStream(id("customer", n)), Payload: &event.CustomerRemoved{ID: id("customer", n)}})
			}
			b.Append(events...)
			if rapid.Bool().Draw(rt, "pass") {
				b.keeper = b.newKeeper(rt, rapid.IntRange(1, 3).Draw(rt, "devices of a pass"))
				b.pass(rt)
			}
		}
		b.pass(rt)
		live := b.dump(rt)
		for _, table := range []string{"assets", "people", "customers", "passes"} {
			_, err := b.Pool.Exec(t.Context(), "delete from suggestion."+table)
			require.NoError(rt, err)
		}
		b.keeper = b.newKeeper(rt, 0)
		b.pass(rt)
		require.Equal(rt, b.dump(rt), live)
		if len(live) > 0 {
			filled++
		}
	})
	require.Positive(t, filled)
}
